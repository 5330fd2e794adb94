// System.Array: what arrays of every element type can do, and its static helpers.
#include "value/delegate.hpp"
#include "value/types/all_types.hpp"
#include "value/types/collection_helpers.hpp"
#include "value/types/enumerators.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

using F = TypeFlags;

Sequence& self_array(const Call& c) { return *c.self.as<Sequence>(); }

Sequence& array_arg(const Call& c, size_t i, std::string_view parameter = "array") { return object_arg<Sequence>(c, i, parameter); }

Value length(Call& c) { return static_cast<int32_t>(self_array(c).size()); }

Value long_length(Call& c) { return static_cast<int64_t>(self_array(c).size()); }

int32_t dimension_length(const Call& c, size_t argument)
{
    const int32_t dimension = i32(c, argument);
    if (const auto* grid = c.self.as<MultiArray>()) {
        if (dimension >= 0 && static_cast<size_t>(dimension) < grid->lengths().size())
            return grid->lengths()[static_cast<size_t>(dimension)];
    } else if (dimension == 0) {
        return static_cast<int32_t>(self_array(c).size());
    }
    throw_native("System.IndexOutOfRangeException", "Array does not have that many dimensions.");
}

[[noreturn]] void throw_fixed() { throw_native("System.NotSupportedException", "Collection was of a fixed size."); }

Value fixed(Call&) { throw_fixed(); }

std::vector<Value> items_of(const Sequence& sequence)
{
    std::vector<Value> items;
    items.reserve(sequence.size());
    for (size_t i = 0; i < sequence.size(); ++i) items.push_back(sequence.at(i));
    return items;
}

void put_back(Sequence& sequence, const std::vector<Value>& items, size_t from = 0)
{
    for (size_t i = 0; i < items.size(); ++i) sequence.set(from + i, items[i]);
}

Value clone(Call& c)
{
    if (const auto* bytes = c.self.as<Bytes>()) return make_bytes(bytes->snapshot());
    if (c.self.is_array()) return typed_array(c.self.as_array().element(), items_of(self_array(c)));
    if (const auto* grid = c.self.as<MultiArray>()) {
        auto copy = make<MultiArray>(grid->type(), grid->lengths());
        put_back(*copy, items_of(*grid));
        return Value(copy);
    }
    return make_array(items_of(self_array(c)));
}

size_t flat_index(const Call& c, size_t first, size_t count)
{
    if (const auto* grid = c.self.as<MultiArray>()) return grid->position(std::span<const Value>(c.args.data() + first, count));
    const int32_t index = i32(c, first);
    if (count != 1) throw_argument("System.ArgumentException", "Array was not a one-dimensional array.", "");
    if (index < 0 || static_cast<size_t>(index) >= self_array(c).size())
        throw_native("System.IndexOutOfRangeException", "Index was outside the bounds of the array.");
    return static_cast<size_t>(index);
}

Value get_value(Call& c) { return self_array(c).at(flat_index(c, 0, c.args.size())); }

Value set_value(Call& c) { return self_array(c).set(flat_index(c, 1, c.args.size() - 1), c.args[0]), nothing(); }

Value get_item(Call& c) { return self_array(c).at(flat_index(c, 0, 1)); }

Value set_item(Call& c) { return self_array(c).set(flat_index(c, 0, 1), c.args[1]), nothing(); }

Value contains(Call& c)
{
    const std::vector<Value> items = items_of(self_array(c));
    return index_of(items, c.args[0], 0, items.size()) >= 0;
}

Value instance_index_of(Call& c)
{
    const std::vector<Value> items = items_of(self_array(c));
    return index_of(items, c.args[0], 0, items.size());
}

Value copy_to(Call& c) { return copy_into(items_of(self_array(c)), array_arg(c, 0), i32(c, 1)), nothing(); }

Value initialize(Call& c)
{
    const Type* element = type_of(c.self).element();
    if (!element) return nothing();
    const Value empty = default_value(*element);
    for (size_t i = 0; i < self_array(c).size(); ++i) self_array(c).set(i, empty);
    return nothing();
}

// Static members

