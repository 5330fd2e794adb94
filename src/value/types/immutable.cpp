// System.Collections.Immutable: lists, arrays, sets and dictionaries whose changes give new ones.
#include "value/array.hpp"
#include "value/collections.hpp"
#include "value/types/all_types.hpp"
#include "value/types/dictionary_members.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

using F = TypeFlags;

const Type& generic(std::string_view definition, std::initializer_list<const Type*> args)
{
    const std::vector<const Type*> given(args);
    return *instantiate(native_type(definition), given);
}

const Type& argument(const Call& c, size_t i) { return c.type.generic_args().size() > i ? *c.type.generic_args()[i] : types::object(); }

// Lists and arrays

List& list(const Call& c) { return self<List>(c); }

Value list_of(const Type& type, std::vector<Value> items)
{
    for (Value& item : items) item = convert(item, *type.generic_args()[0]);
    auto made = make<List>(type, std::move(items));
    made->make_read_only();
    return Value(made);
}

/// The element type a creating call has: its type argument, else that of the items.
const Type& created_element(const Call& c, const Value& source)
{
    if (!c.type.generic_args().empty()) return *c.type.generic_args()[0];
    const Type& type = type_of(source);
    if (type.is_array()) return *type.element();
    return type.generic_args().size() == 1 ? *type.generic_args()[0] : types::object();
}

template <bool array>
Value create_list(Call& c)
{
    constexpr std::string_view name =
        array ? "System.Collections.Immutable.ImmutableArray`1" : "System.Collections.Immutable.ImmutableList`1";
    const Value items = c.args.empty() ? make_array({}) : c.args[0];
    return list_of(generic(name, {&created_element(c, items)}), elements(items));
}

size_t checked_index(const Call& c, size_t limit)
{
    if (i32(c, 0) < 0 || static_cast<size_t>(i32(c, 0)) >= limit) throw_index();
    return static_cast<size_t>(i32(c, 0));
}

template <typename Change>
Value changed(Call& c, Change change)
{
    std::vector<Value> items = list(c).snapshot();
    change(items);
    return list_of(c.type, std::move(items));
}

Value list_add(Call& c)
{
    return changed(c, [&](auto& items) { items.push_back(c.args[0]); });
}

Value list_add_range(Call& c)
{
    return changed(c, [&](auto& items) {
        for (const Value& item : items_arg(c, 0, "items")) items.push_back(item);
    });
}

Value list_insert(Call& c)
{
    const size_t at = checked_index(c, list(c).size() + 1);
    return changed(c, [&](auto& items) { items.insert(items.begin() + static_cast<int64_t>(at), c.args[1]); });
}

Value list_remove(Call& c)
{
    return changed(c, [&](auto& items) {
        const int32_t at = index_of(items, c.args[0], 0, items.size());
        if (at >= 0) items.erase(items.begin() + at);
    });
}

Value list_remove_at(Call& c)
{
    const size_t at = checked_index(c, list(c).size());
    return changed(c, [&](auto& items) { items.erase(items.begin() + static_cast<int64_t>(at)); });
}

Value list_set(Call& c)
{
    const size_t at = checked_index(c, list(c).size());
    return changed(c, [&](auto& items) { items[at] = c.args[1]; });
}

Value list_replace(Call& c)
{
    return changed(c, [&](auto& items) {
        const int32_t at = index_of(items, c.args[0], 0, items.size());
        if (at < 0) throw_argument("System.ArgumentException", "Cannot find the old value", "oldValue");
        items[static_cast<size_t>(at)] = c.args[1];
    });
}

Value list_sort(Call& c)
{
    return changed(c, [&](auto& items) { sort_values(items, comparison_of(c.args.empty() ? Value() : c.args[0])); });
}

Value list_reverse(Call& c)
{
    return changed(c, [](auto& items) { std::reverse(items.begin(), items.end()); });
}

Value list_clear(Call& c) { return list_of(c.type, {}); }
Value list_index_of(Call& c) { return Value(index_of(list(c).snapshot(), c.args[0], 0, list(c).size())); }

#define KESTRUN_IMMUTABLE_LIST(SELF)                                                                                                       \
    sprop("Empty", SELF, [](Call& c) { return list_of(c.type, {}); }),                                                                     \
        indexer("Item", "int index", "T", [](Call& c) { return list(c).at(checked_index(c, list(c).size())); }),                           \
        prop("IsEmpty", "bool", [](Call& c) { return Value(list(c).size() == 0); }), meth("Add", "T value", SELF, list_add),               \
        meth("AddRange", "System.Collections.Generic.IEnumerable[T] items", SELF, list_add_range), meth("Clear", "", SELF, list_clear),    \
        meth("Contains", "T value", "bool", [](Call& c) { return Value(list_index_of(c).as_int32() >= 0); }),                              \
        meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); }),                        \
        meth("IndexOf", "T item", "int", list_index_of), meth("Insert", "int index, T element", SELF, list_insert),                        \
        meth("Remove", "T value", SELF, list_remove), meth("RemoveAt", "int index", SELF, list_remove_at),                                 \
        meth("Replace", "T oldValue, T newValue", SELF, list_replace), meth("SetItem", "int index, T value", SELF, list_set),              \
        meth("Sort", "", SELF, list_sort), meth("Sort", "System.Object comparer", SELF, list_sort)

