// Hashtable, OrderedDictionary, Dictionary<TKey, TValue>.
#include "value/native_failure.hpp"
#include "value/types/all_types.hpp"
#include "value/types/dictionary_members.hpp"

namespace kestrun::value {
namespace {

using F = TypeFlags;

Value new_dictionary(Call& c) { return Value(Ref<Dictionary>(new Dictionary(c.type, KeyComparer::CaseSensitive))); }

// The comparer stands first or after the capacity or the source.
Value new_with_comparer(Call& c) { return Value(Ref<Dictionary>(new Dictionary(c.type, key_comparer_of(c.args[c.args.size() - 1])))); }

Value new_with_capacity(Call& c)
{
    if (i32(c, 0) < 0)
        throw_range("capacity ('" + std::to_string(i32(c, 0)) +
                        "') must be a non-negative value. (Parameter 'capacity')\nActual value was " + std::to_string(i32(c, 0)) + ".",
                    "");
    check_array_length(static_cast<uint64_t>(i32(c, 0)));
    return new_dictionary(c);
}

Value new_copy(Call& c) { return new_dictionary_from(c, c.args[0], KeyComparer::CaseSensitive); }

Value new_copy_with_comparer(Call& c) { return new_dictionary_from(c, c.args[0], key_comparer_of(c.args[1])); }

Value clone(Call& c) { return Value(self_dictionary(c).copy()); }

Value synchronized(Call& c)
{
    auto& table = object_arg<Dictionary>(c, 0, "table");
    table.make_synchronized(); // the wrapper and the table are one here: every operation of either is atomic
    return c.args[0];
}

Value get_comparer(Call& c)
{
    return string_comparer(self_dictionary(c).comparer() == KeyComparer::IgnoreCase ? StringComparer::Kind::OrdinalIgnoreCase
                                                                                    : StringComparer::Kind::Ordinal);
}

constexpr MemberDef hashtable_members[] = {
    ctor("", new_dictionary),
    ctor("System.Collections.IDictionary d", new_copy),
    ctor("int capacity", new_with_capacity),
    ctor("System.Collections.IEqualityComparer equalityComparer", new_with_comparer),
    ctor("int capacity, System.Collections.IEqualityComparer equalityComparer", new_with_comparer),
    ctor("System.Collections.IDictionary d, System.Collections.IEqualityComparer equalityComparer", new_copy_with_comparer),
    indexer("Item", "System.Object key", "System.Object", dictionary_get, dictionary_set),
    prop("IsReadOnly", "bool", dictionary_is_read_only),
    prop("IsFixedSize", "bool", dictionary_is_read_only),
    prop("IsSynchronized", "bool", [](Call& c) { return Value(self_dictionary(c).is_synchronized()); }),
    prop("Keys", "System.Collections.ICollection", dictionary_keys),
    prop("Values", "System.Collections.ICollection", dictionary_values),
    prop("SyncRoot", "System.Object", [](Call& c) { return c.self; }),
    prop("Count", "int", dictionary_count),
    meth("Add", "System.Object key, System.Object value", "void", dictionary_add),
    meth("Clear", "", "void", dictionary_clear),
    meth("Clone", "", "System.Object", clone),
    meth("Contains", "System.Object key", "bool", dictionary_contains_key),
    meth("ContainsKey", "System.Object key", "bool", dictionary_contains_key),
    meth("ContainsValue", "System.Object value", "bool", dictionary_contains_value),
    meth("CopyTo", "array array, int arrayIndex", "void", dictionary_copy_to),
    meth("GetEnumerator", "", "System.Collections.IDictionaryEnumerator", dictionary_enumerator),
    meth("Remove", "System.Object key", "void", dictionary_remove_void),
    smeth("Synchronized", "hashtable table", "hashtable", synchronized),
};

Value ordered_at(Call& c)
{
    const std::vector<Dictionary::Entry> entries = self_dictionary(c).snapshot();
    const int32_t at = i32(c, 0);
    if (at < 0 || static_cast<size_t>(at) >= entries.size()) throw_index();
    return entries[static_cast<size_t>(at)].value;
}

Value ordered_set_at(Call& c)
{
    const std::vector<Dictionary::Entry> entries = self_dictionary(c).snapshot();
    const int32_t at = i32(c, 0);
    if (at < 0 || static_cast<size_t>(at) >= entries.size()) throw_index();
    self_dictionary(c).set(entries[static_cast<size_t>(at)].key, c.args[1]);
    return nothing();
}

Value ordered_insert(Call& c)
{
    const int32_t at = i32(c, 0);
    const auto size = static_cast<int64_t>(self_dictionary(c).size());
    if (at < 0 || at > size) {
        const std::string what = at < 0 ? "a non-negative value" : "less than or equal to '" + std::to_string(size) + "'";
        throw_range("index ('" + std::to_string(at) + "') must be " + what + ". (Parameter 'index')\nActual value was " +
                        std::to_string(at) + ".",
                    "");
    }
    self_dictionary(c).insert(static_cast<size_t>(at), c.args[1], c.args[2]);
    return nothing();
}

Value ordered_remove_at(Call& c)
{
    if (i32(c, 0) < 0) throw_index();
    return self_dictionary(c).remove_at(static_cast<size_t>(i32(c, 0))), nothing();
}

Value ordered_as_read_only(Call& c)
{
    Ref<Dictionary> copy = self_dictionary(c).copy();
    copy->make_read_only();
    return Value(copy);
}

constexpr MemberDef ordered_members[] = {
    ctor("", new_dictionary),
    ctor("int capacity", new_with_capacity),
    ctor("System.Collections.IEqualityComparer comparer", new_with_comparer),
    ctor("int capacity, System.Collections.IEqualityComparer comparer", new_with_comparer),
    indexer("Item", "int index", "System.Object", ordered_at, ordered_set_at),
    indexer("Item", "System.Object key", "System.Object", dictionary_get, dictionary_set),
    prop("Count", "int", dictionary_count),
    prop("IsReadOnly", "bool", dictionary_is_read_only),
    prop("Keys", "System.Collections.ICollection", dictionary_keys),
    prop("Values", "System.Collections.ICollection", dictionary_values),
    prop("IsFixedSize", "bool", dictionary_is_read_only),
    prop("SyncRoot", "System.Object", [](Call& c) { return c.self; }),
    prop("IsSynchronized", "bool", [](Call&) { return Value(false); }),
    meth("Add", "System.Object key, System.Object value", "void", dictionary_add),
    meth("AsReadOnly", "", "ordered", ordered_as_read_only),
    meth("Clear", "", "void", dictionary_clear),
    meth("Contains", "System.Object key", "bool", dictionary_contains_key),
    meth("CopyTo", "array array, int index", "void", dictionary_copy_to),
    meth("GetEnumerator", "", "System.Collections.IDictionaryEnumerator", dictionary_enumerator),
    meth("Insert", "int index, System.Object key, System.Object value", "void", ordered_insert),
    meth("Remove", "System.Object key", "void", dictionary_remove_void),
    meth("RemoveAt", "int index", "void", ordered_remove_at),
};

constexpr MemberDef dictionary_members[] = {
    ctor("", new_dictionary),
    ctor("int capacity", new_with_capacity),
    ctor("System.Collections.Generic.IEqualityComparer[TKey] comparer", new_with_comparer),
    ctor("int capacity, System.Collections.Generic.IEqualityComparer[TKey] comparer", new_with_comparer),
    ctor("System.Collections.Generic.IDictionary[TKey, TValue] dictionary", new_copy),
    ctor("System.Collections.Generic.IDictionary[TKey, TValue] dictionary, System.Collections.Generic.IEqualityComparer[TKey] comparer",
         new_copy_with_comparer),
    ctor("System.Collections.Generic.IEnumerable[System.Collections.Generic.KeyValuePair[TKey, TValue]] collection", new_copy),
    indexer("Item", "TKey key", "TValue", dictionary_get_strict, dictionary_set),
    prop("Comparer", "System.Collections.Generic.IEqualityComparer[TKey]", get_comparer),
    prop("Count", "int", dictionary_count),
    prop("Capacity", "int", dictionary_count),
    prop("Keys", "System.Collections.Generic.Dictionary`2+KeyCollection[TKey, TValue]", dictionary_keys),
    prop("Values", "System.Collections.Generic.Dictionary`2+ValueCollection[TKey, TValue]", dictionary_values),
    prop("IsReadOnly", "bool", dictionary_is_read_only),
    prop("IsFixedSize", "bool", dictionary_is_read_only),
    prop("SyncRoot", "System.Object", [](Call& c) { return c.self; }),
    prop("IsSynchronized", "bool", [](Call&) { return Value(false); }),
    meth("Add", "TKey key, TValue value", "void", dictionary_add),
    meth("Clear", "", "void", dictionary_clear),
    meth("ContainsKey", "TKey key", "bool", dictionary_contains_key),
    meth("ContainsValue", "TValue value", "bool", dictionary_contains_value),
    meth("Contains", "TKey key", "bool", dictionary_contains_key),
    meth("CopyTo", "array array, int index", "void", dictionary_copy_to),
    meth("EnsureCapacity", "int capacity", "int", [](Call& c) { return c.args[0]; }),
    meth("GetEnumerator", "", "System.Collections.Generic.Dictionary`2+Enumerator[TKey, TValue]", dictionary_enumerator),
    meth("Remove", "TKey key", "bool", dictionary_remove),
    meth("Remove", "TKey key, out TValue value", "bool", dictionary_remove_out),
    meth("TryAdd", "TKey key, TValue value", "bool", dictionary_try_add),
    meth("TryGetValue", "TKey key, out TValue value", "bool", dictionary_try_get),
    meth("TrimExcess", "", "void", [](Call&) { return nothing(); }),
};

constexpr TypeDef table[] = {
    {"System.Collections.Hashtable", "System.Object", F::None, "hashtable", "System.Collections.IDictionary,System.ICloneable",
     hashtable_members},
    {"System.Collections.Specialized.OrderedDictionary", "System.Object", F::None, "ordered", "System.Collections.IDictionary",
     ordered_members},
    {"System.Collections.Generic.Dictionary`2", "System.Object", F::GenericDefinition, "",
     "System.Collections.IDictionary,System.Collections.Generic.IDictionary[TKey, TValue],"
     "System.Collections.Generic.IReadOnlyDictionary[TKey, TValue]",
     dictionary_members},
};

} // namespace

std::span<const TypeDef> dictionary_types_types() { return table; }

} // namespace kestrun::value