Value static_index_of(Call& c)
{
    const std::vector<Value> items = items_of(array_arg(c, 0));
    const int32_t from = c.args.size() > 2 ? i32(c, 2) : 0;
    if (from < 0 || static_cast<size_t>(from) > items.size()) throw_index("startIndex");
    size_t to = items.size();
    if (c.args.size() > 3) {
        check_range(from, i32(c, 3), items.size());
        to = static_cast<size_t>(from + i32(c, 3));
    }
    return index_of(items, c.args[1], static_cast<size_t>(from), to);
}

Value static_last_index_of(Call& c)
{
    const std::vector<Value> items = items_of(array_arg(c, 0));
    for (size_t i = items.size(); i-- > 0;) {
        if (equals_default(items[i], c.args[1])) return static_cast<int32_t>(i);
    }
    return -1;
}

Value reverse(Call& c)
{
    Sequence& array = array_arg(c, 0);
    std::vector<Value> items = items_of(array);
    size_t from = 0;
    size_t to = items.size();
    if (c.args.size() > 1) {
        check_range(i32(c, 1), i32(c, 2), items.size());
        from = static_cast<size_t>(i32(c, 1));
        to = from + static_cast<size_t>(i32(c, 2));
    }
    std::reverse(items.begin() + static_cast<std::ptrdiff_t>(from), items.begin() + static_cast<std::ptrdiff_t>(to));
    return put_back(array, items), nothing();
}

Value sort_all(Call& c)
{
    Sequence& array = array_arg(c, 0);
    std::vector<Value> items = items_of(array);
    sort_values(items, comparison_of(c.args.size() > 1 ? c.args[1] : Value()));
    return put_back(array, items), nothing();
}

Value sort_range(Call& c)
{
    Sequence& array = array_arg(c, 0);
    std::vector<Value> items = items_of(array);
    check_range(i32(c, 1), i32(c, 2), items.size());
    const auto from = items.begin() + i32(c, 1);
    std::vector<Value> part(from, from + i32(c, 2));
    sort_values(part, comparison_of(c.args.size() > 3 ? c.args[3] : Value()));
    return put_back(array, part, static_cast<size_t>(i32(c, 1))), nothing();
}

// Sort(keys, items): the second array follows the first.
Value sort_pairs(Call& c)
{
    Sequence& keys = array_arg(c, 0, "keys");
    if (c.args[1].is_null()) return sort_all(c);
    Sequence& items = array_arg(c, 1, "items");
    if (items.size() < keys.size())
        throw_argument("System.ArgumentException",
                       "Offset and length were out of bounds for the array or count is greater than the number of elements from index to "
                       "the end of the source collection.",
                       "");
    const Comparison comparison = comparison_of(c.args.size() > 2 ? c.args[2] : Value());
    std::vector<Value> order;
    for (size_t i = 0; i < keys.size(); ++i) order.emplace_back(static_cast<int32_t>(i));
    const std::vector<Value> old_keys = items_of(keys);
    const std::vector<Value> old_items = items_of(items);
    sort_values(order, [&](const Value& a, const Value& b) {
        return comparison(old_keys[static_cast<size_t>(a.as_int32())], old_keys[static_cast<size_t>(b.as_int32())]);
    });
    for (size_t i = 0; i < order.size(); ++i) {
        keys.set(i, old_keys[static_cast<size_t>(order[i].as_int32())]);
        items.set(i, old_items[static_cast<size_t>(order[i].as_int32())]);
    }
    return nothing();
}

void copy_range(const Sequence& from, int64_t from_index, Sequence& to, int64_t to_index, int64_t count)
{
    if (count < 0) throw_range("Non-negative number required.", "length");
    if (from_index < 0 || to_index < 0) throw_range("Number was less than the array's lower bound in the first dimension.", "sourceIndex");
    if (from_index + count > static_cast<int64_t>(from.size()))
        throw_argument("System.ArgumentException",
                       "Source array was not long enough. Check the source index, length, and the array's lower bounds.", "sourceArray");
    if (to_index + count > static_cast<int64_t>(to.size()))
        throw_argument("System.ArgumentException",
                       "Destination array was not long enough. Check the destination index, length, and the array's lower bounds.",
                       "destinationArray");
    std::vector<Value> items;
    for (int64_t i = 0; i < count; ++i) items.push_back(from.at(static_cast<size_t>(from_index + i)));
    put_back(to, items, static_cast<size_t>(to_index));
}

