#include "syntax/number.hpp"

#include "syntax/number_text.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace kestrun::syntax {
namespace {

__extension__ using Wide = __int128;
__extension__ using UnsignedWide = unsigned __int128;

constexpr std::size_t max_radix_digits = 5000;
constexpr UnsignedWide max_decimal = (static_cast<UnsignedWide>(1) << 96) - 1;

ConstantValue integer_value(ConstantKind kind, std::int64_t value)
{
    ConstantValue result;
    result.kind = kind;
    result.integer = value;
    return result;
}

ConstantValue unsigned_value(ConstantKind kind, std::uint64_t value)
{
    ConstantValue result;
    result.kind = kind;
    result.unsigned_integer = value;
    return result;
}

ConstantValue real_value(double value)
{
    ConstantValue result;
    result.kind = ConstantKind::Double;
    result.real = value;
    return result;
}

ConstantValue text_value(ConstantKind kind, std::string_view text, Arena& arena)
{
    ConstantValue result;
    result.kind = kind;
    result.text = arena.copy(text);
    return result;
}

std::string to_text(Wide value)
{
    auto magnitude = value < 0 ? -static_cast<UnsignedWide>(value) : static_cast<UnsignedWide>(value);
    std::string text;
    do {
        text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(magnitude % 10)));
        magnitude /= 10;
    } while (magnitude != 0);
    if (value < 0) text.insert(text.begin(), '-');
    return text;
}

template <class T>
bool fits(Wide value)
{
    return value >= static_cast<Wide>(std::numeric_limits<T>::min()) && value <= static_cast<Wide>(std::numeric_limits<T>::max());
}

template <class T>
std::optional<ConstantValue> exactly(ConstantKind kind, Wide value)
{
    if (!fits<T>(value)) return std::nullopt;
    if constexpr (std::is_signed_v<T>) return integer_value(kind, static_cast<std::int64_t>(value));
    return unsigned_value(kind, static_cast<std::uint64_t>(value));
}

bool fits_decimal(Wide value) { return (value < 0 ? -static_cast<UnsignedWide>(value) : static_cast<UnsignedWide>(value)) <= max_decimal; }

/// The integer as the type that the suffix names. A decimal literal without suffix grows into Decimal; one that is
/// hexadecimal or binary does not.
std::optional<ConstantValue> typed_integer(Wide value, const NumberParts& parts, Arena& arena)
{
    switch (parts.suffix) {
    case NumberSuffix::None:
        if (fits<std::int32_t>(value)) return integer_value(ConstantKind::Int32, static_cast<std::int64_t>(value));
        if (fits<std::int64_t>(value)) return integer_value(ConstantKind::Int64, static_cast<std::int64_t>(value));
        if (parts.base == NumberBase::Decimal && fits_decimal(value)) return text_value(ConstantKind::Decimal, to_text(value), arena);
        return std::nullopt;
    case NumberSuffix::SByte: return exactly<std::int8_t>(ConstantKind::SByte, value);
    case NumberSuffix::Byte: return exactly<std::uint8_t>(ConstantKind::Byte, value);
    case NumberSuffix::Short: return exactly<std::int16_t>(ConstantKind::Int16, value);
    case NumberSuffix::UShort: return exactly<std::uint16_t>(ConstantKind::UInt16, value);
    case NumberSuffix::Long: return exactly<std::int64_t>(ConstantKind::Int64, value);
    case NumberSuffix::ULong: return exactly<std::uint64_t>(ConstantKind::UInt64, value);
    case NumberSuffix::Unsigned:
        if (fits<std::uint32_t>(value)) return unsigned_value(ConstantKind::UInt32, static_cast<std::uint64_t>(value));
        return exactly<std::uint64_t>(ConstantKind::UInt64, value);
    case NumberSuffix::DecimalSuffix:
        if (!fits_decimal(value)) return std::nullopt;
        return text_value(ConstantKind::Decimal, to_text(value), arena);
    case NumberSuffix::BigIntegerSuffix: return text_value(ConstantKind::BigInteger, to_text(value), arena);
    }
    return std::nullopt;
}

/// Does a literal of so many hexadecimal or binary digits use its highest bit as a sign?
bool has_sign_bit(const NumberParts& parts, std::size_t digits)
{
    switch (parts.suffix) {
    case NumberSuffix::Byte:
    case NumberSuffix::UShort:
    case NumberSuffix::Unsigned:
    case NumberSuffix::ULong: return false;
    default: break;
    }
    if (parts.base == NumberBase::Binary) {
        return digits == 8 || digits == 16 || digits == 32 || digits == 64 ||
               (parts.suffix == NumberSuffix::BigIntegerSuffix && (digits == 96 || digits == 128));
    }
    switch (parts.suffix) {
    case NumberSuffix::SByte: return digits == 2;
    case NumberSuffix::Short: return digits == 4;
    case NumberSuffix::Long: return digits == 16;
    default: return digits == 8 || digits == 16;
    }
}

int digit_value(char c)
{
    if (c <= '9') return c - '0';
    return (c | 0x20) - 'a' + 10;
}

