// SortedDictionary, SortedList (both), ConcurrentDictionary: Dictionary by other names.
#include "value/delegate.hpp"
#include "value/types/all_types.hpp"
#include "value/types/dictionary_members.hpp"
#include <bit>

namespace kestrun::value {
namespace {

Value construct(Call& c)
{
    KeyComparer comparer = KeyComparer::CaseSensitive;
    if (!c.args.empty() && c.args.back().as<StringComparer>()) comparer = key_comparer_of(c.args.back());
    for (const Value& arg : c.args) {
        if (arg.as<Dictionary>() || (is_enumerable(arg) && !arg.as<StringComparer>())) return new_dictionary_from(c, arg, comparer);
    }
    return Value(make<Dictionary>(c.type, comparer));
}

/// Entry at a position: ArgumentOutOfRangeException outside.
Dictionary::Entry entry_at(const Call& c, size_t i)
{
    const auto entries = self_dictionary(c).snapshot();
    const int32_t at = i32(c, i);
    if (at < 0 || static_cast<size_t>(at) >= entries.size()) throw_index();
    return entries[static_cast<size_t>(at)];
}

Value index_of_key(Call& c)
{
    require(c, 0, "key");
    if (!self_dictionary(c).contains(c.args[0])) return Value(-1);
    const auto entries = self_dictionary(c).snapshot();
    for (size_t i = 0; i < entries.size(); ++i) {
        Dictionary probe(types::hashtable(), self_dictionary(c).comparer());
        probe.set(entries[i].key, Value());
        if (probe.contains(c.args[0])) return Value(static_cast<int32_t>(i));
    }
    return Value(-1);
}

Value index_of_value(Call& c)
{
    const auto entries = self_dictionary(c).snapshot();
    for (size_t i = 0; i < entries.size(); ++i) {
        if (equals_default(entries[i].value, c.args[0])) return Value(static_cast<int32_t>(i));
    }
    return Value(-1);
}

Value set_by_index(Call& c)
{
    self_dictionary(c).set(entry_at(c, 0).key, c.args[1]);
    return nothing();
}

Value remove_at(Call& c)
{
    self_dictionary(c).remove(entry_at(c, 0).key);
    return nothing();
}

/// key and value types for the signatures of a dictionary's rows
#define KESTRUN_DICTIONARY_ROWS(K, V)                                                                                                      \
    prop("Count", "int", dictionary_count), prop("Keys", "System.Collections.ICollection", dictionary_keys),                               \
        prop("Values", "System.Collections.ICollection", dictionary_values), meth("Add", K " key, " V " value", "void", dictionary_add),   \
        meth("Clear", "", "void", dictionary_clear), meth("ContainsKey", K " key", "bool", dictionary_contains_key),                       \
        meth("ContainsValue", V " value", "bool", dictionary_contains_value),                                                              \
        meth("GetEnumerator", "", "System.Collections.IDictionaryEnumerator", dictionary_enumerator)
#define KESTRUN_POSITION_ROWS(K, V)                                                                                                        \
    meth("IndexOfKey", K " key", "int", index_of_key), meth("IndexOfValue", V " value", "int", index_of_value),                            \
        prop("Capacity", "int",                                                                                                            \
             [](Call& c) {                                                                                                                 \
                 return Value(static_cast<int32_t>(                                                                                        \
                     self_dictionary(c).size() == 0 ? 0 : std::max<size_t>(4, std::bit_ceil(self_dictionary(c).size()))));                 \
             }),                                                                                                                           \
        meth("RemoveAt", "int index", "void", remove_at)

constexpr const char* from_dictionary = "System.Collections.Generic.IDictionary[TKey,TValue] dictionary";

constexpr MemberDef sorted_dictionary_members[] = {
    ctor("", construct),
    ctor(from_dictionary, construct),
    ctor("System.Collections.Generic.IDictionary[TKey,TValue] dictionary, System.Collections.Generic.IComparer[TKey] comparer", construct),
    ctor("System.Collections.Generic.IComparer[TKey] comparer", construct),
    indexer("Item", "TKey key", "TValue", dictionary_get_strict, dictionary_set),
    KESTRUN_DICTIONARY_ROWS("TKey", "TValue"),
    meth("Remove", "TKey key", "bool", dictionary_remove),
    meth("TryGetValue", "TKey key, out TValue value", "bool", dictionary_try_get),
};

constexpr MemberDef generic_list_members[] = {
    ctor("", construct),
    ctor("int capacity", construct),
    ctor(from_dictionary, construct),
    ctor("System.Collections.Generic.IComparer[TKey] comparer", construct),
    indexer("Item", "TKey key", "TValue", dictionary_get_strict, dictionary_set),
    KESTRUN_DICTIONARY_ROWS("TKey", "TValue"),
    KESTRUN_POSITION_ROWS("TKey", "TValue"),
    meth("Remove", "TKey key", "bool", dictionary_remove),
    meth("TryGetValue", "TKey key, out TValue value", "bool", dictionary_try_get),
    meth("GetKeyAtIndex", "int index", "TKey", [](Call& c) { return entry_at(c, 0).key; }),
    meth("GetValueAtIndex", "int index", "TValue", [](Call& c) { return entry_at(c, 0).value; }),
    meth("SetValueAtIndex", "int index, TValue value", "void", set_by_index),
};

constexpr MemberDef list_members[] = {
    ctor("", construct),
    ctor("int initialCapacity", construct),
    ctor("System.Collections.IComparer comparer", construct),
    ctor("System.Collections.IDictionary d", construct),
    ctor("System.Collections.IDictionary d, System.Collections.IComparer comparer", construct),
    indexer("Item", "System.Object key", "System.Object", dictionary_get, dictionary_set),
    KESTRUN_DICTIONARY_ROWS("System.Object", "System.Object"),
    KESTRUN_POSITION_ROWS("System.Object", "System.Object"),
    prop("IsReadOnly", "bool", dictionary_is_read_only),
    prop("IsFixedSize", "bool", dictionary_is_read_only),
    meth("Contains", "System.Object key", "bool", dictionary_contains_key),
    meth("Remove", "System.Object key", "void", dictionary_remove_void),
    meth("GetByIndex", "int index", "System.Object", [](Call& c) { return entry_at(c, 0).value; }),
    meth("GetKey", "int index", "System.Object", [](Call& c) { return entry_at(c, 0).key; }),
    meth("GetKeyList", "", "System.Collections.IList", dictionary_keys),
    meth("GetValueList", "", "System.Collections.IList", dictionary_values),
    meth("SetByIndex", "int index, System.Object value", "void", set_by_index),
    meth("Clone", "", "System.Object", [](Call& c) { return Value(self_dictionary(c).copy()); }),
    meth("CopyTo", "array array, int arrayIndex", "void", dictionary_copy_to),
};

bool is_script(const Value& value) { return &type_of(value) == &types::script_block() || value.as<DelegateObject>(); }

Value converted(const Call& c, const Value& value) { return convert(value, *c.type.generic_args()[1]); }

/// The factory runs outside of the dictionary's lock, as in .NET: two threads may run it, one result stays.
Value get_or_add(Call& c)
{
    Dictionary& dictionary = self_dictionary(c);
    require(c, 0, "key");
    if (auto there = dictionary.get(c.args[0])) return *there;
    const Value made = converted(c, is_script(c.args[1]) ? call_delegate(c.args[1], {c.args[0]}) : c.args[1]);
    if (dictionary.try_add(c.args[0], made)) return made;
    return dictionary.get(c.args[0]).value_or(made);
}

bool try_update(Dictionary& dictionary, const Value& key, const Value& next, const Value& expected)
{
    // Under one lock of all updates: Dictionary has no compare-and-set of its own.
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    const auto there = dictionary.get(key);
    if (!there || !(there->identical(expected) || equals_default(*there, expected))) return false;
    dictionary.set(key, next);
    return true;
}

Value add_or_update(Call& c)
{
    Dictionary& dictionary = self_dictionary(c);
    require(c, 0, "key");
    for (;;) {
        if (const auto there = dictionary.get(c.args[0])) {
            const Value next = converted(c, call_delegate(c.args[2], {c.args[0], *there}));
            if (try_update(dictionary, c.args[0], next, *there)) return next;
        } else {
            const Value first = converted(c, is_script(c.args[1]) ? call_delegate(c.args[1], {c.args[0]}) : c.args[1]);
            if (dictionary.try_add(c.args[0], first)) return first;
        }
    }
}

Value try_remove(Call& c)
{
    require(c, 0, "key");
    auto taken = self_dictionary(c).take(c.args[0]);
    const Type& type = *c.type.generic_args()[1];
    c.args[1] = taken ? *taken : type.is_value_type() ? value::construct(type, {}) : Value();
    return Value(taken.has_value());
}

Value to_array(Call& c) { return make_array(elements(dictionary_enumerator(c))); }

constexpr MemberDef concurrent_members[] = {
    ctor("", construct),
    ctor("int concurrencyLevel, int capacity", construct),
    ctor("System.Collections.Generic.IDictionary[TKey,TValue] collection", construct),
    ctor("System.Collections.Generic.IEqualityComparer[TKey] comparer", construct),
    ctor("System.Collections.Generic.IDictionary[TKey,TValue] collection, System.Collections.Generic.IEqualityComparer[TKey] comparer",
         construct),
    ctor("int concurrencyLevel, int capacity, System.Collections.Generic.IEqualityComparer[TKey] comparer", construct),
    indexer("Item", "TKey key", "TValue", dictionary_get_strict, dictionary_set),
    KESTRUN_DICTIONARY_ROWS("TKey", "TValue"),
    prop("IsEmpty", "bool", [](Call& c) { return Value(self_dictionary(c).size() == 0); }),
    meth("TryAdd", "TKey key, TValue value", "bool", dictionary_try_add),
    meth("TryGetValue", "TKey key, out TValue value", "bool", dictionary_try_get),
    meth("TryRemove", "TKey key, out TValue value", "bool", try_remove),
    meth("TryUpdate", "TKey key, TValue newValue, TValue comparisonValue", "bool",
         [](Call& c) { return Value(try_update(self_dictionary(c), c.args[0], c.args[1], c.args[2])); }),
    meth("Remove", "TKey key", "bool", dictionary_remove),
    meth("GetOrAdd", "TKey key, System.Func[TKey,TValue] valueFactory", "TValue", get_or_add),
    meth("GetOrAdd", "TKey key, TValue value", "TValue", get_or_add),
    meth("AddOrUpdate", "TKey key, System.Func[TKey,TValue] addValueFactory, System.Func[TKey,TValue,TValue] updateValueFactory", "TValue",
         add_or_update),
    meth("AddOrUpdate", "TKey key, TValue addValue, System.Func[TKey,TValue,TValue] updateValueFactory", "TValue", add_or_update),
    meth("ToArray", "", "System.Collections.Generic.KeyValuePair[TKey,TValue][]", to_array),
};
#undef KESTRUN_DICTIONARY_ROWS
#undef KESTRUN_POSITION_ROWS

constexpr const char* generic_interfaces =
    "System.Collections.Generic.IDictionary[TKey,TValue],System.Collections.Generic.IReadOnlyDictionary[TKey,TValue],"
    "System.Collections.IDictionary";

constexpr TypeDef table[] = {
    {"System.Collections.Generic.SortedDictionary`2", "System.Object", TypeFlags::GenericDefinition, "", generic_interfaces,
     sorted_dictionary_members},
    {"System.Collections.Generic.SortedList`2", "System.Object", TypeFlags::GenericDefinition, "", generic_interfaces,
     generic_list_members},
    {"System.Collections.SortedList", "System.Object", TypeFlags::None, "", "System.Collections.IDictionary,System.ICloneable",
     list_members},
    {"System.Collections.Concurrent.ConcurrentDictionary`2", "System.Object", TypeFlags::GenericDefinition, "", generic_interfaces,
     concurrent_members},
};

} // namespace

std::span<const TypeDef> sorted_concurrent_types() { return table; }

} // namespace kestrun::value
