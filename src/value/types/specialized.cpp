// Collections that derive from others or narrow them: System.Collections.Specialized, ObservableCollection, ReadOnlyDictionary and the
// generic OrderedDictionary; CaseInsensitiveComparer and StructuralComparisons.
#include "value/array.hpp"
#include "value/types/all_types.hpp"
#include "value/types/dictionary_members.hpp"

namespace kestrun::value {
namespace {

using F = TypeFlags;

List& list(const Call& c) { return self<List>(c); }

Value new_list(Call& c)
{
    auto made = make<List>(c.type);
    if (!c.args.empty())
        for (const Value& item : items_arg(c, 0, "collection")) made->add(item);
    return Value(made);
}

// StringCollection: a list whose members take texts.

Value add_text(Call& c)
{
    list(c).add(c.args[0]);
    return Value(static_cast<int32_t>(list(c).size() - 1));
}

Value add_texts(Call& c)
{
    for (const Value& item : items_arg(c, 0, "value")) list(c).add(item);
    return nothing();
}

size_t checked_index(const Call& c)
{
    if (i32(c, 0) < 0 || static_cast<size_t>(i32(c, 0)) >= list(c).size()) throw_index();
    return static_cast<size_t>(i32(c, 0));
}

Value index_of_text(Call& c) { return Value(index_of(list(c).snapshot(), c.args[0], 0, list(c).size())); }

Value remove_text(Call& c)
{
    const int32_t at = index_of(list(c).snapshot(), c.args[0], 0, list(c).size());
    if (at >= 0) list(c).remove_at(static_cast<size_t>(at));
    return nothing();
}

Value copy_list(Call& c) { return copy_into(list(c).snapshot(), object_arg<Sequence>(c, 0, "array"), i32(c, 1)), nothing(); }

constexpr MemberDef string_collection_members[] = {
    ctor("", new_list),
    indexer(
        "Item", "int index", "string", [](Call& c) { return list(c).at(checked_index(c)); },
        [](Call& c) { return list(c).set(checked_index(c), c.args[1]), nothing(); }),
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(list(c).size())); }),
    prop("IsReadOnly", "bool", [](Call&) { return Value(false); }),
    prop("IsSynchronized", "bool", [](Call&) { return Value(false); }),
    prop("SyncRoot", "System.Object", [](Call& c) { return c.self; }),
    meth("Add", "string value", "int", add_text),
    meth("AddRange", "string[] value", "void", add_texts),
    meth("Clear", "", "void", [](Call& c) { return list(c).clear(), nothing(); }),
    meth("Contains", "string value", "bool", [](Call& c) { return Value(index_of_text(c).as_int32() >= 0); }),
    meth("CopyTo", "string[] array, int index", "void", copy_list),
    meth("GetEnumerator", "", "System.Collections.Specialized.StringEnumerator",
         [](Call& c) { return enumerator_of(c.self, "System.Collections.Specialized.StringEnumerator"); }),
    meth("IndexOf", "string value", "int", index_of_text),
    meth("Insert", "int index, string value", "void",
         [](Call& c) {
             if (i32(c, 0) < 0) throw_index();
             return list(c).insert(static_cast<size_t>(i32(c, 0)), c.args[1]), nothing();
         }),
    meth("Remove", "string value", "void", remove_text),
    meth("RemoveAt", "int index", "void", [](Call& c) { return list(c).remove_at(checked_index(c)), nothing(); }),
};

// ObservableCollection: a Collection<T> that can move items. Events have no listeners here.

Value move_item(Call& c)
{
    const size_t from = checked_index(c);
    if (i32(c, 1) < 0 || static_cast<size_t>(i32(c, 1)) >= list(c).size()) throw_index();
    const Value item = list(c).at(from);
    list(c).remove_at(from);
    list(c).insert(static_cast<size_t>(i32(c, 1)), item);
    return nothing();
}

constexpr MemberDef observable_members[] = {
    ctor("", new_list),
    ctor("System.Collections.Generic.List[T] list", new_list),
    ctor("System.Collections.Generic.IEnumerable[T] collection", new_list),
    meth("Move", "int oldIndex, int newIndex", "void", move_item),
};

constexpr MemberDef binding_members[] = {
    ctor("", new_list),
    ctor("System.Collections.Generic.IList[T] list", new_list),
    prop("AllowEdit", "bool", [](Call&) { return Value(true); }),
    prop("AllowRemove", "bool", [](Call&) { return Value(true); }),
};

// Dictionaries

