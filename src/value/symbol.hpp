// Symbols: interned names of variables, members, commands and parameters. Names that differ only in case are one symbol; comparing two
// symbols is comparing two pointers. Symbols live for ever; the table is shared by all threads. Only names that stand in scripts and tables
// become symbols: what a client sends (JSON keys, form fields) is looked up by Name, or it could fill the memory.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace kestrun::value {

class Symbol
{
public:
    struct Entry
    {
        std::string name; // as first written
        uint32_t id;      // dense, from 0
        uint32_t hash;
    };

    constexpr Symbol() = default;
    /// Interns the name. Thread-safe; takes a lock, so do it when compiling and not when running.
    explicit Symbol(std::string_view name);
    /// The symbol when the name was interned before, else an empty one (no member, variable... of that name can exist).
    static Symbol find(std::string_view name);

    std::string_view name() const noexcept { return entry_ ? std::string_view(entry_->name) : std::string_view(); }
    uint32_t id() const noexcept { return entry_->id; }
    uint32_t hash() const noexcept { return entry_->hash; }
    explicit operator bool() const noexcept { return entry_ != nullptr; }
    bool operator==(const Symbol&) const noexcept = default;

private:
    const Entry* entry_ = nullptr;
    friend struct std::hash<Symbol>;
};

/// A name to look something up by, without case: a symbol, or text that must not be interned because a client may have chosen it.
struct Name
{
    std::string_view text;
    uint32_t hash; // hash_ignore_case(text)
    Name(Symbol symbol) : text(symbol.name()), hash(symbol.hash()) {}
    explicit Name(std::string_view name);
    /// Same name without case.
    bool equals(std::string_view other, uint32_t other_hash) const noexcept;
};

} // namespace kestrun::value

template <>
struct std::hash<kestrun::value::Symbol>
{
    size_t operator()(const kestrun::value::Symbol& symbol) const noexcept { return symbol.entry_ ? symbol.entry_->hash : 0; }
};