Value copy(Call& c) { return copy_range(array_arg(c, 0, "sourceArray"), 0, array_arg(c, 1, "destinationArray"), 0, i64(c, 2)), nothing(); }

Value copy_between(Call& c)
{
    return copy_range(array_arg(c, 0, "sourceArray"), i64(c, 1), array_arg(c, 2, "destinationArray"), i64(c, 3), i64(c, 4)), nothing();
}

Value clear(Call& c)
{
    Sequence& array = array_arg(c, 0);
    int32_t from = 0;
    auto count = static_cast<int32_t>(array.size());
    if (c.args.size() > 1) {
        from = i32(c, 1);
        count = i32(c, 2);
        if (from < 0 || count < 0 || static_cast<size_t>(from) + static_cast<size_t>(count) > array.size())
            throw_native("System.IndexOutOfRangeException", "Index was outside the bounds of the array.");
    }
    const Type* element = array.type().element();
    const Value empty = element ? default_value(*element) : Value();
    for (int32_t i = 0; i < count; ++i) array.set(static_cast<size_t>(from + i), empty);
    return nothing();
}

const Type& type_argument(const Call& c) { return c.type.generic_args().size() == 1 ? *c.type.generic_args()[0] : types::object(); }

Value empty(Call& c)
{
    const Type& element = type_argument(c);
    return &element == &types::byte() ? make_bytes({}) : typed_array(element, {});
}

Value create_instance(Call& c)
{
    const auto& element = object_arg<Type>(c, 0, "elementType");
    std::vector<Value> lengths(c.args.begin() + 1, c.args.end());
    if (lengths.size() == 1 && lengths[0].as<Sequence>()) lengths = elements(lengths[0]);
    return construct(array_of(element, static_cast<uint32_t>(lengths.size())), lengths);
}

// Resize([ref]array, n): the variable gets another array.
Value resize(Call& c)
{
    const int32_t size = i32(c, 1);
    if (size < 0) throw_range("Non-negative number required.", "newSize");
    const Sequence* old = c.args[0].as<Sequence>();
    const Type* element = old ? old->type().element() : nullptr;
    const Type& of = element ? *element : types::object();
    std::vector<Value> items = old ? items_of(*old) : std::vector<Value>();
    items.resize(static_cast<size_t>(size), default_value(of));
    if (&of == &types::byte()) {
        std::string data;
        for (const Value& item : items) data += static_cast<char>(item.as_int64());
        c.args[0] = make_bytes(std::move(data));
    } else {
        c.args[0] = typed_array(of, std::move(items));
    }
    return nothing();
}

Value find(Call& c)
{
    const Sequence& array = array_arg(c, 0);
    for (const Value& item : items_of(array)) {
        if (call_predicate(c.args[1], item)) return item;
    }
    return array.type().element() ? default_value(*array.type().element()) : Value();
}

Value find_last(Call& c)
{
    const Sequence& array = array_arg(c, 0);
    const std::vector<Value> items = items_of(array);
    for (size_t i = items.size(); i-- > 0;) {
        if (call_predicate(c.args[1], items[i])) return items[i];
    }
    return array.type().element() ? default_value(*array.type().element()) : Value();
}

Value find_all(Call& c)
{
    const Sequence& array = array_arg(c, 0);
    std::vector<Value> found;
    for (const Value& item : items_of(array)) {
        if (call_predicate(c.args[1], item)) found.push_back(item);
    }
    return typed_array(array.type().element() ? *array.type().element() : types::object(), std::move(found));
}

Value find_index(Call& c)
{
    const std::vector<Value> items = items_of(array_arg(c, 0));
    for (size_t i = 0; i < items.size(); ++i) {
        if (call_predicate(c.args[1], items[i])) return static_cast<int32_t>(i);
    }
    return -1;
}

