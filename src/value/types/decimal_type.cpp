// System.Decimal.
#include "value/convert_number.hpp"
#include "value/decimal.hpp"
#include "value/types/all_types.hpp"
#include "value/types/number_members.hpp"

namespace kestrun::value {
namespace {

const Decimal& dec(const Call& c, size_t i) { return *as_decimal(c.args[i]); }

bool read(const Call& c, Decimal& out, ParseStatus& status)
{
    if (!c.args[0].is_string()) return false;
    const ParseOptions options = parse_options(c, number_style::Number);
    status = parse_decimal(invariant_number(text(c, 0), options), options.styles, out);
    return status == ParseStatus::Ok;
}

Value parse(Call& c)
{
    require(c, 0, "s");
    Decimal result;
    ParseStatus status = ParseStatus::Format;
    if (read(c, result, status)) return decimal_value(result);
    if (status == ParseStatus::Overflow) throw_native("System.OverflowException", "Value was either too large or too small for a Decimal.");
    throw_number_format(text(c, 0));
}

Value try_parse(Call& c)
{
    Decimal result;
    ParseStatus status = ParseStatus::Format;
    const bool ok = read(c, result, status);
    c.args.back() = decimal_value(ok ? result : Decimal());
    return Value(ok);
}

template <Decimal (*F)(const Decimal&, const Decimal&)>
Value binary(Call& c)
{
    return decimal_value(F(dec(c, 0), dec(c, 1)));
}

template <DecimalRounding Mode>
Value round_to(Call& c)
{
    return decimal_value(decimal_round(dec(c, 0), 0, Mode));
}

Value round(Call& c)
{
    int32_t places = 0;
    int64_t mode = 0;
    for (size_t i = 1; i < c.args.size(); ++i) {
        if (c.args[i].tag() == Tag::Enum)
            mode = c.args[i].as_int64();
        else
            places = i32(c, i);
    }
    if (places < 0 || places > 28) throw_range("Decimal can only round to between 0 and 28 digits of precision.", "decimals");
    return decimal_value(decimal_round(dec(c, 0), places, static_cast<DecimalRounding>(mode)));
}

Value bits(Call& c)
{
    const Decimal& d = dec(c, 0);
    const uint32_t flags = (uint32_t{d.scale()} << 16) | (d.negative() ? 0x80000000u : 0u);
    return typed_array(types::int32(), {Value(static_cast<int32_t>(d.low())), Value(static_cast<int32_t>(d.low() >> 32)),
                                        Value(static_cast<int32_t>(d.high())), Value(static_cast<int32_t>(flags))});
}

Value from_parts(Call& c)
{
    const int64_t scale = i64(c, 4);
    if (scale > 28) throw_range("Decimal's scale value must be between 0 and 28, inclusive.", "scale");
    const uint64_t low = static_cast<uint32_t>(i32(c, 0)) | (static_cast<uint64_t>(static_cast<uint32_t>(i32(c, 1))) << 32);
    return decimal_value(Decimal(low, static_cast<uint32_t>(i32(c, 2)), static_cast<uint8_t>(scale), flag(c, 3)));
}

Value from_number(Call& c) { return convert_to_decimal(c.args[0]); }

template <Tag T>
Value to_integer(Call& c)
{
    const Decimal whole = decimal_round(dec(c, 0), 0, DecimalRounding::ToZero);
    int64_t i = 0;
    uint64_t u = 0;
    if (whole.truncate_to_int64(i) && fits(i, T)) return narrow(i, T);
    if (whole.truncate_to_uint64(u) && fits(static_cast<Int128>(u), T)) return narrow(static_cast<Int128>(u), T);
    throw_native("System.OverflowException", std::string(overflow_text(T)));
}

Value pick(Call& c, bool larger) { return (decimal_compare(dec(c, 0), dec(c, 1)) >= 0) == larger ? c.args[0] : c.args[1]; }

Value clamp(Call& c)
{
    if (decimal_compare(dec(c, 1), dec(c, 2)) > 0)
        throw_native("System.ArgumentException", "'" + dec(c, 1).text() + "' cannot be greater than " + dec(c, 2).text() + ".");
    if (decimal_compare(dec(c, 0), dec(c, 1)) < 0) return c.args[1];
    return decimal_compare(dec(c, 0), dec(c, 2)) > 0 ? c.args[2] : c.args[0];
}

/// Of two that are as large, the positive one is the larger.
Value pick_magnitude(Call& c, bool larger)
{
    const auto magnitude = [](const Decimal& d) { return d.negative() ? -d : d; };
    int order = decimal_compare(magnitude(dec(c, 0)), magnitude(dec(c, 1)));
    if (order == 0) order = dec(c, 0).negative() ? -1 : 1;
    return (order > 0) == larger ? c.args[0] : c.args[1];
}

bool is_whole(const Decimal& d) { return decimal_compare(d, decimal_round(d, 0, DecimalRounding::ToZero)) == 0; }
bool is_even(const Decimal& d) { return decimal_remainder(d, Decimal(2, 0, 0, false)).is_zero(); }

/// An OLE automation currency: ten-thousandths.
Value to_currency(Call& c)
{
    const Decimal units = decimal_round(dec(c, 0), 4, DecimalRounding::ToEven);
    int64_t currency = 0;
    Decimal scaled;
    try {
        scaled = decimal_multiply(units, Decimal(10000, 0, 0, false));
    } catch (const ScriptError&) {
        throw_native("System.OverflowException", "Value was either too large or too small for a Currency.");
    }
    if (!scaled.truncate_to_int64(currency))
        throw_native("System.OverflowException", "Value was either too large or too small for a Currency.");
    return Value(currency);
}
Value from_currency(Call& c) { return decimal_value(decimal_divide(Decimal::from_int64(i64(c, 0)), Decimal(10000, 0, 0, false))); }

/// No zeros at the end of the fraction.
bool is_canonical(const Decimal& d)
{
    if (d.scale() == 0) return true;
    const std::string text = d.text();
    return text.back() != '0';
}

constexpr Decimal largest(~uint64_t{0}, ~uint32_t{0}, 0, false);
constexpr Decimal smallest(~uint64_t{0}, ~uint32_t{0}, 0, true);
constexpr Decimal one(1, 0, 0, false);
constexpr Decimal minus_one(1, 0, 0, true);

constexpr MemberDef members[] = {
    ctor("int value", from_number),
    ctor("uint value", from_number),
    ctor("long value", from_number),
    ctor("ulong value", from_number),
    ctor("float value", from_number),
    ctor("double value", from_number),
    ctor("int lo, int mid, int hi, bool isNegative, byte scale", from_parts),
    prop("Scale", "byte", [](Call& c) { return Value::integer(Tag::Byte, as_decimal(c.self)->scale()); }),
    sprop("Zero", "decimal", [](Call&) { return decimal_value(Decimal()); }),
    sprop("One", "decimal", [](Call&) { return decimal_value(one); }),
    sprop("MinusOne", "decimal", [](Call&) { return decimal_value(minus_one); }),
    sprop("MaxValue", "decimal", [](Call&) { return decimal_value(largest); }),
    sprop("MinValue", "decimal", [](Call&) { return decimal_value(smallest); }),
    KESTRUN_PARSE_ROWS("decimal", parse, try_parse),
    KESTRUN_COMPARABLE_ROWS("decimal"),
    KESTRUN_FORMATTABLE_ROWS,
    smeth("Add", "decimal d1, decimal d2", "decimal", binary<decimal_add>),
    smeth("Subtract", "decimal d1, decimal d2", "decimal", binary<decimal_subtract>),
    smeth("Multiply", "decimal d1, decimal d2", "decimal", binary<decimal_multiply>),
    smeth("Divide", "decimal d1, decimal d2", "decimal", binary<decimal_divide>),
    smeth("Remainder", "decimal d1, decimal d2", "decimal", binary<decimal_remainder>),
    smeth("Negate", "decimal d", "decimal", [](Call& c) { return decimal_value(-dec(c, 0)); }),
    smeth("Abs", "decimal value", "decimal", [](Call& c) { return decimal_value(dec(c, 0).negative() ? -dec(c, 0) : dec(c, 0)); }),
    smeth("Compare", "decimal d1, decimal d2", "int", [](Call& c) { return Value(decimal_compare(dec(c, 0), dec(c, 1))); }),
    smeth("Equals", "decimal d1, decimal d2", "bool", [](Call& c) { return Value(decimal_compare(dec(c, 0), dec(c, 1)) == 0); }),
    smeth("Max", "decimal x, decimal y", "decimal", [](Call& c) { return pick(c, true); }),
    smeth("Min", "decimal x, decimal y", "decimal", [](Call& c) { return pick(c, false); }),
    smeth("Sign", "decimal d", "int", [](Call& c) { return Value(dec(c, 0).is_zero()    ? 0
                                                                 : dec(c, 0).negative() ? -1
                                                                                        : 1); }),
    smeth("Ceiling", "decimal d", "decimal", round_to<DecimalRounding::ToPositiveInfinity>),
    smeth("Floor", "decimal d", "decimal", round_to<DecimalRounding::ToNegativeInfinity>),
    smeth("Truncate", "decimal d", "decimal", round_to<DecimalRounding::ToZero>),
    smeth("Round", "decimal d", "decimal", round),
    smeth("Round", "decimal d, int decimals", "decimal", round),
    smeth("Round", "decimal d, System.MidpointRounding mode", "decimal", round),
    smeth("Round", "decimal d, int decimals, System.MidpointRounding mode", "decimal", round),
    smeth("GetBits", "decimal d", "int[]", bits),
    smeth("Clamp", "decimal value, decimal min, decimal max", "decimal", clamp),
    smeth("CopySign", "decimal value, decimal sign", "decimal",
          [](Call& c) { return decimal_value(dec(c, 0).negative() == dec(c, 1).negative() ? dec(c, 0) : -dec(c, 0)); }),
    smeth("MaxMagnitude", "decimal x, decimal y", "decimal", [](Call& c) { return pick_magnitude(c, true); }),
    smeth("MinMagnitude", "decimal x, decimal y", "decimal", [](Call& c) { return pick_magnitude(c, false); }),
    smeth("IsNegative", "decimal value", "bool", [](Call& c) { return Value(dec(c, 0).negative()); }),
    smeth("IsPositive", "decimal value", "bool", [](Call& c) { return Value(!dec(c, 0).negative()); }),
    smeth("IsInteger", "decimal value", "bool", [](Call& c) { return Value(is_whole(dec(c, 0))); }),
    smeth("IsEvenInteger", "decimal value", "bool", [](Call& c) { return Value(is_even(dec(c, 0))); }),
    smeth("IsOddInteger", "decimal value", "bool", [](Call& c) { return Value(is_whole(dec(c, 0)) && !is_even(dec(c, 0))); }),
    smeth("IsCanonical", "decimal value", "bool", [](Call& c) { return Value(is_canonical(dec(c, 0))); }),
    smeth("ToOACurrency", "decimal value", "long", to_currency),
    smeth("FromOACurrency", "long cy", "decimal", from_currency),
    smeth("ToByte", "decimal value", "byte", to_integer<Tag::Byte>),
    smeth("ToSByte", "decimal value", "sbyte", to_integer<Tag::SByte>),
    smeth("ToInt16", "decimal value", "short", to_integer<Tag::Int16>),
    smeth("ToUInt16", "decimal value", "ushort", to_integer<Tag::UInt16>),
    smeth("ToInt32", "decimal d", "int", to_integer<Tag::Int32>),
    smeth("ToUInt32", "decimal d", "uint", to_integer<Tag::UInt32>),
    smeth("ToInt64", "decimal d", "long", to_integer<Tag::Int64>),
    smeth("ToUInt64", "decimal d", "ulong", to_integer<Tag::UInt64>),
    smeth("ToDouble", "decimal d", "double", [](Call& c) { return Value(dec(c, 0).to_double()); }),
    smeth("ToSingle", "decimal d", "float", [](Call& c) { return Value::single(static_cast<float>(dec(c, 0).to_double())); }),
    meth("GetTypeCode", "", "System.TypeCode", [](Call&) { return enum_value("System.TypeCode", 15); }),
};

constexpr TypeDef table[] = {
    {"System.Decimal", "System.ValueType", TypeFlags::ValueType | TypeFlags::Sealed, "decimal", number_interfaces, members},
};

} // namespace

std::span<const TypeDef> decimal_type_types() { return table; }

} // namespace kestrun::value
