#pragma once
// Numbers as .NET writes them: ToString(format) of the integers, reals, System.Decimal and System.Numerics.BigInteger, with the standard
// formats (B C D E F G N P R X and a precision) and the custom ones (0 # . , % e and sections). All functions append to `out` and are
// thread-safe.

#include "base/culture.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace kestrun::base {

enum class FormatResult : std::uint8_t
{
    ok,
    bad_specifier, // .NET: FormatException "Format specifier was invalid."; nothing was appended
    too_long,      // a precision above max_format_precision: no server should build such text
};

constexpr int max_format_precision = 1'000'000;

/// Which rules of .NET apply where the kinds of numbers differ.
enum class DigitsKind : std::uint8_t
{
    integer,
    floating_point, // may be -0; digits are already rounded correctly
    decimal,        // trailing zeros are significant
};

/// A number as decimal digits: its value is 0.DIGITS * 10^scale. No leading zeros; zero has no digits. Trailing zeros only for decimals.
struct Digits
{
    std::string digits;
    int scale = 0;
    bool negative = false;
    DigitsKind kind = DigitsKind::integer;
};

/// Any integer type; `bytes` (1, 2, 4, 8) is its width, which X and B show of negative numbers.
FormatResult format_int64(std::string& out, std::int64_t number, int bytes, std::string_view format, const NumberCulture& culture);
FormatResult format_uint64(std::string& out, std::uint64_t number, std::string_view format, const NumberCulture& culture);
FormatResult format_double(std::string& out, double number, std::string_view format, const NumberCulture& culture);
FormatResult format_single(std::string& out, float number, std::string_view format, const NumberCulture& culture);
/// Decimals and large integers. X and B are the caller's: they need the bits. D is allowed for integers only.
FormatResult format_digits(std::string& out, Digits number, std::string_view format, const NumberCulture& culture);

/// "G" without precision, the invariant culture's ToString(): the shortest text that reads back as the same number ("0.1", "1E+17", "-0").
void append_double(std::string& out, double number);
void append_single(std::string& out, float number);
void append_int64(std::string& out, std::int64_t number);
void append_uint64(std::string& out, std::uint64_t number);

} // namespace kestrun::base
