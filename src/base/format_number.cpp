#include "base/format_number.hpp"

#include "base/format_number_parts.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <type_traits>

namespace kestrun::base {

namespace {

using detail::FormatSpecifier;

// No double has more significant digits or more places than this, so a larger precision only adds zeros.
constexpr int max_real_places = 1100;

/// Reads what to_chars wrote ("1.25e+02", "125.0") into digits and scale.
Digits parse_digits(std::string_view text)
{
    Digits number;
    number.kind = DigitsKind::floating_point;
    int exponent = 0;
    const std::size_t e = text.find('e');
    if (e != std::string_view::npos) {
        const std::size_t sign = text[e + 1] == '+' ? 1 : 0;
        std::from_chars(text.data() + e + 1 + sign, text.data() + text.size(), exponent);
        text = text.substr(0, e);
    }
    const std::size_t point = std::min(text.find('.'), text.size());
    number.scale = static_cast<int>(point) + exponent;
    number.digits.assign(text.substr(0, point));
    if (point < text.size()) number.digits += text.substr(point + 1);
    const std::size_t zeros = std::min(number.digits.find_first_not_of('0'), number.digits.size());
    number.digits.erase(0, zeros);
    number.scale -= static_cast<int>(zeros);
    while (!number.digits.empty() && number.digits.back() == '0') number.digits.pop_back();
    if (number.digits.empty()) number.scale = 0;
    return number;
}

template <typename Real>
Digits shortest_digits(Real magnitude)
{
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude, std::chars_format::scientific).ptr;
    return parse_digits({buffer, static_cast<std::size_t>(end - buffer)});
}

/// Correctly rounded (ties to even) to `places` behind the point (fixed), or to that many significant digits.
Digits exact_digits(double magnitude, std::chars_format how, int places)
{
    char buffer[1600];
    places = std::min(places, max_real_places);
    const int precision = how == std::chars_format::scientific ? std::max(places - 1, 0) : places;
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude, how, precision).ptr;
    return parse_digits({buffer, static_cast<std::size_t>(end - buffer)});
}

/// How many significant digits .NET works with when the format does not say.
template <typename Real>
constexpr int custom_digits = std::is_same_v<Real, float> ? 7 : 15;
template <typename Real>
constexpr int general_digits = std::numeric_limits<Real>::max_digits10;

template <typename Real>
Digits digits_for(Real magnitude, FormatSpecifier& specifier, const NumberCulture& culture)
{
    const auto places = [&](int standard) { return specifier.precision < 0 ? standard : specifier.precision; };
    switch (ascii_upper(specifier.letter)) {
    case 'C': return exact_digits(magnitude, std::chars_format::fixed, places(culture.currency_decimal_digits));
    case 'F':
    case 'N': return exact_digits(magnitude, std::chars_format::fixed, places(culture.decimal_digits));
    case 'P': return exact_digits(magnitude, std::chars_format::fixed, places(culture.percent_decimal_digits) + 2);
    case 'E': return exact_digits(magnitude, std::chars_format::scientific, places(6) + 1);
    default: break;
    }
    if (specifier.precision > 0) return exact_digits(magnitude, std::chars_format::scientific, specifier.precision);
    Digits number = shortest_digits(magnitude);
    specifier.precision = std::max(static_cast<int>(number.digits.size()), general_digits<Real>);
    return number;
}

template <typename Real>
FormatResult format_real(std::string& out, Real number, std::string_view format, const NumberCulture& culture)
{
    FormatSpecifier specifier = detail::parse_specifier(format);
    if (specifier.result != FormatResult::ok) return specifier.result;
    const char letter = ascii_upper(specifier.letter);
    if (letter == 'R')
        specifier = {specifier.letter == 'r' ? 'g' : 'G', -1, FormatResult::ok};
    else if (letter != 0 && std::string_view("CEFGNP").find(letter) == std::string_view::npos)
        return FormatResult::bad_specifier;
    if (std::isnan(number)) {
        out += culture.nan;
        return FormatResult::ok;
    }
    if (std::isinf(number)) {
        out += number < 0 ? culture.negative_infinity : culture.positive_infinity;
        return FormatResult::ok;
    }
    const Real magnitude = std::fabs(number);
    if (letter == 0) {
        Digits digits = exact_digits(magnitude, std::chars_format::scientific, custom_digits<Real>);
        digits.negative = std::signbit(number);
        detail::format_custom(out, digits, format, culture);
        return FormatResult::ok;
    }
    Digits digits = digits_for(magnitude, specifier, culture);
    digits.negative = std::signbit(number);
    return detail::format_standard(out, digits, specifier, culture);
}

