#include "value/types/tuple.hpp"
#include "value/call_depth.hpp"
#include "value/operators.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {

void TupleObject::trace(Tracer& tracer) const
{
    for (const Value& item : items_) tracer.visit(item);
}

std::string TupleObject::text() const
{
    check_call_depth();
    std::string out = "(";
    for (size_t i = 0; i < items_.size(); ++i) {
        if (i > 0) out += ", ";
        if (!items_[i].is_null()) out += dotnet_text(items_[i]);
    }
    return out + ")";
}

bool TupleObject::equals(const Value& other) const
{
    const auto* tuple = other.as<TupleObject>();
    if (!tuple || &tuple->type() != type_) return false;
    check_call_depth();
    for (size_t i = 0; i < items_.size(); ++i) {
        if (!value::equal(items_[i], tuple->items_[i], true)) return false;
    }
    return true;
}

uint32_t TupleObject::hash() const
{
    check_call_depth();
    uint32_t hash = 17;
    for (const Value& item : items_) hash = hash * 31 + (item.is_null() ? 0 : hash_of(item, true));
    return hash;
}

std::optional<int> TupleObject::compare(const Value& other) const
{
    const auto* tuple = other.as<TupleObject>();
    if (!tuple || tuple->items_.size() != items_.size()) return std::nullopt;
    check_call_depth();
    for (size_t i = 0; i < items_.size(); ++i) {
        if (const int order = value::compare(items_[i], tuple->items_[i], true)) return order;
    }
    return 0;
}