constexpr MemberDef list_members[] = {
    KESTRUN_IMMUTABLE_LIST("System.Collections.Immutable.ImmutableList[T]"),
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(list(c).size())); }),
    meth("Reverse", "", "System.Collections.Immutable.ImmutableList[T]", list_reverse),
};
constexpr MemberDef array_members[] = {
    KESTRUN_IMMUTABLE_LIST("System.Collections.Immutable.ImmutableArray[T]"),
    prop("Length", "int", [](Call& c) { return Value(static_cast<int32_t>(list(c).size())); }),
    prop("IsDefault", "bool", [](Call&) { return Value(false); }),
};
constexpr MemberDef list_factory[] = {
    smeth("Create", "", "System.Object", create_list<false>),
    smeth("Create", "params System.Object[] items", "System.Object", create_list<false>),
    smeth("CreateRange", "System.Collections.IEnumerable items", "System.Object", create_list<false>),
    smeth("ToImmutableList", "System.Collections.IEnumerable source", "System.Object", create_list<false>),
};
constexpr MemberDef array_factory[] = {
    smeth("Create", "", "System.Object", create_list<true>),
    smeth("Create", "params System.Object[] items", "System.Object", create_list<true>),
    smeth("CreateRange", "System.Collections.IEnumerable items", "System.Object", create_list<true>),
    smeth("ToImmutableArray", "System.Collections.IEnumerable items", "System.Object", create_list<true>),
};

// Sets

HashSet& set(const Call& c) { return self<HashSet>(c); }

Value set_of(const Type& type, KeyComparer comparer, const std::vector<Value>& items)
{
    auto made = make<HashSet>(type, comparer);
    for (const Value& item : items) made->add(convert(item, *type.generic_args()[0]));
    return Value(made);
}

Value create_set(Call& c)
{
    const bool compares = !c.args.empty() && c.args[0].as<StringComparer>();
    const Value items = c.args.size() > (compares ? 1U : 0U) ? c.args.back() : make_array({});
    const Type& type = generic("System.Collections.Immutable.ImmutableHashSet`1", {&created_element(c, items)});
    return set_of(type, compares ? key_comparer_of(c.args[0]) : KeyComparer::CaseSensitive, elements(items));
}

Value set_add(Call& c)
{
    std::vector<Value> items = set(c).snapshot();
    items.push_back(c.args[0]);
    return set_of(c.type, set(c).comparer(), items);
}

Value set_remove(Call& c)
{
    Value made = set_of(c.type, set(c).comparer(), set(c).snapshot());
    made.as<HashSet>()->remove(c.args[0]);
    return made;
}

Value set_union(Call& c)
{
    std::vector<Value> items = set(c).snapshot();
    for (const Value& item : items_arg(c, 0, "other")) items.push_back(item);
    return set_of(c.type, set(c).comparer(), items);
}

template <bool keep>
Value set_filter(Call& c)
{
    const Value other = set_of(c.type, set(c).comparer(), items_arg(c, 0, "other"));
    std::vector<Value> items;
    for (const Value& item : set(c).snapshot())
        if (other.as<HashSet>()->contains(item) == keep) items.push_back(item);
    return set_of(c.type, set(c).comparer(), items);
}

#define SELF "System.Collections.Immutable.ImmutableHashSet[T]"
#define OTHER "System.Collections.Generic.IEnumerable[T] other"
constexpr MemberDef set_members[] = {
    sprop("Empty", SELF, [](Call& c) { return set_of(c.type, KeyComparer::CaseSensitive, {}); }),
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(set(c).size())); }),
    prop("IsEmpty", "bool", [](Call& c) { return Value(set(c).size() == 0); }),
    meth("Add", "T item", SELF, set_add),
    meth("Clear", "", SELF, [](Call& c) { return set_of(c.type, set(c).comparer(), {}); }),
    meth("Contains", "T item", "bool", [](Call& c) { return Value(set(c).contains(c.args[0])); }),
    meth("Except", OTHER, SELF, set_filter<false>),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); }),
    meth("Intersect", OTHER, SELF, set_filter<true>),
    meth("Remove", "T item", SELF, set_remove),
    meth("Union", OTHER, SELF, set_union),
};
#undef SELF
#undef OTHER
constexpr MemberDef set_factory[] = {
    smeth("Create", "", "System.Object", create_set),
    smeth("Create", "params System.Object[] items", "System.Object", create_set),
    smeth("Create", "System.Collections.IEqualityComparer equalityComparer", "System.Object", create_set),
    smeth("CreateRange", "System.Collections.IEnumerable items", "System.Object", create_set),
    smeth("ToImmutableHashSet", "System.Collections.IEnumerable source", "System.Object", create_set),
};