template <KeyComparer comparer>
Value new_dictionary(Call& c)
{
    return Value(Ref<Dictionary>(new Dictionary(c.type, comparer)));
}

Value new_with_comparer(Call& c) { return Value(Ref<Dictionary>(new Dictionary(c.type, key_comparer_of(c.args.back())))); }

Value new_hybrid(Call& c)
{
    return Value(Ref<Dictionary>(new Dictionary(
        c.type, c.args.back().is_bool() && flag(c, c.args.size() - 1) ? KeyComparer::IgnoreCase : KeyComparer::CaseSensitive)));
}

Value new_copy(Call& c)
{
    require(c, 0, "dictionary");
    return new_dictionary_from(c, c.args[0], c.args.size() > 1 ? key_comparer_of(c.args[1]) : KeyComparer::CaseSensitive);
}

Value new_read_only(Call& c)
{
    Value made = new_copy(c);
    made.as<Dictionary>()->make_read_only();
    return made;
}

// StringDictionary keeps its keys in lower case.
template <NativeFn inner>
Value with_lower_key(Call& c)
{
    require(c, 0, "key");
    c.args[0] = Value(change_case(text(c, 0), Case::Lower));
    return inner(c);
}

#define KESTRUN_DICTIONARY_COMMON                                                                                                          \
    prop("Count", "int", dictionary_count), prop("IsSynchronized", "bool", [](Call&) { return Value(false); }),                            \
        prop("SyncRoot", "System.Object", [](Call& c) { return c.self; }),                                                                 \
        prop("Keys", "System.Collections.ICollection", dictionary_keys),                                                                   \
        prop("Values", "System.Collections.ICollection", dictionary_values), meth("Clear", "", "void", dictionary_clear),                  \
        meth("CopyTo", "array array, int index", "void", dictionary_copy_to)

constexpr MemberDef string_dictionary_members[] = {
    ctor("", new_dictionary<KeyComparer::IgnoreCase>),
    indexer("Item", "string key", "string", with_lower_key<dictionary_get>, with_lower_key<dictionary_set>),
    KESTRUN_DICTIONARY_COMMON,
    meth("Add", "string key, string value", "void", with_lower_key<dictionary_add>),
    meth("ContainsKey", "string key", "bool", with_lower_key<dictionary_contains_key>),
    meth("ContainsValue", "string value", "bool", dictionary_contains_value),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", dictionary_enumerator),
    meth("Remove", "string key", "void", with_lower_key<dictionary_remove_void>),
};

#define KESTRUN_PLAIN_DICTIONARY                                                                                                           \
    indexer("Item", "System.Object key", "System.Object", dictionary_get, dictionary_set), KESTRUN_DICTIONARY_COMMON,                      \
        prop("IsReadOnly", "bool", dictionary_is_read_only), prop("IsFixedSize", "bool", dictionary_is_read_only),                         \
        meth("Add", "System.Object key, System.Object value", "void", dictionary_add),                                                     \
        meth("Contains", "System.Object key", "bool", dictionary_contains_key),                                                            \
        meth("GetEnumerator", "", "System.Collections.IDictionaryEnumerator", dictionary_enumerator),                                      \
        meth("Remove", "System.Object key", "void", dictionary_remove_void)

constexpr MemberDef list_dictionary_members[] = {
    ctor("", new_dictionary<KeyComparer::CaseSensitive>),
    ctor("System.Collections.IComparer comparer", new_with_comparer),
    KESTRUN_PLAIN_DICTIONARY,
};
constexpr MemberDef hybrid_members[] = {
    ctor("", new_dictionary<KeyComparer::CaseSensitive>),
    ctor("int initialSize", new_hybrid),
    ctor("bool caseInsensitive", new_hybrid),
    ctor("int initialSize, bool caseInsensitive", new_hybrid),
    KESTRUN_PLAIN_DICTIONARY,
};

constexpr MemberDef read_only_members[] = {
    ctor("System.Collections.Generic.IDictionary[TKey, TValue] dictionary", new_read_only),
    indexer("Item", "TKey key", "TValue", dictionary_get_strict),
    prop("Count", "int", dictionary_count),
    prop("Keys", "System.Collections.ICollection", dictionary_keys),
    prop("Values", "System.Collections.ICollection", dictionary_values),
    meth("ContainsKey", "TKey key", "bool", dictionary_contains_key),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", dictionary_enumerator),
    meth("TryGetValue", "TKey key, out TValue value", "bool", dictionary_try_get),
};

