#pragma once
// Shared by the files of format_number: not for others.

#include "base/format_number.hpp"

namespace kestrun::base::detail {

/// A standard format taken apart; letter 0 means that the format is a custom one.
struct FormatSpecifier
{
    char letter = 'G'; // as written: case matters to E, G and X
    int precision = -1;
    FormatResult result = FormatResult::ok;
};

/// specifier := [letter digit*]; anything else is a custom format.
FormatSpecifier parse_specifier(std::string_view format) noexcept;

/// Rounds to `position` digits (half away from zero; floating-point digits that were computed for a standard format are right already and
/// are only cut) and drops trailing zeros.
void round_digits(Digits& number, int position, bool correctly_rounded);

/// Standard formats C, E, F, G, N, P (and R, as G). precision -1: the culture's, or all digits.
FormatResult format_standard(std::string& out, Digits& number, FormatSpecifier specifier, const NumberCulture& culture);
/// A custom format. Digits of reals must have been cut to 15 (double) or 7 (single).
void format_custom(std::string& out, Digits& number, std::string_view format, const NumberCulture& culture);

/// E+005: at least `digits` digits; a sign for positive exponents when `plus`.
void append_exponent(std::string& out, int exponent, char letter, int digits, bool plus, const NumberCulture& culture);

} // namespace kestrun::base::detail