namespace {

Value tuple_of(std::string_view family, std::vector<Value> items)
{
    const Type& open = native_type("System." + std::string(family) + "`" + std::to_string(items.size()));
    std::vector<const Type*> arguments;
    for (const Value& item : items) arguments.push_back(&type_of(item));
    return Value(make<TupleObject>(*instantiate(open, arguments), std::move(items)));
}

Value construct_tuple(Call& c) { return Value(make<TupleObject>(c.type, std::vector<Value>(c.args.begin(), c.args.end()))); }

template <size_t I>
Value item(Call& c)
{
    return self<TupleObject>(c).items()[I];
}

template <size_t I>
Value set_item(Call& c)
{
    self<TupleObject>(c).items()[I] = c.args[0];
    return nothing();
}

Value tuple_text(Call& c) { return Value(self<TupleObject>(c).text()); }
Value tuple_equals(Call& c) { return Value(self<TupleObject>(c).equals(c.args[0])); }
Value tuple_hash(Call& c) { return Value(static_cast<int32_t>(self<TupleObject>(c).hash())); }
Value length(Call& c) { return Value(static_cast<int32_t>(self<TupleObject>(c).items().size())); }
Value item_at(Call& c)
{
    const auto& items = self<TupleObject>(c).items();
    const int32_t at = i32(c, 0);
    if (at < 0 || static_cast<size_t>(at) >= items.size()) {
        throw_native("System.IndexOutOfRangeException", "Index was outside the bounds of the array.");
    }
    return items[static_cast<size_t>(at)];
}

Value create(Call& c) { return tuple_of("Tuple", std::vector<Value>(c.args.begin(), c.args.end())); }
Value create_value(Call& c) { return tuple_of("ValueTuple", std::vector<Value>(c.args.begin(), c.args.end())); }

#define KESTRUN_TUPLE_COMMON                                                                                                               \
    meth("ToString", "", "string", tuple_text), meth("Equals", "System.Object obj", "bool", tuple_equals),                                 \
        meth("GetHashCode", "", "int", tuple_hash), prop("Length", "int", length), indexer("Item", "int index", "System.Object", item_at)
#define KESTRUN_ITEM(N) prop("Item" #N, "T" #N, item<N - 1>)
#define KESTRUN_FIELD(N) prop("Item" #N, "T" #N, item<N - 1>, set_item<N - 1>)

constexpr MemberDef tuple1[] = {ctor("T item1", construct_tuple), prop("Item1", "T", item<0>), KESTRUN_TUPLE_COMMON};
constexpr MemberDef tuple2[] = {ctor("T1 item1, T2 item2", construct_tuple), KESTRUN_ITEM(1), KESTRUN_ITEM(2), KESTRUN_TUPLE_COMMON};
constexpr MemberDef tuple3[] = {ctor("T1 item1, T2 item2, T3 item3", construct_tuple), KESTRUN_ITEM(1), KESTRUN_ITEM(2), KESTRUN_ITEM(3),
                                KESTRUN_TUPLE_COMMON};
constexpr MemberDef tuple4[] = {ctor("T1 item1, T2 item2, T3 item3, T4 item4", construct_tuple),
                                KESTRUN_ITEM(1),
                                KESTRUN_ITEM(2),
                                KESTRUN_ITEM(3),
                                KESTRUN_ITEM(4),
                                KESTRUN_TUPLE_COMMON};
constexpr MemberDef tuple5[] = {ctor("T1 item1, T2 item2, T3 item3, T4 item4, T5 item5", construct_tuple),
                                KESTRUN_ITEM(1),
                                KESTRUN_ITEM(2),
                                KESTRUN_ITEM(3),
                                KESTRUN_ITEM(4),
                                KESTRUN_ITEM(5),
                                KESTRUN_TUPLE_COMMON};
constexpr MemberDef value1[] = {ctor("T item1", construct_tuple), prop("Item1", "T", item<0>, set_item<0>), KESTRUN_TUPLE_COMMON};
constexpr MemberDef value2[] = {ctor("T1 item1, T2 item2", construct_tuple), KESTRUN_FIELD(1), KESTRUN_FIELD(2), KESTRUN_TUPLE_COMMON};
constexpr MemberDef value3[] = {ctor("T1 item1, T2 item2, T3 item3", construct_tuple), KESTRUN_FIELD(1), KESTRUN_FIELD(2), KESTRUN_FIELD(3),
                                KESTRUN_TUPLE_COMMON};
constexpr MemberDef value4[] = {ctor("T1 item1, T2 item2, T3 item3, T4 item4", construct_tuple),
                                KESTRUN_FIELD(1),
                                KESTRUN_FIELD(2),
                                KESTRUN_FIELD(3),
                                KESTRUN_FIELD(4),
                                KESTRUN_TUPLE_COMMON};
#undef KESTRUN_ITEM
#undef KESTRUN_FIELD
#undef KESTRUN_TUPLE_COMMON

constexpr MemberDef tuple_factory[] = {
    smeth("Create", "System.Object item1", "System.Object", create),
    smeth("Create", "System.Object item1, System.Object item2", "System.Object", create),
    smeth("Create", "System.Object item1, System.Object item2, System.Object item3", "System.Object", create),
    smeth("Create", "System.Object item1, System.Object item2, System.Object item3, System.Object item4", "System.Object", create),
    smeth("Create", "System.Object item1, System.Object item2, System.Object item3, System.Object item4, System.Object item5",
          "System.Object", create),
};
constexpr MemberDef value_tuple_factory[] = {
    smeth("Create", "System.Object item1", "System.Object", create_value),
    smeth("Create", "System.Object item1, System.Object item2", "System.Object", create_value),
    smeth("Create", "System.Object item1, System.Object item2, System.Object item3", "System.Object", create_value),
    smeth("Create", "System.Object item1, System.Object item2, System.Object item3, System.Object item4", "System.Object", create_value),
};

constexpr TypeFlags generic = TypeFlags::GenericDefinition;
constexpr TypeFlags generic_value = TypeFlags::GenericDefinition | TypeFlags::ValueType | TypeFlags::Sealed;

constexpr TypeDef table[] = {
    {"System.Tuple", "System.Object", TypeFlags::Static, "", "", tuple_factory},
    {"System.ValueTuple", "System.ValueType", TypeFlags::ValueType, "", "", value_tuple_factory},
    {"System.Tuple`1", "System.Object", generic, "", "System.IComparable", tuple1},
    {"System.Tuple`2", "System.Object", generic, "", "System.IComparable", tuple2},
    {"System.Tuple`3", "System.Object", generic, "", "System.IComparable", tuple3},
    {"System.Tuple`4", "System.Object", generic, "", "System.IComparable", tuple4},
    {"System.Tuple`5", "System.Object", generic, "", "System.IComparable", tuple5},
    {"System.ValueTuple`1", "System.ValueType", generic_value, "", "System.IComparable", value1},
    {"System.ValueTuple`2", "System.ValueType", generic_value, "", "System.IComparable", value2},
    {"System.ValueTuple`3", "System.ValueType", generic_value, "", "System.IComparable", value3},
    {"System.ValueTuple`4", "System.ValueType", generic_value, "", "System.IComparable", value4},
};

} // namespace

Value value_tuple(std::vector<Value> items) { return tuple_of("ValueTuple", std::move(items)); }

std::span<const TypeDef> tuple_types() { return table; }

} // namespace kestrun::value
