#include "value/symbol.hpp"
#include "value/string.hpp"
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <vector>

namespace kestrun::value {

namespace {

// Open addressing over entries that never move or go.
class SymbolTable
{
public:
    const Symbol::Entry* find(std::string_view name, uint32_t hash) const
    {
        const std::shared_lock lock(mutex_);
        return locate(name, hash);
    }
    const Symbol::Entry* intern(std::string_view name, uint32_t hash)
    {
        if (const Symbol::Entry* entry = find(name, hash)) return entry;
        const std::unique_lock lock(mutex_);
        if (const Symbol::Entry* entry = locate(name, hash)) return entry;
        if ((entries_.size() + 1) * 2 > slots_.size()) grow();
        entries_.push_back({std::string(name), static_cast<uint32_t>(entries_.size()), hash});
        place(&entries_.back());
        return &entries_.back();
    }

private:
    const Symbol::Entry* locate(std::string_view name, uint32_t hash) const
    {
        if (slots_.empty()) return nullptr;
        const size_t mask = slots_.size() - 1;
        for (size_t i = hash & mask; slots_[i]; i = (i + 1) & mask) {
            if (slots_[i]->hash == hash && equals_ignore_case(slots_[i]->name, name)) return slots_[i];
        }
        return nullptr;
    }
    void place(const Symbol::Entry* entry)
    {
        const size_t mask = slots_.size() - 1;
        size_t i = entry->hash & mask;
        while (slots_[i]) i = (i + 1) & mask;
        slots_[i] = entry;
    }
    void grow()
    {
        slots_.assign(slots_.empty() ? 1024 : slots_.size() * 2, nullptr);
        for (const Symbol::Entry& entry : entries_) place(&entry);
    }

    mutable std::shared_mutex mutex_;
    std::deque<Symbol::Entry> entries_;
    std::vector<const Symbol::Entry*> slots_;
};

SymbolTable& table()
{
    static SymbolTable& instance = *new SymbolTable; // outlives every static that holds a symbol
    return instance;
}

} // namespace

Symbol::Symbol(std::string_view name) : entry_(table().intern(name, hash_ignore_case(name))) {}

Symbol Symbol::find(std::string_view name)
{
    Symbol symbol;
    symbol.entry_ = table().find(name, hash_ignore_case(name));
    return symbol;
}

Name::Name(std::string_view name) : text(name), hash(hash_ignore_case(name)) {}

bool Name::equals(std::string_view other, uint32_t other_hash) const noexcept
{
    return hash == other_hash && equals_ignore_case(text, other);
}

} // namespace kestrun::value