Value entry_at(Call& c)
{
    const auto* entry = i32(c, 0) < 0 ? nullptr : self_dictionary(c).entry_at(static_cast<size_t>(i32(c, 0)));
    if (!entry) throw_index();
    const Type* args[] = {c.type.generic_args()[0], c.type.generic_args()[1]};
    return Value(make<KeyValue>(*instantiate(native_type("System.Collections.Generic.KeyValuePair`2"), args), entry->key, entry->value));
}

Value index_of_key(Call& c)
{
    int32_t at = 0;
    for (const auto& entry : self_dictionary(c).snapshot()) {
        if (equals_default(entry.key, c.args[0])) return Value(at);
        ++at;
    }
    return Value(-1);
}

Value insert_entry(Call& c)
{
    if (i32(c, 0) < 0) throw_index();
    return self_dictionary(c).insert(static_cast<size_t>(i32(c, 0)), c.args[1], c.args[2]), nothing();
}

Value remove_entry(Call& c)
{
    if (i32(c, 0) < 0) throw_index();
    return self_dictionary(c).remove_at(static_cast<size_t>(i32(c, 0))), nothing();
}

Value set_at(Call& c)
{
    const Value entry = entry_at(c);
    const Value key = entry.as<KeyValue>()->key();
    if (c.args.size() == 2) return self_dictionary(c).set(key, c.args[1]), nothing();
    self_dictionary(c).remove_at(static_cast<size_t>(i32(c, 0)));
    return self_dictionary(c).insert(static_cast<size_t>(i32(c, 0)), c.args[1], c.args[2]), nothing();
}

constexpr MemberDef ordered_members[] = {
    ctor("", new_dictionary<KeyComparer::CaseSensitive>),
    ctor("int capacity", new_dictionary<KeyComparer::CaseSensitive>),
    ctor("System.Collections.Generic.IEqualityComparer[TKey] comparer", new_with_comparer),
    ctor("System.Collections.Generic.IDictionary[TKey, TValue] dictionary", new_copy),
    ctor("System.Collections.Generic.IDictionary[TKey, TValue] dictionary, System.Collections.Generic.IEqualityComparer[TKey] comparer",
         new_copy),
    indexer("Item", "TKey key", "TValue", dictionary_get_strict, dictionary_set),
    KESTRUN_DICTIONARY_COMMON,
    meth("Add", "TKey key, TValue value", "void", dictionary_add),
    meth("ContainsKey", "TKey key", "bool", dictionary_contains_key),
    meth("ContainsValue", "TValue value", "bool", dictionary_contains_value),
    meth("GetAt", "int index", "System.Collections.Generic.KeyValuePair[TKey, TValue]", entry_at),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", dictionary_enumerator),
    meth("IndexOf", "TKey key", "int", index_of_key),
    meth("Insert", "int index, TKey key, TValue value", "void", insert_entry),
    meth("Remove", "TKey key", "bool", dictionary_remove),
    meth("Remove", "TKey key, out TValue value", "bool", dictionary_remove_out),
    meth("RemoveAt", "int index", "void", remove_entry),
    meth("SetAt", "int index, TValue value", "void", set_at),
    meth("SetAt", "int index, TKey key, TValue value", "void", set_at),
    meth("TryAdd", "TKey key, TValue value", "bool", dictionary_try_add),
    meth("TryGetValue", "TKey key, out TValue value", "bool", dictionary_try_get),
};

// Comparers

class SimpleComparer final : public Object
{
public:
    explicit SimpleComparer(const Type& type) : type_(&type) {}
    const Type& type() const override { return *type_; }

private:
    const Type* type_;
};

Value new_comparer(Call& c) { return Value(make<SimpleComparer>(c.type)); }

Value compare_ignoring_case(Call& c)
{
    if (c.args[0].is_string() && c.args[1].is_string())
        return Value(StringComparer(StringComparer::Kind::CultureIgnoreCase).compare(c.args[0], c.args[1]));
    return Value(compare_default(c.args[0], c.args[1]));
}

constexpr MemberDef case_insensitive_members[] = {
    ctor("", new_comparer),
    ctor("cultureinfo culture", new_comparer),
    sprop("Default", "System.Collections.CaseInsensitiveComparer", new_comparer),
    sprop("DefaultInvariant", "System.Collections.CaseInsensitiveComparer", new_comparer),
    meth("Compare", "System.Object a, System.Object b", "int", compare_ignoring_case),
};