std::optional<ConstantValue> evaluate_radix(const NumberParts& parts, Arena& arena)
{
    const unsigned bits_per_digit = parts.base == NumberBase::Hexadecimal ? 4 : 1;
    std::string_view digits = parts.digits;
    const std::size_t written = digits.size();
    while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
    if (digits.size() * bits_per_digit > 128 || (digits.size() * bits_per_digit > 64 && !has_sign_bit(parts, written))) {
        if (parts.suffix != NumberSuffix::BigIntegerSuffix || digits.size() > max_radix_digits) return std::nullopt;
        std::string text = radix_to_decimal(digits, bits_per_digit);
        multiply_by_power_of_two(text, parts.multiplier_bits);
        if (parts.negative) text.insert(text.begin(), '-');
        return text_value(ConstantKind::BigInteger, text, arena);
    }
    UnsignedWide magnitude = 0;
    for (const char c : digits) magnitude = (magnitude << bits_per_digit) | static_cast<unsigned>(digit_value(c));
    auto value = static_cast<Wide>(magnitude);
    const std::size_t bits = written * bits_per_digit;
    if (has_sign_bit(parts, written) && bits < 128 && ((magnitude >> (bits - 1)) & 1) != 0) value -= static_cast<Wide>(1) << bits;
    const bool sign_of_64_bits = bits == 64 && value < 0;
    if (parts.negative) value = -value;
    if (sign_of_64_bits && parts.suffix == NumberSuffix::None && parts.multiplier_bits == 0) {
        return exactly<std::int64_t>(ConstantKind::Int64, value); // never narrowed, although it may fit an Int32
    }
    if (parts.suffix == NumberSuffix::BigIntegerSuffix) {
        std::string text = to_text(value < 0 ? -value : value);
        multiply_by_power_of_two(text, parts.multiplier_bits);
        if (value < 0) text.insert(text.begin(), '-');
        return text_value(ConstantKind::BigInteger, text, arena);
    }
    // At most 64 bits and a multiplier of 50: no overflow.
    return typed_integer(value * (static_cast<Wide>(1) << parts.multiplier_bits), parts, arena);
}

double parse_double(const NumberParts& parts)
{
    std::string text(parts.digits.empty() ? "0" : parts.digits);
    if (!parts.fraction.empty()) text.append(".").append(parts.fraction);
    if (!parts.exponent.empty()) text.append("e").append(parts.exponent.starts_with('+') ? parts.exponent.substr(1) : parts.exponent);
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec == std::errc::result_out_of_range) {
        // Too large or too small? A literal too small for a double has a negative exponent or starts with zeros.
        const bool tiny = parts.exponent.starts_with('-') || parts.digits.find_first_not_of('0') == std::string_view::npos;
        value = tiny ? 0.0 : std::numeric_limits<double>::infinity();
    }
    return std::ldexp(parts.negative ? -value : value, parts.multiplier_bits);
}

/// A real with the suffix of an integer: rounded half to even, then it must fit.
std::optional<ConstantValue> real_as_integer(double value, const NumberParts& parts, Arena& arena)
{
    if (!std::isfinite(value)) return std::nullopt;
    const double rounded = std::nearbyint(value);
    if (parts.suffix == NumberSuffix::BigIntegerSuffix) {
        char buffer[400];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, rounded, std::chars_format::fixed, 0).ptr;
        std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
        if (text == "-0") text = "0";
        return text_value(ConstantKind::BigInteger, text, arena);
    }
    if (std::fabs(rounded) >= 0x1p100) return std::nullopt;
    return typed_integer(static_cast<Wide>(rounded), parts, arena);
}

std::optional<ConstantValue> evaluate_decimal_type(const NumberParts& parts, Arena& arena)
{
    std::string digits(parts.digits);
    digits.append(parts.fraction);
    long exponent = 0;
    if (!parts.exponent.empty()) {
        const std::string_view text = parts.exponent.starts_with('+') ? parts.exponent.substr(1) : parts.exponent;
        const auto result = std::from_chars(text.data(), text.data() + text.size(), exponent);
        if (result.ec == std::errc::result_out_of_range) exponent = text.starts_with('-') ? -100000 : 100000;
    }
    auto number = DecimalText::round(digits, static_cast<long>(parts.fraction.size()) - exponent);
    if (number && parts.multiplier_bits != 0) {
        std::string product = number->digits;
        multiply_by_power_of_two(product, parts.multiplier_bits);
        number = DecimalText::round(product, number->scale);
    }
    if (!number) return std::nullopt;
    return text_value(ConstantKind::Decimal, number->format(parts.negative), arena);
}

std::optional<ConstantValue> evaluate_big_integer(const NumberParts& parts, Arena& arena)
{
    std::string text(parts.digits);
    multiply_by_power_of_two(text, parts.multiplier_bits);
    trim_leading_zeros(text);
    if (parts.negative && text != "0") text.insert(text.begin(), '-');
    return text_value(ConstantKind::BigInteger, text, arena);
}

} // namespace

std::optional<ConstantValue> evaluate_number(const NumberParts& parts, Arena& arena)
{
    if (parts.base != NumberBase::Decimal) return evaluate_radix(parts, arena);
    if (parts.real) {
        if (parts.suffix == NumberSuffix::None) return real_value(parse_double(parts));
        if (parts.suffix == NumberSuffix::DecimalSuffix) return evaluate_decimal_type(parts, arena);
        return real_as_integer(parse_double(parts), parts, arena);
    }
    if (parts.suffix == NumberSuffix::BigIntegerSuffix) return evaluate_big_integer(parts, arena);
    UnsignedWide magnitude = 0;
    for (const char c : parts.digits) {
        magnitude = magnitude * 10 + static_cast<unsigned>(c - '0');
        if (magnitude > max_decimal) break;
    }
    const auto value = parts.negative ? -static_cast<Wide>(magnitude) : static_cast<Wide>(magnitude);
    bool too_large = magnitude > max_decimal;
    Wide product = 0;
    if (!too_large)
        too_large = __builtin_mul_overflow(value, static_cast<Wide>(1) << parts.multiplier_bits, &product) || !fits_decimal(product);
    if (!too_large) return typed_integer(product, parts, arena);
    if (parts.suffix != NumberSuffix::None) return std::nullopt;
    return real_value(parse_double(parts));
}

} // namespace kestrun::syntax
