// A small hash map keyed by symbols; keeps insertion order. For variables, functions and aliases of a scope.
#pragma once
#include "value/symbol.hpp"
#include <cstdint>
#include <utility>
#include <vector>

namespace kestrun::engine {

template <typename T>
class SymbolMap
{
public:
    struct Entry
    {
        value::Symbol key; // empty: removed
        T value;
    };

    T* find(value::Symbol key) noexcept
    {
        const uint32_t at = locate(key);
        return at == none ? nullptr : &entries_[at].value;
    }
    const T* find(value::Symbol key) const noexcept
    {
        const uint32_t at = locate(key);
        return at == none ? nullptr : &entries_[at].value;
    }
    /// The value of the key, made first when it is absent. References are valid until the next insertion.
    T& operator[](value::Symbol key)
    {
        if (T* found = find(key)) return *found;
        entries_.push_back({key, T{}});
        ++count_;
        if (entries_.size() * 2 > index_.size())
            rebuild();
        else if (!index_.empty())
            enter(static_cast<uint32_t>(entries_.size() - 1));
        return entries_.back().value;
    }
    bool erase(value::Symbol key)
    {
        const uint32_t at = locate(key);
        if (at == none) return false;
        entries_[at].key = {};
        entries_[at].value = T{};
        --count_;
        rebuild();
        return true;
    }
    size_t size() const noexcept { return count_; }
    bool empty() const noexcept { return count_ == 0; }
    /// Entries in order of insertion; skip those whose key is empty.
    const std::vector<Entry>& entries() const noexcept { return entries_; }
    std::vector<Entry>& entries() noexcept { return entries_; }

private:
    static constexpr uint32_t none = UINT32_MAX;
    uint32_t locate(value::Symbol key) const noexcept
    {
        if (index_.empty()) return none;
        const size_t mask = index_.size() - 1;
        for (size_t i = mix(key) & mask;; i = (i + 1) & mask) {
            const uint32_t at = index_[i];
            if (at == 0) return none;
            if (entries_[at - 1].key == key) return at - 1;
        }
    }
    static size_t mix(value::Symbol key) noexcept { return key.id() * 2654435769U >> 7; }
    void enter(uint32_t at)
    {
        const size_t mask = index_.size() - 1;
        size_t i = mix(entries_[at].key) & mask;
        while (index_[i] != 0) i = (i + 1) & mask;
        index_[i] = at + 1;
    }
    void rebuild()
    {
        std::erase_if(entries_, [](const Entry& entry) { return !entry.key; });
        size_t size = 8;
        while (size < entries_.size() * 3) size *= 2;
        index_.assign(size, 0);
        for (uint32_t i = 0; i < entries_.size(); ++i) enter(i);
    }

    std::vector<Entry> entries_;
    std::vector<uint32_t> index_; // entry number + 1, 0: empty; a power of two
    size_t count_ = 0;
};

} // namespace kestrun::engine
