// System.IntPtr and UIntPtr as numbers (nothing here has addresses), and ArraySegment<T>.
#include "value/collections.hpp"
#include "value/types/collection_helpers.hpp"
#include "value/types/enumerators.hpp"
#include "value/types/extra_types.hpp"
#include "value/types/number_members.hpp"

namespace kestrun::value {
namespace {

constexpr TypeFlags value_type = TypeFlags::ValueType | TypeFlags::Sealed;

class Pointer final : public Object, public Textual, public Comparable
{
public:
    Pointer(const Type& type, Int128 value) : type_(&type), value_(value) {}
    const Type& type() const override { return *type_; }
    bool is_signed() const { return type_->name() == "IntPtr"; }
    Int128 get() const { return value_; }
    Value number() const { return narrow(value_, is_signed() ? Tag::Int64 : Tag::UInt64); }
    std::string text() const override { return dotnet_text(number()); }
    std::string text(std::string_view format) const override { return format_value(number(), format); }
    bool equals(const Value& other) const override
    {
        const auto* pointer = other.as<Pointer>();
        return pointer && pointer->type_ == type_ && pointer->value_ == value_;
    }
    uint32_t hash() const override { return static_cast<uint32_t>(value_ ^ value_ >> 32); }
    std::optional<int> compare(const Value& other) const override
    {
        const auto* pointer = other.as<Pointer>();
        if (!pointer) return std::nullopt;
        return value_ < pointer->value_ ? -1 : value_ > pointer->value_ ? 1 : 0;
    }

private:
    const Type* type_;
    Int128 value_;
};

Pointer& own(const Call& c) { return self<Pointer>(c); }
Value pointer(const Type& type, Int128 value)
{
    if (!fits(value, type.name() == "IntPtr" ? Tag::Int64 : Tag::UInt64))
        throw_native("System.OverflowException", "Arithmetic operation resulted in an overflow.");
    return Value(make<Pointer>(type, value));
}
Int128 amount(const Value& value)
{
    const auto* made = value.as<Pointer>();
    return made ? made->get() : wide(value);
}

template <Tag T>
Value narrowed(Call& c)
{
    if (!fits(own(c).get(), T)) throw_native("System.OverflowException", "Arithmetic operation resulted in an overflow.");
    return narrow(own(c).get(), T);
}

Value construct(Call& c) { return pointer(c.type, wide(c.args[0])); }
Value parse(Call& c)
{
    require(c, 0, "s");
    return pointer(c.type, wide(convert(c.args[0], c.type.name() == "IntPtr" ? types::int64() : types::uint64())));
}
template <int sign>
Value move(Call& c)
{
    return pointer(c.type, amount(c.args[0]) + sign * wide(c.args[1]));
}

#define KESTRUN_POINTER_ROWS(NAME)                                                                                                         \
    sprop("Zero", NAME, [](Call& c) { return pointer(c.type, 0); }), sprop("Size", "int", [](Call&) { return Value(8); }),                 \
        smeth("Parse", "string s", NAME, parse), smeth("Add", NAME " pointer, int offset", NAME, move<1>),                                 \
        smeth("Subtract", NAME " pointer, int offset", NAME, move<-1>),                                                                    \
        meth("CompareTo", "System.Object value", "int", [](Call& c) { return Value(own(c).compare(c.args[0]).value_or(1)); }),             \
        meth("Equals", "System.Object obj", "bool", [](Call& c) { return Value(own(c).equals(c.args[0])); }),                              \
        meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c).hash())); }),                                \
        meth("ToString", "", "string", [](Call& c) { return Value(own(c).text()); }),                                                      \
        meth("ToString", "string format", "string", [](Call& c) { return Value(own(c).text(text(c, 0))); })

constexpr MemberDef signed_members[] = {
    ctor("int value", construct),
    ctor("long value", construct),
    KESTRUN_POINTER_ROWS("System.IntPtr"),
    sprop("MaxValue", "System.IntPtr", [](Call& c) { return pointer(c.type, std::numeric_limits<int64_t>::max()); }),
    sprop("MinValue", "System.IntPtr", [](Call& c) { return pointer(c.type, std::numeric_limits<int64_t>::min()); }),
    meth("ToInt32", "", "int", narrowed<Tag::Int32>),
    meth("ToInt64", "", "long", narrowed<Tag::Int64>),
};
constexpr MemberDef unsigned_members[] = {
    ctor("uint value", construct),
    ctor("ulong value", construct),
    KESTRUN_POINTER_ROWS("System.UIntPtr"),
    meth("ToUInt32", "", "uint", narrowed<Tag::UInt32>),
    meth("ToUInt64", "", "ulong", narrowed<Tag::UInt64>),
};
#undef KESTRUN_POINTER_ROWS