Value find_last_index(Call& c)
{
    const std::vector<Value> items = items_of(array_arg(c, 0));
    for (size_t i = items.size(); i-- > 0;) {
        if (call_predicate(c.args[1], items[i])) return static_cast<int32_t>(i);
    }
    return -1;
}

Value exists(Call& c) { return find_index(c).as_int32() >= 0; }

Value true_for_all(Call& c)
{
    for (const Value& item : items_of(array_arg(c, 0))) {
        if (!call_predicate(c.args[1], item)) return false;
    }
    return true;
}

Value for_each(Call& c)
{
    for (const Value& item : items_of(array_arg(c, 0))) call_delegate(c.args[1], {item});
    return nothing();
}

Value convert_all(Call& c)
{
    std::vector<Value> made;
    for (const Value& item : items_of(array_arg(c, 0))) made.push_back(call_delegate(c.args[1], {item}));
    const auto* delegate = c.args[1].as<DelegateObject>();
    return delegate && delegate->result() ? typed_array(*delegate->result(), std::move(made)) : make_array(std::move(made));
}

Value fill(Call& c)
{
    Sequence& array = array_arg(c, 0);
    size_t from = 0, to = array.size();
    if (c.args.size() > 2) {
        check_range(i32(c, 2), i32(c, 3), array.size());
        from = static_cast<size_t>(i32(c, 2));
        to = from + static_cast<size_t>(i32(c, 3));
    }
    for (size_t i = from; i < to; ++i) array.set(i, c.args[1]);
    return nothing();
}

Value static_binary_search(Call& c)
{
    return binary_search(items_of(array_arg(c, 0)), c.args[1], comparison_of(c.args.size() > 2 ? c.args[2] : Value()));
}

Value static_as_read_only(Call& c)
{
    const Sequence& array = array_arg(c, 0);
    const Type* element = array.type().element() ? array.type().element() : &types::object();
    const Type& type = *instantiate(native_type("System.Collections.ObjectModel.ReadOnlyCollection`1"), std::span(&element, 1));
    auto list = make<List>(type, items_of(array));
    list->make_read_only();
    return Value(list);
}

