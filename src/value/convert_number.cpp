#include "value/convert_number.hpp"
#include "value/big_integer.hpp"
#include "value/convert.hpp"
#include "value/convert_errors.hpp"
#include "value/convert_object.hpp"
#include "value/decimal.hpp"
#include "value/psobject.hpp"
#include "value/string.hpp"
#include <cmath>
#include <limits>

namespace kestrun::value {

namespace {

const Type& type_of_tag(Tag tag)
{
    switch (tag) {
    case Tag::Bool: return types::boolean();
    case Tag::Char: return types::character();
    case Tag::SByte: return types::sbyte();
    case Tag::Byte: return types::byte();
    case Tag::Int16: return types::int16();
    case Tag::UInt16: return types::uint16();
    case Tag::Int32: return types::int32();
    case Tag::UInt32: return types::uint32();
    case Tag::Int64: return types::int64();
    case Tag::UInt64: return types::uint64();
    case Tag::Single: return types::single();
    default: return types::real();
    }
}

std::string bad_format(std::string_view text) { return "The input string '" + std::string(text) + "' was not in a correct format."; }

bool blank(std::string_view text)
{
    for (const char c : text)
        if (c != ' ' && (c < '\t' || c > '\r')) return false;
    return true;
}

[[noreturn]] void throw_overflow(const Value& value, Tag tag)
{
    throw_cast("InvalidCastIConvertible", value, type_of_tag(tag), "System.OverflowException", std::string(overflow_text(tag)));
}

/// Rounded to an integer of that tag, or nothing when it does not fit.
std::optional<Value> from_real(double d, Tag tag)
{
    const double rounded = round_half_even(d);
    if (!(std::fabs(rounded) < 3.5e19)) return std::nullopt; // NaN too
    const auto number = static_cast<Int128>(rounded);
    if (!fits(number, tag)) return std::nullopt;
    return narrow(number, tag);
}

std::optional<Value> from_decimal(const Decimal& d, Tag tag)
{
    const Decimal whole = decimal_round(d, 0, DecimalRounding::ToEven);
    int64_t i = 0;
    uint64_t u = 0;
    if (whole.truncate_to_int64(i)) return fits(i, tag) ? std::optional(narrow(i, tag)) : std::nullopt;
    if (whole.truncate_to_uint64(u) && fits(static_cast<Int128>(u), tag)) return narrow(static_cast<Int128>(u), tag);
    return std::nullopt;
}

std::optional<Value> from_big(const BigInteger& big, Tag tag)
{
    if (big < least(tag) || big > greatest(tag)) return std::nullopt;
    return tag == Tag::UInt64 ? Value::uint64(static_cast<uint64_t>(big)) : Value::integer(tag, static_cast<int64_t>(big));
}

std::optional<Value> from_scanned(const Value& number, Tag tag)
{
    if (number.is_integral()) return fits(wide(number), tag) ? std::optional(narrow(wide(number), tag)) : std::nullopt;
    if (number.is_real()) return from_real(number.as_double(), tag);
    if (const auto* decimal = as_decimal(number)) return from_decimal(*decimal, tag);
    if (const auto* big = as_big_integer(number)) return from_big(*big, tag);
    return std::nullopt;
}

Value integral_from_text(const Value& value, Tag tag)
{
    const std::string_view text = text_of(value);
    if (text.size() == 1 && text[0] >= '0' && text[0] <= '9') return Value::integer(tag, text[0] - '0');
    if (blank(text)) return narrow(0, tag);
    if (const auto number = scan_number(text))
        if (const auto result = from_scanned(*number, tag)) return *result;
    Value parsed;
    const ParseStatus status = parse_integer(text, number_style::Integer, tag, parsed);
    if (status == ParseStatus::Ok) return parsed;
    // Thousands and fractions are read as a real would be.
    double d = 0;
    if (parse_double(text, number_style::Float | number_style::Thousands, d) == ParseStatus::Ok)
        if (const auto result = from_real(d, tag)) return *result;
    const Type& target = type_of_tag(tag);
    if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X') && scan_number(text))
        throw_cast("InvalidCastFromStringToInteger", value, target, "System.OverflowException",
                   std::string(overflow_text(tag == Tag::Int32   ? Tag::UInt32
                                             : tag == Tag::Int64 ? Tag::UInt64
                                                                 : tag)));
    if (status == ParseStatus::Overflow)
        throw_cast("InvalidCastFromStringToInteger", value, target, "System.OverflowException", std::string(overflow_text(tag)));
    throw_cast("InvalidCastFromStringToInteger", value, target, "System.FormatException", bad_format(text));
}

Value char_from_text(const Value& value)
{
    const String& text = value.as_string();
    if (text.length() == 1) return Value(text.unit(0));
    throw_cast("InvalidCastParseTargetInvocation", value, types::character(), "System.FormatException",
               "String must be exactly one character long.");
}

Value integral_from_object(const Value& value, Tag tag)
{
    const Type& target = type_of_tag(tag);
    if (const auto* decimal = as_decimal(value)) {
        if (tag == Tag::Char) throw_invalid_convertible(value, target);
        if (const auto result = from_decimal(*decimal, tag)) return *result;
        throw_overflow(value, tag);
    }
    if (const auto* big = as_big_integer(value)) {
        if (tag == Tag::Char)
            throw_cast("InvalidCastIConvertible", value, target, "System.InvalidCastException", "Object must implement IConvertible.");
        if (const auto result = from_big(*big, tag)) return *result;
        throw_cast("InvalidCastTargetInvocationExceptionop_Explicit", value, target, "System.OverflowException",
                   std::string(overflow_text(tag)));
    }
    if (const auto* wrapper = value.as<PSWrapper>()) return convert_to_integral(wrapper->base(), tag);
    return convert_object(value, target);
}

} // namespace

double round_half_even(double d)
{
    if (std::fabs(d) >= 4503599627370496.0 || std::isnan(d)) return d;
    const double below = std::floor(d);
    const double rest = d - below;
    if (rest > 0.5) return below + 1;
    if (rest < 0.5) return below;
    return std::fmod(below, 2) == 0 ? below : below + 1;
}

bool is_number(const Value& value)
{
    return value.is_integral() || value.is_real() || (value.tag() == Tag::Object && (as_decimal(value) || as_big_integer(value)));
}

Value convert_to_integral(const Value& value, Tag tag)
{
    if (value.tag() == tag) return value;
    switch (value.tag()) {
    case Tag::Null:
    case Tag::Void: return Value::integer(tag, 0);
    case Tag::Bool:
        if (tag == Tag::Char) throw_invalid_convertible(value, types::character());
        return Value::integer(tag, value.as_bool() ? 1 : 0);
    case Tag::Single:
    case Tag::Double:
        if (tag == Tag::Char) throw_invalid_convertible(value, types::character());
        if (const auto result = from_real(value.as_double(), tag)) return *result;
        if (tag == Tag::Int64 || tag == Tag::UInt64)
            throw_cast("InvalidCastIConvertible", value, type_of_tag(tag), "System.OverflowException",
                       "Arithmetic operation resulted in an overflow.");
        throw_overflow(value, tag);
    case Tag::String: return tag == Tag::Char ? char_from_text(value) : integral_from_text(value, tag);
    case Tag::DateTime: throw_invalid_convertible(value, type_of_tag(tag));
    case Tag::TimeSpan:
    case Tag::DateTimeOffset: throw_no_conversion(value, type_of_tag(tag));
    case Tag::Array:
    case Tag::Object: return integral_from_object(value, tag);
    default: break;
    }
    if (!fits(wide(value), tag)) throw_overflow(value, tag);
    return narrow(wide(value), tag);
}

Value convert_to_real(const Value& value, Tag tag)
{
    const auto result = [tag](double d) { return tag == Tag::Double ? Value(d) : Value::single(static_cast<float>(d)); };
    const Type& target = type_of_tag(tag);
    switch (value.tag()) {
    case Tag::Null:
    case Tag::Void: return result(0);
    case Tag::UInt64: return result(static_cast<double>(value.as_uint64()));
    case Tag::Single:
    case Tag::Double: return result(value.as_double());
    case Tag::String: {
        const std::string_view text = text_of(value);
        if (blank(text)) return result(0);
        double d = 0;
        if (parse_double(text, number_style::Float | number_style::Thousands, d) == ParseStatus::Ok) {
            float f = 0; // parsed on its own: rounding twice would be wrong
            if (tag == Tag::Single && parse_single(text, number_style::Float | number_style::Thousands, f) == ParseStatus::Ok)
                return Value::single(f);
            return result(d);
        }
        if (const auto number = scan_number(text)) return convert_to_real(*number, tag);
        throw_cast("InvalidCastFromStringToDoubleOrSingle", value, target, "System.FormatException", bad_format(text));
    }
    case Tag::DateTime: throw_invalid_convertible(value, target);
    case Tag::TimeSpan:
    case Tag::DateTimeOffset: throw_no_conversion(value, target);
    case Tag::Array:
    case Tag::Object: break;
    default: return result(static_cast<double>(value.as_int64()));
    }
    if (const auto* decimal = as_decimal(value)) return result(decimal->to_double());
    if (const auto* big = as_big_integer(value)) return result(static_cast<double>(*big));
    if (const auto* wrapper = value.as<PSWrapper>()) return convert_to_real(wrapper->base(), tag);
    return convert_object(value, target);
}

Value convert_to_decimal(const Value& value)
{
    Decimal out;
    const Type& target = types::decimal();
    const auto overflow = [&](std::string_view id) {
        throw_cast(id, value, target, "System.OverflowException", "Value was either too large or too small for a Decimal.");
    };
    switch (value.tag()) {
    case Tag::Null:
    case Tag::Void: return decimal_value(out);
    case Tag::UInt64: return decimal_value(Decimal::from_uint64(value.as_uint64()));
    case Tag::Single:
        if (!Decimal::from_single(static_cast<float>(value.as_double()), out)) overflow("InvalidCastIConvertible");
        return decimal_value(out);
    case Tag::Double:
        if (!Decimal::from_double(value.as_double(), out)) overflow("InvalidCastIConvertible");
        return decimal_value(out);
    case Tag::String: {
        const std::string_view text = text_of(value);
        if (blank(text)) return decimal_value(out);
        const ParseStatus status = parse_decimal(text, number_style::Number, out);
        // As a literal first: 1.10 is the double 1.1, whose decimal has no second digit.
        if (const auto number = scan_number(text); number && status != ParseStatus::Overflow) return convert_to_decimal(*number);
        if (status == ParseStatus::Ok) return decimal_value(out);
        if (status == ParseStatus::Overflow) overflow("InvalidCastFromStringToDecimal");
        throw_cast("InvalidCastFromStringToDecimal", value, target, "System.FormatException", bad_format(text));
    }
    case Tag::DateTime: throw_invalid_convertible(value, target);
    case Tag::TimeSpan:
    case Tag::DateTimeOffset: throw_no_conversion(value, target);
    case Tag::Array:
    case Tag::Object: break;
    default: return decimal_value(Decimal::from_int64(value.as_int64()));
    }
    if (as_decimal(value)) return value;
    if (const auto* big = as_big_integer(value)) {
        const std::string digits = BigInteger(abs(*big)).str();
        if (!Decimal::from_digits(digits, static_cast<int>(digits.size()), *big < 0, out))
            overflow("InvalidCastTargetInvocationExceptionop_Explicit");
        return decimal_value(out);
    }
    if (const auto* wrapper = value.as<PSWrapper>()) return convert_to_decimal(wrapper->base());
    return convert_object(value, target);
}

Value convert_to_big_integer(const Value& value)
{
    const Type& target = types::big_integer();
    switch (value.tag()) {
    case Tag::Null:
    case Tag::Void: return big_integer_value(0);
    case Tag::UInt64: return big_integer_value(value.as_uint64());
    case Tag::Single:
    case Tag::Double: try { return big_integer_value(big_integer_from_double(value.as_double()));
        } catch (const ScriptError& error) {
            throw_cast("InvalidCastConstructorException", value, target, error.record->exception);
        }
    case Tag::String: {
        const std::string_view text = text_of(value);
        BigInteger out;
        if (blank(text)) return big_integer_value(0);
        double d = 0;
        if (const auto number = scan_number(text)) return convert_to_big_integer(*number);
        if (parse_big_integer(text, out)) return big_integer_value(std::move(out));
        if (parse_double(text, number_style::Float | number_style::Thousands, d) == ParseStatus::Ok && std::isfinite(d))
            return big_integer_value(big_integer_from_double(d));
        throw_cast("InvalidCastFromStringToInteger", value, target, "System.FormatException", "The value could not be parsed.");
    }
    case Tag::DateTime: throw_invalid_convertible(value, target);
    case Tag::TimeSpan:
    case Tag::DateTimeOffset: throw_no_conversion(value, target);
    case Tag::Array:
    case Tag::Object: break;
    default: return big_integer_value(value.as_int64());
    }
    if (as_big_integer(value)) return value;
    if (const auto* decimal = as_decimal(value)) {
        const Decimal whole = decimal_round(*decimal, 0, DecimalRounding::ToZero);
        const BigInteger number(whole.digits());
        return big_integer_value(whole.negative() ? BigInteger(-number) : number);
    }
    if (const auto* wrapper = value.as<PSWrapper>()) return convert_to_big_integer(wrapper->base());
    return convert_object(value, target);
}

} // namespace kestrun::value