Digits digits_of_integer(std::uint64_t magnitude, bool negative)
{
    Digits number;
    number.negative = negative;
    if (magnitude == 0) return number;
    char buffer[20];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude).ptr;
    number.digits.assign(buffer, end);
    number.scale = static_cast<int>(number.digits.size());
    return number;
}

void append_padded(std::string& out, std::string_view digits, int width)
{
    if (static_cast<std::size_t>(std::max(width, 0)) > digits.size()) out.append(static_cast<std::size_t>(width) - digits.size(), '0');
    out += digits;
}

/// Formats D, X, B and the plain G, which look at the integer itself. False when the format is another one.
bool format_integer_bits(std::string& out, std::uint64_t magnitude, bool negative, std::uint64_t bits, FormatSpecifier specifier,
                         const NumberCulture& culture)
{
    char buffer[64];
    const char letter = ascii_upper(specifier.letter);
    // Integers take R for G without a precision.
    if (letter == 'D' || letter == 'R' || (letter == 'G' && specifier.precision <= 0)) {
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude).ptr;
        if (negative) out += culture.negative_sign;
        append_padded(out, {buffer, static_cast<std::size_t>(end - buffer)}, letter == 'D' ? specifier.precision : 0);
        return true;
    }
    if (letter == 'X' || letter == 'B') {
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, bits, letter == 'X' ? 16 : 2).ptr;
        if (specifier.letter == 'X')
            for (char* p = buffer; p != end; ++p) *p = ascii_upper(*p);
        append_padded(out, {buffer, static_cast<std::size_t>(end - buffer)}, specifier.precision);
        return true;
    }
    return false;
}

FormatResult format_integer(std::string& out, std::uint64_t magnitude, bool negative, std::uint64_t bits, std::string_view format,
                            const NumberCulture& culture)
{
    const FormatSpecifier specifier = detail::parse_specifier(format);
    if (specifier.result != FormatResult::ok) return specifier.result;
    if (format_integer_bits(out, magnitude, negative, bits, specifier, culture)) return FormatResult::ok;
    Digits number = digits_of_integer(magnitude, negative);
    if (specifier.letter != 0) return detail::format_standard(out, number, specifier, culture);
    detail::format_custom(out, number, format, culture);
    return FormatResult::ok;
}

template <typename Real>
void append_real(std::string& out, Real number)
{
    format_real(out, number, {}, invariant_culture().number);
}

} // namespace

FormatResult format_int64(std::string& out, std::int64_t number, int bytes, std::string_view format, const NumberCulture& culture)
{
    const auto raw = static_cast<std::uint64_t>(number);
    const std::uint64_t bits = bytes >= 8 ? raw : raw & ((std::uint64_t{1} << (bytes * 8)) - 1);
    return format_integer(out, number < 0 ? 0 - raw : raw, number < 0, bits, format, culture);
}

FormatResult format_uint64(std::string& out, std::uint64_t number, std::string_view format, const NumberCulture& culture)
{
    return format_integer(out, number, false, number, format, culture);
}

FormatResult format_double(std::string& out, double number, std::string_view format, const NumberCulture& culture)
{
    return format_real(out, number, format, culture);
}

FormatResult format_single(std::string& out, float number, std::string_view format, const NumberCulture& culture)
{
    return format_real(out, number, format, culture);
}

FormatResult format_digits(std::string& out, Digits number, std::string_view format, const NumberCulture& culture)
{
    FormatSpecifier specifier = detail::parse_specifier(format);
    if (specifier.result != FormatResult::ok) return specifier.result;
    if (specifier.letter == 0) {
        while (!number.digits.empty() && number.digits.back() == '0') number.digits.pop_back();
        detail::format_custom(out, number, format, culture);
        return FormatResult::ok;
    }
    if (ascii_upper(specifier.letter) == 'R') specifier = {specifier.letter == 'r' ? 'g' : 'G', -1, FormatResult::ok};
    const char letter = ascii_upper(specifier.letter);
    const bool integer = number.kind == DigitsKind::integer;
    if (integer && (letter == 'D' || (letter == 'G' && specifier.precision <= 0))) {
        if (number.negative) out += culture.negative_sign;
        std::string whole = std::move(number.digits);
        whole.resize(static_cast<std::size_t>(std::max(number.scale, 0)), '0');
        append_padded(out, whole.empty() ? "0" : whole, letter == 'D' ? specifier.precision : 0);
        return FormatResult::ok;
    }
    return detail::format_standard(out, number, specifier, culture);
}

void append_double(std::string& out, double number) { append_real(out, number); }

void append_single(std::string& out, float number) { append_real(out, number); }

void append_int64(std::string& out, std::int64_t number)
{
    char buffer[24];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr);
}

void append_uint64(std::string& out, std::uint64_t number)
{
    char buffer[24];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr);
}

} // namespace kestrun::base
