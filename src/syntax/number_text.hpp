#pragma once

#include <optional>
#include <string>
#include <string_view>

// Arithmetic on digit strings, for the literals of Decimal and BigInteger.
namespace kestrun::syntax {

/// Drops leading zeros but keeps one digit; an empty string becomes "0".
void trim_leading_zeros(std::string& digits);

/// digits *= 2^bits, for 0 <= bits <= 50.
void multiply_by_power_of_two(std::string& digits, int bits);

/// The decimal digits of a hexadecimal (4 bits per digit) or binary (1) number. Takes time quadratic in the digits.
std::string radix_to_decimal(std::string_view digits, unsigned bits_per_digit);

/// A System.Decimal: at most 96 bits and 28 places after the point.
struct DecimalText
{
    std::string digits;
    long scale = 0;

    /// digits / 10^scale rounded half to even until it fits; nothing when it is too large.
    static std::optional<DecimalText> round(std::string_view digits, long scale);
    std::string format(bool negative) const;
};

} // namespace kestrun::syntax