constexpr MemberDef array_members[] = {
    prop("Length", "int", length),
    prop("LongLength", "long", long_length),
    prop("Rank", "int", [](Call& c) { return Value(static_cast<int32_t>(type_of(c.self).rank())); }),
    prop("SyncRoot", "System.Object", [](Call& c) { return c.self; }),
    prop("IsReadOnly", "bool", [](Call&) { return Value(false); }),
    prop("IsFixedSize", "bool", [](Call&) { return Value(true); }),
    prop("IsSynchronized", "bool", [](Call&) { return Value(false); }),
    prop("Count", "int", length),
    indexer("Item", "int index", "System.Object", get_item, set_item),
    meth("Add", "System.Object value", "int", fixed),
    meth("Clear", "", "void", initialize),
    meth("Clone", "", "System.Object", clone),
    meth("Contains", "System.Object value", "bool", contains),
    meth("CopyTo", "array array, int index", "void", copy_to),
    meth("Get", "params int[] indices", "System.Object",
         [](Call& c) {
             std::vector<Value> indices = elements(c.args[0]);
             Call inner{c.self, indices, c.type};
             return get_value(inner);
         }),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); }),
    meth("GetLength", "int dimension", "int", [](Call& c) { return Value(dimension_length(c, 0)); }),
    meth("GetLongLength", "int dimension", "long", [](Call& c) { return Value(int64_t{dimension_length(c, 0)}); }),
    meth("GetLowerBound", "int dimension", "int", [](Call& c) { return dimension_length(c, 0), Value(0); }),
    meth("GetUpperBound", "int dimension", "int", [](Call& c) { return Value(dimension_length(c, 0) - 1); }),
    meth("GetValue", "int index", "System.Object", get_value),
    meth("GetValue", "int index1, int index2", "System.Object", get_value),
    meth("GetValue", "int index1, int index2, int index3", "System.Object", get_value),
    meth("IndexOf", "System.Object value", "int", instance_index_of),
    meth("Initialize", "", "void", initialize),
    meth("Insert", "int index, System.Object value", "void", fixed),
    meth("Remove", "System.Object value", "void", fixed),
    meth("RemoveAt", "int index", "void", fixed),
    meth("SetValue", "System.Object value, int index", "void", set_value),
    meth("SetValue", "System.Object value, int index1, int index2", "void", set_value),
    meth("SetValue", "System.Object value, int index1, int index2, int index3", "void", set_value),
    smeth("AsReadOnly", "array array", "System.Object", static_as_read_only),
    smeth("BinarySearch", "array array, System.Object value", "int", static_binary_search),
    smeth("BinarySearch", "array array, System.Object value, System.Collections.IComparer comparer", "int", static_binary_search),
    smeth("Clear", "array array", "void", clear),
    smeth("Clear", "array array, int index, int length", "void", clear),
    smeth("ConvertAll", "array array, System.Converter[System.Object, System.Object] converter", "System.Object[]", convert_all),
    smeth("Copy", "array sourceArray, array destinationArray, long length", "void", copy),
    smeth("Copy", "array sourceArray, long sourceIndex, array destinationArray, long destinationIndex, long length", "void", copy_between),
    smeth("CreateInstance", "type elementType, int length", "array", create_instance),
    smeth("CreateInstance", "type elementType, int length1, int length2", "array", create_instance),
    smeth("CreateInstance", "type elementType, int length1, int length2, int length3", "array", create_instance),
    smeth("CreateInstance", "type elementType, params int[] lengths", "array", create_instance),
    smeth("Empty", "", "System.Object[]", empty),
    smeth("Exists", "array array, System.Predicate[System.Object] match", "bool", exists),
    smeth("Fill", "array array, System.Object value", "void", fill),
    smeth("Find", "array array, System.Predicate[System.Object] match", "System.Object", find),
    smeth("FindAll", "array array, System.Predicate[System.Object] match", "System.Object[]", find_all),
    smeth("FindIndex", "array array, System.Predicate[System.Object] match", "int", find_index),
    smeth("FindLast", "array array, System.Predicate[System.Object] match", "System.Object", find_last),
    smeth("FindLastIndex", "array array, System.Predicate[System.Object] match", "int", find_last_index),
    smeth("ConstrainedCopy", "array sourceArray, int sourceIndex, array destinationArray, int destinationIndex, int length", "void",
          copy_between),
    smeth("Fill", "array array, System.Object value, int startIndex, int count", "void", fill),
    smeth("LastIndexOf", "array array, System.Object value, int startIndex", "int", static_last_index_of),
    smeth("ForEach", "array array, System.Action[System.Object] action", "void", for_each),
    smeth("IndexOf", "array array, System.Object value", "int", static_index_of),
    smeth("IndexOf", "array array, System.Object value, int startIndex", "int", static_index_of),
    smeth("IndexOf", "array array, System.Object value, int startIndex, int count", "int", static_index_of),
    smeth("LastIndexOf", "array array, System.Object value", "int", static_last_index_of),
    smeth("Resize", "ref System.Object array, int newSize", "void", resize),
    smeth("Reverse", "array array", "void", reverse),
    smeth("Reverse", "array array, int index, int length", "void", reverse),
    smeth("Sort", "array array", "void", sort_all),
    smeth("Sort", "array keys, array items", "void", sort_pairs),
    smeth("Sort", "array array, int index, int length", "void", sort_range),
    smeth("Sort", "array keys, array items, System.Collections.IComparer comparer", "void", sort_pairs),
    smeth("Sort", "array array, System.Collections.IComparer comparer", "void", sort_all),
    smeth("Sort", "array array, System.Comparison[System.Object] comparison", "void", sort_all),
    smeth("Sort", "array array, int index, int length, System.Collections.IComparer comparer", "void", sort_range),
    smeth("TrueForAll", "array array, System.Predicate[System.Object] match", "bool", true_for_all),
    sprop("MaxLength", "int", [](Call&) { return Value(0x7fffffc7); }),
};

constexpr TypeDef table[] = {
    {"System.Array", "System.Object", F::Abstract, "array", "System.ICloneable,System.Collections.IList", array_members},
};

} // namespace

std::span<const TypeDef> array_types_types() { return table; }

} // namespace kestrun::value