bool same_structure(const Value& a, const Value& b)
{
    if (!a.is_array() || !b.is_array()) return equals_default(a, b);
    const std::vector<Value> left = elements(a), right = elements(b);
    if (left.size() != right.size()) return false;
    for (size_t i = 0; i < left.size(); ++i)
        if (!same_structure(left[i], right[i])) return false;
    return true;
}

int order_structure(const Value& a, const Value& b)
{
    if (!a.is_array() || !b.is_array()) return compare_default(a, b);
    const std::vector<Value> left = elements(a), right = elements(b);
    if (left.size() != right.size())
        throw_argument("System.ArgumentException",
                       "The object is not an array with the same number of elements as the array to compare it to.", "other");
    for (size_t i = 0; i < left.size(); ++i)
        if (const int way = order_structure(left[i], right[i])) return way;
    return 0;
}

Value structural(std::string_view name) { return Value(make<SimpleComparer>(native_type(name))); }

constexpr MemberDef structural_members[] = {
    sprop("StructuralComparer", "System.Collections.IComparer", [](Call&) { return structural("System.Collections.StructuralComparer"); }),
    sprop("StructuralEqualityComparer", "System.Collections.IEqualityComparer",
          [](Call&) { return structural("System.Collections.StructuralEqualityComparer"); }),
};
constexpr MemberDef structural_comparer_members[] = {
    meth("Compare", "System.Object x, System.Object y", "int", [](Call& c) { return Value(order_structure(c.args[0], c.args[1])); }),
};
constexpr MemberDef structural_equality_members[] = {
    meth("Equals", "System.Object x, System.Object y", "bool", [](Call& c) { return Value(same_structure(c.args[0], c.args[1])); }),
};

Value make_pair(Call& c)
{
    const Type* args[] = {c.args[0].is_null() ? &types::object() : &type_of(c.args[0]),
                          c.args[1].is_null() ? &types::object() : &type_of(c.args[1])};
    return Value(make<KeyValue>(*instantiate(native_type("System.Collections.Generic.KeyValuePair`2"), args), c.args[0], c.args[1]));
}

constexpr MemberDef pair_members[] = {
    smeth("Create", "System.Object key, System.Object value", "System.Object", make_pair),
};

constexpr const char* list_interface = "System.Collections.IList";
constexpr const char* dictionary_interface = "System.Collections.IDictionary";
constexpr const char* generic_dictionary = "System.Collections.IDictionary,System.Collections.Generic.IDictionary[TKey, TValue],"
                                           "System.Collections.Generic.IReadOnlyDictionary[TKey, TValue]";

constexpr TypeDef table[] = {
    {"System.Collections.Specialized.StringEnumerator", "System.Object"},
    {"System.Collections.Specialized.StringCollection", "System.Object", F::None, "", list_interface, string_collection_members},
    {"System.Collections.Specialized.StringDictionary", "System.Object", F::None, "", "System.Collections.IEnumerable",
     string_dictionary_members},
    {"System.Collections.Specialized.ListDictionary", "System.Object", F::None, "", dictionary_interface, list_dictionary_members},
    {"System.Collections.Specialized.HybridDictionary", "System.Object", F::None, "", dictionary_interface, hybrid_members},
    {"System.Collections.ObjectModel.ObservableCollection`1", "System.Collections.ObjectModel.Collection[T]", F::GenericDefinition, "", "",
     observable_members},
    {"System.ComponentModel.BindingList`1", "System.Collections.ObjectModel.Collection[T]", F::GenericDefinition, "", "", binding_members},
    {"System.Collections.ObjectModel.ReadOnlyDictionary`2", "System.Object", F::GenericDefinition, "", generic_dictionary,
     read_only_members},
    {"System.Collections.Generic.OrderedDictionary`2", "System.Object", F::GenericDefinition, "", generic_dictionary, ordered_members},
    {"System.Collections.CaseInsensitiveComparer", "System.Object", F::None, "", "System.Collections.IComparer", case_insensitive_members},
    {"System.Collections.StructuralComparisons", "System.Object", F::Static, "", "", structural_members},
    {"System.Collections.StructuralComparer", "System.Object", F::Sealed, "", "System.Collections.IComparer", structural_comparer_members},
    {"System.Collections.StructuralEqualityComparer", "System.Object", F::Sealed, "", "System.Collections.IEqualityComparer",
     structural_equality_members},
    {"System.Collections.Generic.KeyValuePair", "System.Object", F::Static, "", "", pair_members},
};

} // namespace

std::span<const TypeDef> specialized_types() { return table; }

} // namespace kestrun::value