// ArraySegment: a view of a part of an array.

class Segment final : public ItemsObject
{
public:
    Segment(const Type& type, Value array, size_t offset, size_t count)
        : ItemsObject(type), array_(std::move(array)), offset_(offset), count_(count)
    {
    }
    std::vector<Value> snapshot() const override
    {
        std::vector<Value> items;
        for (size_t i = 0; i < count_; ++i) items.push_back(array_.as<Sequence>()->at(offset_ + i));
        return items;
    }
    std::optional<size_t> known_size() const override { return count_; }
    void trace(Tracer& tracer) const override { tracer.visit(array_); }
    void clear_references() override
    {
        array_ = {};
        count_ = 0;
    }
    const Value& array() const { return array_; }
    size_t offset() const { return offset_; }
    size_t count() const { return count_; }

private:
    Value array_;
    size_t offset_;
    size_t count_;
};

Segment& segment(const Call& c) { return self<Segment>(c); }

Value segment_of(const Type& type, const Value& array, int64_t offset, int64_t count, size_t size)
{
    if (offset < 0) throw_range("Non-negative number required.", "offset");
    if (count < 0) throw_range("Non-negative number required.", "count");
    if (static_cast<size_t>(offset + count) > size)
        throw_argument(
            "System.ArgumentException",
            "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the "
            "end of the source collection.",
            "");
    return Value(make<Segment>(type, array, static_cast<size_t>(offset), static_cast<size_t>(count)));
}

Value new_segment(Call& c)
{
    const auto& array = object_arg<Sequence>(c, 0, "array");
    const auto size = static_cast<int64_t>(array.size());
    return segment_of(c.type, c.args[0], c.args.size() > 1 ? i32(c, 1) : 0, c.args.size() > 1 ? i32(c, 2) : size, array.size());
}

Value slice(Call& c)
{
    const auto count = static_cast<int64_t>(segment(c).count());
    const int64_t take = c.args.size() > 1 ? i32(c, 1) : count - i32(c, 0);
    if (i32(c, 0) < 0 || take < 0 || i32(c, 0) + take > count) throw_index();
    return segment_of(c.type, segment(c).array(), static_cast<int64_t>(segment(c).offset()) + i32(c, 0), take,
                      segment(c).array().as<Sequence>()->size());
}

size_t checked(const Call& c)
{
    if (i32(c, 0) < 0 || static_cast<size_t>(i32(c, 0)) >= segment(c).count()) throw_index();
    return segment(c).offset() + static_cast<size_t>(i32(c, 0));
}

constexpr MemberDef segment_members[] = {
    ctor("T[] array", new_segment),
    ctor("T[] array, int offset, int count", new_segment),
    indexer(
        "Item", "int index", "T", [](Call& c) { return segment(c).array().as<Sequence>()->at(checked(c)); },
        [](Call& c) { return segment(c).array().as<Sequence>()->set(checked(c), c.args[1]), nothing(); }),
    prop("Array", "T[]", [](Call& c) { return segment(c).array(); }),
    prop("Offset", "int", [](Call& c) { return Value(static_cast<int32_t>(segment(c).offset())); }),
    prop("Count", "int", [](Call& c) { return Value(static_cast<int32_t>(segment(c).count())); }),
    meth("Slice", "int index", "System.ArraySegment[T]", slice),
    meth("Slice", "int index, int count", "System.ArraySegment[T]", slice),
    meth("ToArray", "", "T[]", [](Call& c) { return typed_array(*c.type.generic_args()[0], segment(c).snapshot()); }),
    meth("GetEnumerator", "", "System.Collections.IEnumerator", [](Call& c) { return enumerator_of(c.self); }),
};

constexpr TypeDef table[] = {
    {"System.IntPtr", "System.ValueType", value_type, "", "System.IComparable,System.IFormattable", signed_members},
    {"System.UIntPtr", "System.ValueType", value_type, "", "System.IComparable,System.IFormattable", unsigned_members},
    {"System.ArraySegment`1", "System.ValueType", value_type | TypeFlags::GenericDefinition, "",
     "System.Collections.Generic.IList[T],System.Collections.Generic.IReadOnlyList[T]", segment_members},
};

} // namespace

std::span<const TypeDef> pointer_types_types() { return table; }

} // namespace kestrun::value