// Dictionaries

Value dictionary_of(const Type& type, const Dictionary* from, KeyComparer comparer)
{
    Ref<Dictionary> made(new Dictionary(type, comparer));
    if (from)
        for (const auto& entry : from->snapshot()) made->set(entry.key, entry.value);
    return Value(made);
}

Value create_dictionary(Call& c)
{
    const Value given = c.args.empty() ? Value() : c.args[0];
    const auto* from = given.as<Dictionary>();
    const bool typed = from && from->type().generic_args().size() == 2;
    const Type& type =
        generic("System.Collections.Immutable.ImmutableDictionary`2",
                {typed ? from->type().generic_args()[0] : &argument(c, 0), typed ? from->type().generic_args()[1] : &argument(c, 1)});
    Value made = dictionary_of(type, from, given.as<StringComparer>() ? key_comparer_of(given) : KeyComparer::CaseSensitive);
    made.as<Dictionary>()->make_read_only();
    return made;
}

template <NativeFn change>
Value changed_dictionary(Call& c)
{
    Value made = dictionary_of(c.type, &self_dictionary(c), self_dictionary(c).comparer());
    Call inner{made, c.args, c.type};
    change(inner);
    made.as<Dictionary>()->make_read_only();
    return made;
}

#define SELF "System.Collections.Immutable.ImmutableDictionary[TKey, TValue]"
constexpr MemberDef dictionary_member_rows[] = {
    sprop("Empty", SELF, [](Call& c) { return dictionary_of(c.type, nullptr, KeyComparer::CaseSensitive); }),
    indexer("Item", "TKey key", "TValue", dictionary_get_strict),
    prop("Count", "int", dictionary_count),
    prop("IsEmpty", "bool", [](Call& c) { return Value(self_dictionary(c).size() == 0); }),
    prop("Keys", "System.Collections.ICollection", dictionary_keys),
    prop("Values", "System.Collections.ICollection", dictionary_values),
    meth("Add", "TKey key, TValue value", SELF, changed_dictionary<dictionary_add>),
    meth("Clear", "", SELF, changed_dictionary<dictionary_clear>),
    meth("ContainsKey", "TKey key", "bool", dictionary_contains_key),
    meth("ContainsValue", "TValue value", "bool", dictionary_contains_value),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", dictionary_enumerator),
    meth("Remove", "TKey key", SELF, changed_dictionary<dictionary_remove>),
    meth("SetItem", "TKey key, TValue value", SELF, changed_dictionary<dictionary_set>),
    meth("TryGetValue", "TKey key, out TValue value", "bool", dictionary_try_get),
};
#undef SELF
constexpr MemberDef dictionary_factory[] = {
    smeth("Create", "", "System.Object", create_dictionary),
    smeth("Create", "System.Collections.IEqualityComparer keyComparer", "System.Object", create_dictionary),
    smeth("CreateRange", "System.Collections.IDictionary items", "System.Object", create_dictionary),
    smeth("ToImmutableDictionary", "System.Collections.IDictionary source", "System.Object", create_dictionary),
};

constexpr const char* list_interfaces =
    "System.Collections.Generic.IList[T],System.Collections.IList,System.Collections.Generic.IReadOnlyList[T]";

constexpr TypeDef table[] = {
    {"System.Collections.Immutable.ImmutableList", "System.Object", F::Static, "", "", list_factory},
    {"System.Collections.Immutable.ImmutableList`1", "System.Object", F::GenericDefinition | F::Sealed, "", list_interfaces, list_members},
    {"System.Collections.Immutable.ImmutableArray", "System.Object", F::Static, "", "", array_factory},
    {"System.Collections.Immutable.ImmutableArray`1", "System.ValueType", F::GenericDefinition | F::Sealed | F::ValueType, "",
     list_interfaces, array_members},
    {"System.Collections.Immutable.ImmutableHashSet", "System.Object", F::Static, "", "", set_factory},
    {"System.Collections.Immutable.ImmutableHashSet`1", "System.Object", F::GenericDefinition | F::Sealed, "",
     "System.Collections.Generic.ISet[T]", set_members},
    {"System.Collections.Immutable.ImmutableDictionary", "System.Object", F::Static, "", "", dictionary_factory},
    {"System.Collections.Immutable.ImmutableDictionary`2", "System.Object", F::GenericDefinition | F::Sealed, "",
     "System.Collections.IDictionary,System.Collections.Generic.IDictionary[TKey, TValue]", dictionary_member_rows},
};

} // namespace

std::span<const TypeDef> immutable_types() { return table; }

} // namespace kestrun::value
