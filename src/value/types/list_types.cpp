// List<T>, ArrayList, Collection<T>, ReadOnlyCollection<T>.
#include "value/native_failure.hpp"
#include "value/shared_lock.hpp"
#include "value/types/all_types.hpp"
#include "value/types/collection_helpers.hpp"
#include "value/types/enumerators.hpp"

namespace kestrun::value {
namespace {

using F = TypeFlags;

List& self_list(const Call& c) { return self<List>(c); }

Value new_list(Call& c) { return Value(make<List>(c.type)); }

Value new_list_of(Call& c) { return Value(make<List>(c.type, items_arg(c, 0, "collection"))); }

Value new_with_capacity(Call& c)
{
    if (i32(c, 0) < 0)
        throw_range(c.type.generic_args().empty() ? "'capacity' must be non-negative." : "Non-negative number required.", "capacity");
    check_array_length(static_cast<uint64_t>(i32(c, 0)));
    auto list = make<List>(c.type);
    list->items().reserve(static_cast<size_t>(std::min(i32(c, 0), 1 << 20))); // a script must not reserve all memory with one number
    return Value(list);
}

Value count(Call& c) { return static_cast<int32_t>(self_list(c).size()); }

Value get_capacity(Call& c) { return static_cast<int32_t>(self_list(c).items().capacity()); }

Value set_capacity(Call& c)
{
    if (i32(c, 0) < static_cast<int32_t>(self_list(c).size())) throw_range("capacity was less than the current size.", "value");
    check_array_length(static_cast<uint64_t>(i32(c, 0)));
    return nothing();
}

size_t checked_index(const Call& c, size_t argument = 0)
{
    const int32_t index = i32(c, argument);
    if (index < 0 || static_cast<size_t>(index) >= self_list(c).size()) throw_index();
    return static_cast<size_t>(index);
}

Value get_item(Call& c) { return self_list(c).at(checked_index(c)); }

Value set_item(Call& c) { return self_list(c).set(checked_index(c), c.args[1]), nothing(); }

Value add(Call& c) { return self_list(c).add(c.args[0]), nothing(); }

Value add_counted(Call& c)
{
    List& list = self_list(c);
    list.add(c.args[0]);
    return static_cast<int32_t>(list.size() - 1);
}

// Puts the items in at a position as one change. They are of the element type already, or are converted.
void splice(List& list, size_t at, std::vector<Value> items)
{
    list.check_writable();
    const Type& element = list.element();
    for (Value& item : items) {
        if (&element != &types::object()) item = convert(item, element);
        if (list.has_flag(Object::Shared)) share(item);
    }
    const SharedGuard guard(list);
    at = std::min(at, list.items().size());
    list.items().insert(list.items().begin() + static_cast<std::ptrdiff_t>(at), std::make_move_iterator(items.begin()),
                        std::make_move_iterator(items.end()));
    ++list.version;
}

Value add_range(Call& c)
{
    List& list = self_list(c);
    splice(list, list.size(), items_arg(c, 0, "collection"));
    return nothing();
}

Value set_range(Call& c)
{
    const std::vector<Value> items = items_arg(c, 1, "c");
    if (i32(c, 0) < 0 || static_cast<size_t>(i32(c, 0)) + items.size() > self_list(c).size()) throw_index();
    for (size_t i = 0; i < items.size(); ++i) self_list(c).set(static_cast<size_t>(i32(c, 0)) + i, items[i]);
    return nothing();
}

size_t insert_position(const Call& c, const char* message)
{
    const int32_t index = i32(c, 0);
    if (index < 0 || static_cast<size_t>(index) > self_list(c).size()) throw_range(message, "index");
    return static_cast<size_t>(index);
}

constexpr const char* list_insert_message = "Index must be within the bounds of the List.";
constexpr const char* array_list_insert_message =
    "Index was out of range. Must be non-negative and less than or equal to the size of the collection.";

Value insert(Call& c) { return self_list(c).insert(insert_position(c, list_insert_message), c.args[1]), nothing(); }

Value insert_loose(Call& c) { return self_list(c).insert(insert_position(c, array_list_insert_message), c.args[1]), nothing(); }

Value insert_range(Call& c)
{
    splice(self_list(c), insert_position(c, array_list_insert_message), items_arg(c, 1, "collection"));
    return nothing();
}

Value remove_at(Call& c)
{
    if (i32(c, 0) < 0) throw_index();
    return self_list(c).remove_at(static_cast<size_t>(i32(c, 0))), nothing();
}

Value remove(Call& c)
{
    List& list = self_list(c);
    list.check_writable();
    const std::vector<Value> items = list.snapshot();
    const int32_t at = index_of(items, c.args[0], 0, items.size());
    if (at < 0) return false;
    list.remove_at(static_cast<size_t>(at));
    return true;
}

Value remove_void(Call& c) { return remove(c), nothing(); }

void erase_range(List& list, size_t at, size_t n)
{
    list.check_writable();
    std::vector<Value> removed; // destroyed after the lock
    const SharedGuard guard(list);
    auto& items = list.items();
    if (at >= items.size()) return;
    const auto from = items.begin() + static_cast<std::ptrdiff_t>(at);
    const auto to = from + static_cast<std::ptrdiff_t>(std::min(n, items.size() - at));
    removed.assign(std::make_move_iterator(from), std::make_move_iterator(to));
    items.erase(from, to);
    ++list.version;
}

Value remove_range(Call& c)
{
    check_range(i32(c, 0), i32(c, 1), self_list(c).size());
    return erase_range(self_list(c), static_cast<size_t>(i32(c, 0)), static_cast<size_t>(i32(c, 1))), nothing();
}

// Replaces all elements as one change.
void assign(List& list, std::vector<Value> items)
{
    list.check_writable();
    const SharedGuard guard(list);
    list.items().swap(items);
    ++list.version;
}

Value remove_all(Call& c)
{
    List& list = self_list(c);
    std::vector<Value> kept;
    const std::vector<Value> items = list.snapshot();
    for (const Value& item : items) {
        if (!call_predicate(c.args[0], item)) kept.push_back(item);
    }
    const auto removed = static_cast<int32_t>(items.size() - kept.size());
    if (removed > 0) assign(list, std::move(kept));
    return removed;
}

Value contains(Call& c)
{
    const std::vector<Value> items = self_list(c).snapshot();
    return index_of(items, c.args[0], 0, items.size()) >= 0;
}

Value find_index_of(Call& c)
{
    const std::vector<Value> items = self_list(c).snapshot();
    const int32_t from = c.args.size() > 1 ? i32(c, 1) : 0;
    if (from < 0 || static_cast<size_t>(from) > items.size()) throw_index();
    size_t to = items.size();
    if (c.args.size() > 2) {
        check_range(from, i32(c, 2), items.size());
        to = static_cast<size_t>(from + i32(c, 2));
    }
    return index_of(items, c.args[0], static_cast<size_t>(from), to);
}

Value last_index_of(Call& c)
{
    const std::vector<Value> items = self_list(c).snapshot();
    for (size_t i = items.size(); i-- > 0;) {
        if (equals_default(items[i], c.args[0])) return static_cast<int32_t>(i);
    }
    return -1;
}

Value element_default(const Call& c) { return default_value(self_list(c).element()); }

Value find(Call& c)
{
    for (const Value& item : self_list(c).snapshot()) {
        if (call_predicate(c.args[0], item)) return item;
    }
    return element_default(c);
}

Value find_last(Call& c)
{
    const std::vector<Value> items = self_list(c).snapshot();
    for (size_t i = items.size(); i-- > 0;) {
        if (call_predicate(c.args[0], items[i])) return items[i];
    }
    return element_default(c);
}

Value find_all(Call& c)
{
    auto found = make<List>(c.type);
    for (const Value& item : self_list(c).snapshot()) {
        if (call_predicate(c.args[0], item)) found->items().push_back(item);
    }
    return Value(found);
}

Value find_index(Call& c)
{
    const std::vector<Value> items = self_list(c).snapshot();
    const bool from_given = c.args.size() > 1;
    const int32_t from = from_given ? i32(c, 0) : 0;
    if (from < 0 || static_cast<size_t>(from) > items.size()) throw_index("startIndex");
    for (size_t i = static_cast<size_t>(from); i < items.size(); ++i) {
        if (call_predicate(c.args[from_given ? 1 : 0], items[i])) return static_cast<int32_t>(i);
    }
    return -1;
}

Value find_last_index(Call& c)
{
    const std::vector<Value> items = self_list(c).snapshot();
    for (size_t i = items.size(); i-- > 0;) {
        if (call_predicate(c.args[0], items[i])) return static_cast<int32_t>(i);
    }
    return -1;
}

Value exists(Call& c)
{
    for (const Value& item : self_list(c).snapshot()) {
        if (call_predicate(c.args[0], item)) return true;
    }
    return false;
}

Value true_for_all(Call& c)
{
    for (const Value& item : self_list(c).snapshot()) {
        if (!call_predicate(c.args[0], item)) return false;
    }
    return true;
}

Value for_each(Call& c)
{
    const List& list = self_list(c);
    const uint32_t version = list.version;
    for (const Value& item : list.snapshot()) {
        call_delegate(c.args[0], {item});
        if (list.version != version)
            throw_native("System.InvalidOperationException", "Collection was modified; enumeration operation may not execute.");
    }
    return nothing();
}

Value get_range(Call& c)
{
    const std::vector<Value> items = self_list(c).snapshot();
    check_range(i32(c, 0), i32(c, 1), items.size());
    const auto from = items.begin() + i32(c, 0);
    return Value(make<List>(c.type, std::vector<Value>(from, from + i32(c, 1))));
}

Value reverse(Call& c)
{
    std::vector<Value> items = self_list(c).snapshot();
    size_t from = 0;
    size_t to = items.size();
    if (c.args.size() == 2) {
        check_range(i32(c, 0), i32(c, 1), items.size());
        from = static_cast<size_t>(i32(c, 0));
        to = from + static_cast<size_t>(i32(c, 1));
    }
    std::reverse(items.begin() + static_cast<std::ptrdiff_t>(from), items.begin() + static_cast<std::ptrdiff_t>(to));
    return assign(self_list(c), std::move(items)), nothing();
}

Value sort(Call& c)
{
    std::vector<Value> items = self_list(c).snapshot();
    if (c.args.size() == 3) { // index, count, comparer
        check_range(i32(c, 0), i32(c, 1), items.size());
        const auto from = items.begin() + i32(c, 0);
        std::vector<Value> part(from, from + i32(c, 1));
        sort_values(part, comparison_of(c.args[2]));
        std::copy(part.begin(), part.end(), from);
    } else {
        sort_values(items, comparison_of(c.args.empty() ? Value() : c.args[0]));
    }
    return assign(self_list(c), std::move(items)), nothing();
}

Value search(Call& c) { return binary_search(self_list(c).snapshot(), c.args[0], comparison_of(c.args.size() > 1 ? c.args[1] : Value())); }

Value to_array(Call& c) { return typed_array(self_list(c).element(), self_list(c).snapshot()); }

Value to_array_of(Call& c)
{
    const auto* type = c.args[0].as<Type>();
    if (!type) throw_argument("System.ArgumentNullException", "Value cannot be null.", "type");
    std::vector<Value> items = self_list(c).snapshot();
    for (Value& item : items) item = convert(item, *type);
    return typed_array(*type, std::move(items));
}

Value copy_to(Call& c)
{
    auto& target = object_arg<Sequence>(c, 0, "array");
    copy_into(self_list(c).snapshot(), target, c.args.size() > 1 ? i32(c, 1) : 0);
    return nothing();
}

Value as_read_only(Call& c)
{
    const Type* element = &self_list(c).element();
    const Type& type = *instantiate(native_type("System.Collections.ObjectModel.ReadOnlyCollection`1"), std::span(&element, 1));
    auto copy = make<List>(type, self_list(c).snapshot());
    copy->make_read_only();
    return Value(copy);
}

Value read_only_of(Call& c)
{
    auto list = make<List>(c.type, items_arg(c, 0, "list"));
    list->make_read_only();
    return Value(list);
}

Value list_read_only(Call& c)
{
    auto copy = make<List>(c.type, object_arg<List>(c, 0, "list").snapshot());
    copy->make_read_only();
    return Value(copy);
}

Value clone(Call& c) { return Value(make<List>(c.type, self_list(c).snapshot())); }

Value get_false(Call&) { return false; }

Value get_read_only(Call& c) { return self_list(c).read_only(); }

Value get_self(Call& c) { return c.self; }

Value list_enumerator(Call& c) { return enumerator_of(c.self, "System.Collections.Generic.List`1+Enumerator"); }

Value array_list_enumerator(Call& c) { return enumerator_of(c.self, "System.Collections.ArrayList+ArrayListEnumeratorSimple"); }

Value convert_all(Call& c)
{
    const auto& arguments = c.type.generic_args();
    const Type* target = arguments.empty() ? &types::object() : arguments[0];
    if (&c.type == &self_list(c).type()) target = &types::object();
    auto made = make<List>(*instantiate(types::list(), std::span<const Type* const>(&target, 1)));
    for (const Value& item : self_list(c).snapshot()) made->add(call_delegate(c.args[0], {item}));
    return Value(made);
}

constexpr MemberDef list_members[] = {
    ctor("", new_list),
    ctor("int capacity", new_with_capacity),
    ctor("System.Collections.Generic.IEnumerable[T] collection", new_list_of),
    indexer("Item", "int index", "T", get_item, set_item),
    prop("Capacity", "int", get_capacity, set_capacity),
    prop("Count", "int", count),
    prop("IsReadOnly", "bool", get_read_only),
    prop("IsFixedSize", "bool", get_false),
    prop("IsSynchronized", "bool", get_false),
    prop("SyncRoot", "System.Object", get_self),
    meth("Add", "T item", "void", add),
    meth("AddRange", "System.Collections.Generic.IEnumerable[T] collection", "void", add_range),
    meth("AsReadOnly", "", "System.Collections.ObjectModel.ReadOnlyCollection[T]", as_read_only),
    meth("BinarySearch", "T item", "int", search),
    meth("BinarySearch", "T item, System.Collections.Generic.IComparer[T] comparer", "int", search),
    meth("Clear", "", "void", [](Call& c) { return self_list(c).clear(), nothing(); }),
    meth("Contains", "T item", "bool", contains),
    meth("ConvertAll", "System.Converter[T, System.Object] converter", "System.Collections.Generic.List[System.Object]", convert_all),
    meth("CopyTo", "T[] array", "void", copy_to),
    meth("CopyTo", "T[] array, int arrayIndex", "void", copy_to),
    meth("EnsureCapacity", "int capacity", "int", [](Call& c) { return c.args[0]; }),
    meth("Exists", "System.Predicate[T] match", "bool", exists),
    meth("Find", "System.Predicate[T] match", "T", find),
    meth("FindAll", "System.Predicate[T] match", "System.Collections.Generic.List[T]", find_all),
    meth("FindIndex", "System.Predicate[T] match", "int", find_index),
    meth("FindIndex", "int startIndex, System.Predicate[T] match", "int", find_index),
    meth("FindLast", "System.Predicate[T] match", "T", find_last),
    meth("FindLastIndex", "System.Predicate[T] match", "int", find_last_index),
    meth("ForEach", "System.Action[T] action", "void", for_each),
    meth("GetEnumerator", "", "System.Collections.Generic.List`1+Enumerator[T]", list_enumerator),
    meth("GetRange", "int index, int count", "System.Collections.Generic.List[T]", get_range),
    meth("IndexOf", "T item", "int", find_index_of),
    meth("IndexOf", "T item, int index", "int", find_index_of),
    meth("IndexOf", "T item, int index, int count", "int", find_index_of),
    meth("Insert", "int index, T item", "void", insert),
    meth("InsertRange", "int index, System.Collections.Generic.IEnumerable[T] collection", "void", insert_range),
    meth("LastIndexOf", "T item", "int", last_index_of),
    meth("Remove", "T item", "bool", remove),
    meth("RemoveAll", "System.Predicate[T] match", "int", remove_all),
    meth("RemoveAt", "int index", "void", remove_at),
    meth("RemoveRange", "int index, int count", "void", remove_range),
    meth("Reverse", "", "void", reverse),
    meth("Reverse", "int index, int count", "void", reverse),
    meth("Slice", "int start, int length", "System.Collections.Generic.List[T]", get_range),
    meth("Sort", "", "void", sort),
    meth("Sort", "System.Collections.Generic.IComparer[T] comparer", "void", sort),
    meth("Sort", "int index, int count, System.Collections.Generic.IComparer[T] comparer", "void", sort),
    meth("Sort", "System.Comparison[T] comparison", "void", sort),
    meth("ToArray", "", "T[]", to_array),
    meth("TrimExcess", "", "void", [](Call&) { return nothing(); }),
    meth("TrueForAll", "System.Predicate[T] match", "bool", true_for_all),
};

constexpr MemberDef array_list_members[] = {
    ctor("", new_list),
    ctor("int capacity", new_with_capacity),
    ctor("System.Collections.ICollection c", new_list_of),
    indexer("Item", "int index", "System.Object", get_item, set_item),
    prop("Capacity", "int", get_capacity, set_capacity),
    prop("Count", "int", count),
    prop("IsFixedSize", "bool", get_false),
    prop("IsReadOnly", "bool", get_read_only),
    prop("IsSynchronized", "bool", get_false),
    prop("SyncRoot", "System.Object", get_self),
    meth("Add", "System.Object value", "int", add_counted),
    meth("AddRange", "System.Collections.ICollection c", "void", add_range),
    meth("BinarySearch", "System.Object value", "int", search),
    meth("BinarySearch", "System.Object value, System.Collections.IComparer comparer", "int", search),
    meth("Clear", "", "void", [](Call& c) { return self_list(c).clear(), nothing(); }),
    meth("Clone", "", "System.Object", clone),
    meth("Contains", "System.Object item", "bool", contains),
    meth("CopyTo", "array array", "void", copy_to),
    meth("CopyTo", "array array, int arrayIndex", "void", copy_to),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", array_list_enumerator),
    meth("GetRange", "int index, int count", "System.Collections.ArrayList", get_range),
    meth("IndexOf", "System.Object value", "int", find_index_of),
    meth("IndexOf", "System.Object value, int startIndex", "int", find_index_of),
    meth("IndexOf", "System.Object value, int startIndex, int count", "int", find_index_of),
    meth("Insert", "int index, System.Object value", "void", insert_loose),
    meth("InsertRange", "int index, System.Collections.ICollection c", "void", insert_range),
    meth("LastIndexOf", "System.Object value", "int", last_index_of),
    meth("Remove", "System.Object obj", "void", remove_void),
    meth("RemoveAt", "int index", "void", remove_at),
    meth("RemoveRange", "int index, int count", "void", remove_range),
    meth("Reverse", "", "void", reverse),
    meth("Reverse", "int index, int count", "void", reverse),
    meth("Sort", "", "void", sort),
    meth("Sort", "System.Collections.IComparer comparer", "void", sort),
    meth("Sort", "int index, int count, System.Collections.IComparer comparer", "void", sort),
    meth("ToArray", "", "System.Object[]", to_array),
    meth("ToArray", "type type", "array", to_array_of),
    meth("TrimToSize", "", "void", [](Call&) { return nothing(); }),
    smeth("ReadOnly", "System.Collections.ArrayList list", "System.Collections.ArrayList", list_read_only),
    smeth("Repeat", "System.Object value, int count", "System.Collections.ArrayList",
          [](Call& c) {
              if (i32(c, 1) < 0) throw_range("Non-negative number required.", "count");
              return Value(make<List>(c.type, std::vector<Value>(static_cast<size_t>(i32(c, 1)), c.args[0])));
          }),
    smeth("Adapter", "System.Collections.IList list", "System.Collections.ArrayList", new_list_of),
    meth("SetRange", "int index, System.Collections.ICollection c", "void", set_range),
    meth("LastIndexOf", "System.Object value, int startIndex", "int", last_index_of),
    smeth("Synchronized", "System.Collections.ArrayList list", "System.Collections.ArrayList",
          [](Call& c) { return object_arg<List>(c, 0, "list"), c.args[0]; }),
};

constexpr MemberDef collection_members[] = {
    ctor("", new_list),
    ctor("System.Collections.Generic.IList[T] list", new_list_of),
    indexer("Item", "int index", "T", get_item, set_item),
    prop("Count", "int", count),
    meth("Add", "T item", "void", add),
    meth("Clear", "", "void", [](Call& c) { return self_list(c).clear(), nothing(); }),
    meth("Contains", "T item", "bool", contains),
    meth("CopyTo", "T[] array, int index", "void", copy_to),
    meth("GetEnumerator", "", "System.Collections.Generic.IEnumerator[T]", list_enumerator),
    meth("IndexOf", "T item", "int", find_index_of),
    meth("Insert", "int index, T item", "void", insert),
    meth("Remove", "T item", "bool", remove),
    meth("RemoveAt", "int index", "void", remove_at),
};

constexpr MemberDef read_only_members[] = {
    ctor("System.Collections.Generic.IList[T] list", read_only_of),
    indexer("Item", "int index", "T", get_item),
    prop("Count", "int", count),
    meth("Contains", "T value", "bool", contains),
    meth("CopyTo", "T[] array, int index", "void", copy_to),
    meth("GetEnumerator", "", "System.Collections.Generic.IEnumerator[T]", list_enumerator),
    meth("IndexOf", "T value", "int", find_index_of),
};

constexpr const char* generic_interfaces =
    "System.Collections.Generic.IList[T],System.Collections.IList,System.Collections.Generic.IReadOnlyList[T]";

constexpr TypeDef table[] = {
    {"System.Collections.Generic.List`1", "System.Object", F::GenericDefinition, "", generic_interfaces, list_members},
    {"System.Collections.ArrayList", "System.Object", F::None, "", "System.Collections.IList,System.ICloneable", array_list_members},
    {"System.Collections.ObjectModel.Collection`1", "System.Object", F::GenericDefinition, "", generic_interfaces, collection_members},
    {"System.Collections.ObjectModel.ReadOnlyCollection`1", "System.Object", F::GenericDefinition, "", generic_interfaces,
     read_only_members},
};

} // namespace

std::span<const TypeDef> list_types_types() { return table; }

} // namespace kestrun::value
