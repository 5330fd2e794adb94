// The integer types and System.Boolean.
#include "value/types/all_types.hpp"
#include "value/types/number_members.hpp"
#include "value/types/tuple.hpp"
#include <bit>
#include <cmath>

namespace kestrun::value {
namespace {

template <Tag T>
Value parse(Call& c)
{
    require(c, 0, "s");
    const ParseOptions options = parse_options(c, number_style::Integer);
    Value result;
    switch (parse_integer(invariant_number(text(c, 0), options), options.styles, T, result)) {
    case ParseStatus::Ok: return result;
    case ParseStatus::Overflow: throw_native("System.OverflowException", std::string(overflow_text(T)));
    case ParseStatus::Format: break;
    }
    throw_number_format(text(c, 0));
}

template <Tag T>
Value try_parse(Call& c)
{
    const ParseOptions options = parse_options(c, number_style::Integer);
    Value result;
    const bool ok =
        c.args[0].is_string() && parse_integer(invariant_number(text(c, 0), options), options.styles, T, result) == ParseStatus::Ok;
    c.args.back() = ok ? result : Value::integer(T, 0);
    return Value(ok);
}

template <Tag T>
Int128 wide_arg(const Call& c, size_t i)
{
    return wide(c.args[i]);
}

template <Tag T>
Value checked_result(Int128 i)
{
    if (!fits(i, T)) throw_native("System.OverflowException", "Negating the minimum value of a twos complement number is invalid.");
    return narrow(i, T);
}

template <Tag T>
Value absolute(Call& c)
{
    const Int128 i = wide(c.args[0]);
    return checked_result<T>(i < 0 ? -i : i);
}

template <Tag T>
Value maximum(Call& c)
{
    return wide(c.args[0]) >= wide(c.args[1]) ? c.args[0] : c.args[1];
}

template <Tag T>
Value minimum(Call& c)
{
    return wide(c.args[0]) <= wide(c.args[1]) ? c.args[0] : c.args[1];
}

template <Tag T>
Value clamp(Call& c)
{
    if (wide(c.args[1]) > wide(c.args[2])) {
        throw_native("System.ArgumentException", "'" + dotnet_text(c.args[1]) + "' cannot be greater than " + dotnet_text(c.args[2]) + ".");
    }
    if (wide(c.args[0]) < wide(c.args[1])) return c.args[1];
    return wide(c.args[0]) > wide(c.args[2]) ? c.args[2] : c.args[0];
}

template <Tag T>
Value sign(Call& c)
{
    const Int128 i = wide(c.args[0]);
    return Value(i < 0 ? -1 : i > 0 ? 1 : 0);
}

/// The bits of the number in its own width.
template <Tag T>
uint64_t bits(const Value& value)
{
    constexpr int width = T == Tag::SByte || T == Tag::Byte     ? 8
                          : T == Tag::Int16 || T == Tag::UInt16 ? 16
                          : T == Tag::Int32 || T == Tag::UInt32 ? 32
                                                                : 64;
    return width == 64 ? value.as_uint64() : value.as_uint64() & ((uint64_t{1} << (width % 64)) - 1);
}

template <Tag T>
constexpr int width_of()
{
    return T == Tag::SByte || T == Tag::Byte ? 8 : T == Tag::Int16 || T == Tag::UInt16 ? 16 : T == Tag::Int32 || T == Tag::UInt32 ? 32 : 64;
}

template <Tag T>
Value from_bits(uint64_t b)
{
    constexpr int width = width_of<T>();
    constexpr bool is_signed = T == Tag::SByte || T == Tag::Int16 || T == Tag::Int32 || T == Tag::Int64;
    if (width < 64) {
        b &= (uint64_t{1} << (width % 64)) - 1;
        if (is_signed && (b >> (width - 1)) != 0) b |= ~uint64_t{0} << (width % 64);
    }
    return T == Tag::UInt64 ? Value::uint64(b) : Value::integer(T, static_cast<int64_t>(b));
}

template <Tag T>
Value rotate(Call& c, bool left)
{
    constexpr int width = width_of<T>();
    const int by = ((i32(c, 1) % width) + width) % width;
    const uint64_t b = bits<T>(c.args[0]);
    if (by == 0) return c.args[0];
    return from_bits<T>(left ? (b << by) | (b >> (width - by)) : (b >> by) | (b << (width - by)));
}

template <Tag T>
Value count(Call& c, int what)
{
    const uint64_t b = bits<T>(c.args[0]);
    const int n = what == 0   ? std::popcount(b)
                  : what == 1 ? std::countl_zero(b) - (64 - width_of<T>())
                              : (b == 0 ? width_of<T>() : std::countr_zero(b));
    return Value::integer(T, n);
}

template <Tag T>
Value log2(Call& c)
{
    const Int128 i = wide(c.args[0]);
    if (i <= 0) throw_range("Specified argument was out of the range of valid values.", "value");
    return Value::integer(T, 63 - std::countl_zero(static_cast<uint64_t>(i)));
}

template <Tag T>
Value divide_with_rest(Call& c)
{
    const Int128 a = wide(c.args[0]), b = wide(c.args[1]);
    if (b == 0) throw_native("System.DivideByZeroException", "Attempted to divide by zero.");
    if (!fits(a / b, T)) throw_native("System.OverflowException", "Arithmetic operation resulted in an overflow.");
    return value_tuple({narrow(a / b, T), narrow(a % b, T)});
}

enum class Fit
{
    Checked,
    Saturating,
    Truncating
};

/// CreateChecked and its kin: another number as one of this type.
template <Tag T, Fit fit>
Value create(Call& c)
{
    const Value& given = c.args[0];
    if (given.is_real()) {
        const double d = std::trunc(given.as_double());
        const bool inside = d >= static_cast<double>(least(T)) && d <= static_cast<double>(greatest(T));
        if (inside && d < 18446744073709551616.0) return narrow(static_cast<Int128>(d), T);
        if (fit == Fit::Checked) throw_native("System.OverflowException", "Arithmetic operation resulted in an overflow.");
        return std::isnan(d) ? narrow(0, T) : narrow(d < 0 ? least(T) : static_cast<Int128>(greatest(T)), T);
    }
    if (!given.is_integral() && given.tag() != Tag::Char) return convert(given, c.type);
    const Int128 i = wide(given);
    if (fits(i, T)) return narrow(i, T);
    if (fit == Fit::Checked) throw_native("System.OverflowException", "Arithmetic operation resulted in an overflow.");
    if (fit == Fit::Saturating) return narrow(i < 0 ? least(T) : static_cast<Int128>(greatest(T)), T);
    return from_bits<T>(static_cast<uint64_t>(i));
}

Int128 magnitude(const Value& value) { return wide(value) < 0 ? -wide(value) : wide(value); }

template <Tag T, bool larger>
Value by_magnitude(Call& c)
{
    const Int128 a = magnitude(c.args[0]), b = magnitude(c.args[1]);
    if (a == b) return (wide(c.args[0]) < 0) == larger ? c.args[1] : c.args[0];
    return (a > b) == larger ? c.args[0] : c.args[1];
}

template <Tag T>
Value copy_sign(Call& c)
{
    const Int128 i = magnitude(c.args[0]);
    const Int128 made = wide(c.args[1]) < 0 ? -i : i;
    if (!fits(made, T)) throw_native("System.OverflowException", "Negating the minimum value of a twos complement number is invalid.");
    return narrow(made, T);
}

template <Tag Product>
Value big_multiply(Call& c)
{
    return narrow(wide(c.args[0]) * wide(c.args[1]), Product);
}

#define KESTRUN_SIGNED_ROWS(NAME, TAG)                                                                                                     \
    smeth("CopySign", NAME " value, " NAME " sign", NAME, copy_sign<TAG>),                                                                 \
        smeth("MaxMagnitude", NAME " x, " NAME " y", NAME, by_magnitude<TAG, true>),                                                       \
        smeth("MinMagnitude", NAME " x, " NAME " y", NAME, by_magnitude<TAG, false>)

#define KESTRUN_INTEGER_ROWS(NAME, TAG)                                                                                                    \
    sprop("MaxValue", NAME, [](Call&) { return narrow(static_cast<Int128>(greatest(TAG)), TAG); }),                                        \
        sprop("MinValue", NAME, [](Call&) { return narrow(least(TAG), TAG); }), KESTRUN_PARSE_ROWS(NAME, parse<TAG>, try_parse<TAG>),      \
        KESTRUN_COMPARABLE_ROWS(NAME), KESTRUN_FORMATTABLE_ROWS,                                                                           \
        meth("GetTypeCode", "", "System.TypeCode", [](Call&) { return enum_value("System.TypeCode", type_code(TAG)); }),                   \
        smeth("Abs", NAME " value", NAME, absolute<TAG>), smeth("Max", NAME " x, " NAME " y", NAME, maximum<TAG>),                         \
        smeth("Min", NAME " x, " NAME " y", NAME, minimum<TAG>),                                                                           \
        smeth("Clamp", NAME " value, " NAME " min, " NAME " max", NAME, clamp<TAG>), smeth("Sign", NAME " value", "int", sign<TAG>),       \
        smeth("IsEvenInteger", NAME " value", "bool", [](Call& c) { return Value((c.args[0].as_uint64() & 1) == 0); }),                    \
        smeth("IsOddInteger", NAME " value", "bool", [](Call& c) { return Value((c.args[0].as_uint64() & 1) != 0); }),                     \
        smeth("IsNegative", NAME " value", "bool", [](Call& c) { return Value(wide(c.args[0]) < 0); }),                                    \
        smeth("IsPositive", NAME " value", "bool", [](Call& c) { return Value(wide(c.args[0]) >= 0); }),                                   \
        smeth("IsPow2", NAME " value", "bool",                                                                                             \
              [](Call& c) { return Value(wide(c.args[0]) > 0 && std::has_single_bit(bits<TAG>(c.args[0]))); }),                            \
        smeth("Log2", NAME " value", NAME, log2<TAG>), smeth("PopCount", NAME " value", NAME, [](Call& c) { return count<TAG>(c, 0); }),   \
        smeth("LeadingZeroCount", NAME " value", NAME, [](Call& c) { return count<TAG>(c, 1); }),                                          \
        smeth("TrailingZeroCount", NAME " value", NAME, [](Call& c) { return count<TAG>(c, 2); }),                                         \
        smeth("RotateLeft", NAME " value, int rotateAmount", NAME, [](Call& c) { return rotate<TAG>(c, true); }),                          \
        smeth("RotateRight", NAME " value, int rotateAmount", NAME, [](Call& c) { return rotate<TAG>(c, false); }),                        \
        smeth("DivRem", NAME " left, " NAME " right", "System.ValueTuple[" NAME ", " NAME "]", divide_with_rest<TAG>),                     \
        smeth("CreateChecked", "System.Object value", NAME, create<TAG, Fit::Checked>),                                                    \
        smeth("CreateSaturating", "System.Object value", NAME, create<TAG, Fit::Saturating>),                                              \
        smeth("CreateTruncating", "System.Object value", NAME, create<TAG, Fit::Truncating>)

constexpr MemberDef sbyte_members[] = {KESTRUN_INTEGER_ROWS("sbyte", Tag::SByte), KESTRUN_SIGNED_ROWS("sbyte", Tag::SByte)};
constexpr MemberDef byte_members[] = {KESTRUN_INTEGER_ROWS("byte", Tag::Byte)};
constexpr MemberDef int16_members[] = {KESTRUN_INTEGER_ROWS("short", Tag::Int16), KESTRUN_SIGNED_ROWS("short", Tag::Int16)};
constexpr MemberDef uint16_members[] = {KESTRUN_INTEGER_ROWS("ushort", Tag::UInt16)};
constexpr MemberDef int32_members[] = {KESTRUN_INTEGER_ROWS("int", Tag::Int32), KESTRUN_SIGNED_ROWS("int", Tag::Int32),
                                       smeth("BigMul", "int left, int right", "long", big_multiply<Tag::Int64>)};
constexpr MemberDef uint32_members[] = {KESTRUN_INTEGER_ROWS("uint", Tag::UInt32),
                                        smeth("BigMul", "uint left, uint right", "ulong", big_multiply<Tag::UInt64>)};
constexpr MemberDef int64_members[] = {KESTRUN_INTEGER_ROWS("long", Tag::Int64), KESTRUN_SIGNED_ROWS("long", Tag::Int64)};
constexpr MemberDef uint64_members[] = {KESTRUN_INTEGER_ROWS("ulong", Tag::UInt64)};
#undef KESTRUN_INTEGER_ROWS
#undef KESTRUN_SIGNED_ROWS

bool read_bool(std::string_view source, bool& out)
{
    std::string_view word = trim(source);
    while (!word.empty() && word.back() == '\0') word.remove_suffix(1);
    out = equals_ignore_case(word, "True");
    return out || equals_ignore_case(word, "False");
}

Value parse_bool(Call& c)
{
    require(c, 0, "value");
    bool result = false;
    if (!read_bool(text(c, 0), result)) {
        throw_native("System.FormatException", "String '" + std::string(text(c, 0)) + "' was not recognized as a valid Boolean.");
    }
    return Value(result);
}

Value try_parse_bool(Call& c)
{
    bool result = false;
    const bool ok = read_bool(text(c, 0), result);
    c.args[1] = Value(ok && result);
    return Value(ok);
}

constexpr MemberDef bool_members[] = {
    sprop("TrueString", "string", [](Call&) { return Value("True"); }),
    sprop("FalseString", "string", [](Call&) { return Value("False"); }),
    smeth("Parse", "string value", "bool", parse_bool),
    smeth("TryParse", "string value, out bool result", "bool", try_parse_bool),
    meth("ToString", "", "string", [](Call& c) { return Value(c.self.as_bool() ? "True" : "False"); }),
    meth("ToString", "System.IFormatProvider provider", "string", [](Call& c) { return Value(c.self.as_bool() ? "True" : "False"); }),
    KESTRUN_COMPARABLE_ROWS("bool"),
    meth("GetTypeCode", "", "System.TypeCode", [](Call&) { return enum_value("System.TypeCode", 3); }),
};

constexpr TypeFlags value_type = TypeFlags::ValueType | TypeFlags::Sealed;

constexpr TypeDef table[] = {
    {"System.Boolean", "System.ValueType", value_type, "bool", "System.IComparable,System.IConvertible", bool_members},
    {"System.SByte", "System.ValueType", value_type, "sbyte", number_interfaces, sbyte_members},
    {"System.Byte", "System.ValueType", value_type, "byte", number_interfaces, byte_members},
    {"System.Int16", "System.ValueType", value_type, "short,int16", number_interfaces, int16_members},
    {"System.UInt16", "System.ValueType", value_type, "ushort,uint16", number_interfaces, uint16_members},
    {"System.Int32", "System.ValueType", value_type, "int,int32", number_interfaces, int32_members},
    {"System.UInt32", "System.ValueType", value_type, "uint,uint32", number_interfaces, uint32_members},
    {"System.Int64", "System.ValueType", value_type, "long,int64", number_interfaces, int64_members},
    {"System.UInt64", "System.ValueType", value_type, "ulong,uint64", number_interfaces, uint64_members},
};

} // namespace

std::span<const TypeDef> integers_types() { return table; }

} // namespace kestrun::value
