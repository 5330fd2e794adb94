// Dictionaries: Hashtable, [ordered], Dictionary<K,V>, ConcurrentDictionary, SortedDictionary: one class, its .NET type and key comparer
// differ. Entries keep insertion order (.NET promises none for Hashtable; a stable one is kinder), except sorted ones.
#pragma once
#include "value/type.hpp"
#include <vector>

namespace kestrun::value {

enum class KeyComparer : uint8_t
{
    IgnoreCase,    // PowerShell's hashtable literals: text keys without case (culture)
    CaseSensitive, // .NET's default
};

class Dictionary final : public Object
{
public:
    struct Entry
    {
        Value key; // Void: a removed entry
        Value value;
        uint32_t hash;
    };

    /// @{}: System.Collections.Hashtable, keys without case.
    Dictionary();
    Dictionary(const Type& type, KeyComparer comparer);

    size_t size() const { return count_; }
    /// Null pointer when the key is absent. Keys of different numeric types are different keys, as in .NET. Null keys throw
    /// ArgumentNullException.
    const Value* find(const Value& key) const;
    const Value* find(std::string_view text_key) const;
    /// Adds or replaces; converts key and value to the generic arguments where there are some.
    void set(const Value& key, const Value& value);
    void set(std::string_view text_key, const Value& value);
    /// Throws ArgumentException when the key is present.
    void add(const Value& key, const Value& value);
    bool remove(const Value& key);
    void clear();
    /// For ordered dictionaries: by position.
    const Entry* entry_at(size_t position) const;
    void insert(size_t position, const Value& key, const Value& value);
    void remove_at(size_t position);

    /// Entries in order; skip those whose key is Void.
    const std::vector<Entry>& entries() const { return entries_; }
    KeyComparer comparer() const { return comparer_; }
    bool is_ordered() const; // OrderedDictionary: int indices are positions
    bool is_synchronized() const { return synchronized_; }
    void make_synchronized() { synchronized_ = true; }
    void make_read_only() { read_only_ = true; }
    bool is_read_only() const { return read_only_; }
    const Type& type() const override { return *type_; }
    void trace(Tracer& tracer) const override;
    void clear_references() override;
    uint32_t version = 0;

private:
    const Type* type_;
    KeyComparer comparer_;
    bool synchronized_ = false;
    bool read_only_ = false;
    size_t count_ = 0;
    std::vector<Entry> entries_;
    std::vector<uint32_t> index_; // open addressing: entry number + 1, 0 empty; empty while there are at most 8 entries (scanned)
    size_t locate(const Value& key, uint32_t hash) const;
    void rebuild();
};

/// System.Collections.DictionaryEntry or KeyValuePair<K,V> (by its type): what enumerating a dictionary gives.
class KeyValue final : public Object
{
public:
    KeyValue(const Type& type, Value key, Value value) : type_(&type), key_(std::move(key)), value_(std::move(value)) {}
    const Value& key() const { return key_; }
    const Value& value() const { return value_; }
    const Type& type() const override { return *type_; }
    void trace(Tracer& tracer) const override;

private:
    const Type* type_;
    Value key_, value_;
};

} // namespace kestrun::value
