// Dictionaries: Hashtable, [ordered], Dictionary<K,V>, ConcurrentDictionary, SortedDictionary: one class, its .NET type and key comparer
// differ. Entries keep insertion order (.NET promises none for Hashtable; a stable one is kinder), except sorted ones.
#pragma once
#include "value/type.hpp"
#include <optional>
#include <vector>

namespace kestrun::value {

enum class KeyComparer : uint8_t
{
    IgnoreCase,    // PowerShell's hashtable literals: text keys without case (culture)
    CaseSensitive, // .NET's default
};

/// What stands for a text key without making a String of it first.
template <typename T>
concept TextKey = std::is_convertible_v<const T&, std::string_view> && !std::is_same_v<T, Value>;

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

    size_t size() const;
    /// Null pointer when the key is absent. Keys of different numeric types are different keys, as in .NET. Null keys throw
    /// ArgumentNullException.
    /// The pointer holds until the next change: not for dictionaries that other threads may change (get copies).
    const Value* find(const Value& key) const;
    template <TextKey T>
    const Value* find(const T& text_key) const
    {
        return find_text(std::string_view(text_key));
    }
    /// The same for a key that is asked for again and again: `hint` is where it stood last time. Precondition: a text, no sorted
    /// dictionary.
    const Value* find_again(const Value& key, uint32_t& hint) const
    {
        if (hint < entries_.size() && entries_[hint].key.identical(key)) [[likely]]
            return &entries_[hint].value;
        return find_at(key, hint);
    }
    /// Replaces the value of a key that is there already, without conversion or checks: false when there is none or they are needed.
    bool replace_again(const Value& key, const Value& value, uint32_t& hint)
    {
        if (read_only_ || key_type_ || value_type_ || kind_ == Kind::Sorted) return false;
        const Value* there = find_again(key, hint);
        if (!there) return false;
        if (!generic_) ++version;
        const_cast<Value&>(*there) = value;
        return true;
    }
    /// The value of a key, or nothing. Right for shared dictionaries too.
    std::optional<Value> get(const Value& key) const;
    template <TextKey T>
    std::optional<Value> get(const T& text_key) const
    {
        return get_text(std::string_view(text_key));
    }
    bool contains(const Value& key) const { return get(key).has_value(); }
    /// Adds when the key is absent; false when it is present (TryAdd).
    bool try_add(const Value& key, const Value& value);
    /// Removes and returns the value: nothing when the key was absent.
    std::optional<Value> take(const Value& key);
    /// A copy of the entries that are there (those without a Void key), in order. Right for shared dictionaries too.
    std::vector<Entry> snapshot() const;
    /// Adds or replaces; converts key and value to the generic arguments where there are some.
    void set(const Value& key, const Value& value);
    template <TextKey T>
    void set(const T& text_key, const Value& value)
    {
        set_text(std::string_view(text_key), value);
    }
    /// Throws ArgumentException when the key is present.
    void add(const Value& key, const Value& value);
    bool remove(const Value& key);
    void clear();
    /// For ordered dictionaries: by position.
    const Entry* entry_at(size_t position) const;
    void insert(size_t position, const Value& key, const Value& value);
    void remove_at(size_t position);

    /// Makes room for that many entries.
    void reserve(size_t count);
    /// Same type, comparer and entries (Clone).
    Ref<Dictionary> copy() const;
    /// Types of keys and values; null: anything.
    const Type* key_type() const { return key_type_; }
    const Type* value_type() const { return value_type_; }
    /// Entries in order, to walk over: a copy where the dictionary is shared, else itself, which may not change meanwhile. Skip those whose
    /// key is Void.
    class Entries
    {
    public:
        explicit Entries(const Dictionary& dictionary);
        Entries(const Entries&) = delete;
        Entries& operator=(const Entries&) = delete;
        auto begin() const { return list_->begin(); }
        auto end() const { return list_->end(); }
        size_t size() const { return list_->size(); }
        const Entry& operator[](size_t place) const { return (*list_)[place]; }

    private:
        std::vector<Entry> copy_;
        const std::vector<Entry>* list_;
    };
    Entries entries() const { return Entries(*this); }
    KeyComparer comparer() const { return comparer_; }
    bool is_ordered() const { return kind_ == Kind::Ordered; } // OrderedDictionary: int indices are positions
    bool is_sorted() const { return kind_ == Kind::Sorted; }   // SortedDictionary, SortedList: entries stand in key order
    bool is_synchronized() const { return synchronized_; }
    void make_synchronized() { synchronized_ = true; }
    void make_read_only() { read_only_ = true; }
    /// For classes of scripts that derive from a dictionary: the object's type from now on, and what the class keeps beside it.
    void derive(const Type& type, Ref<Object> state);
    const Ref<Object>& state() const { return state_; }
    /// Takes entries and comparer of another dictionary of the same kind (the base constructor's).
    void adopt(Dictionary& other);
    bool is_read_only() const { return read_only_; }
    const Type& type() const override { return *type_; }
    void trace(Tracer& tracer) const override;
    void clear_references() override;
    uint32_t version = 0;

private:
    const Value* find_at(const Value& key, uint32_t& hint) const;
    const Value* find_text(std::string_view key) const;
    void set_text(std::string_view key, const Value& value);
    enum class Kind : uint8_t
    {
        Plain,
        Ordered,
        Sorted
    };
    static constexpr size_t npos = static_cast<size_t>(-1);
    static constexpr size_t scan_limit = 8;
    const Type* type_;
    const Type* key_type_ = nullptr;
    const Type* value_type_ = nullptr;
    KeyComparer comparer_;
    Kind kind_ = Kind::Plain;
    bool generic_ = false;
    bool synchronized_ = false;
    bool read_only_ = false;
    size_t count_ = 0;
    std::vector<Entry> entries_;
    std::vector<uint32_t> index_; // open addressing: entry number + 1, 0 empty; empty while there are at most 8 entries (scanned)
    Ref<Object> state_;
    size_t locate(const Value& key, uint32_t hash) const;
    std::optional<Value> get_text(std::string_view text) const;
    size_t locate_text(std::string_view text, uint32_t hash) const;
    template <typename Same>
    size_t probe(uint32_t hash, Same same) const;
    size_t lower_bound(const Value& key) const;
    Value checked_key(const Value& key) const;
    Value checked_value(const Value& value) const;
    void check_writable() const;
    void append(Value key, Value value, uint32_t hash);
    void insert_at(size_t position, Value key, Value value, uint32_t hash);
    void erase(size_t position);
    void compact();
    void rebuild();
    [[noreturn]] void duplicate(const Value& present, const Value& added) const;
};

/// System.Collections.DictionaryEntry or KeyValuePair<K,V> (by its type): what enumerating a dictionary gives.
class KeyValue final : public Object
{
public:
    KeyValue(const Type& type, Value key, Value value) : type_(&type), key_(std::move(key)), value_(std::move(value)) { mark_container(); }
    const Value& key() const { return key_; }
    const Value& value() const { return value_; }
    const Type& type() const override { return *type_; }
    void trace(Tracer& tracer) const override;
    void clear_references() override { key_ = value_ = Value(); }

private:
    const Type* type_;
    Value key_, value_;
};

/// The type of a dictionary's entries as scripts enumerate them: DictionaryEntry or KeyValuePair<K,V>.
const Type& entry_type(const Dictionary& dictionary);

} // namespace kestrun::value
