#include "base/format_number_parts.hpp"

#include "base/text.hpp"

#include <charconv>

namespace kestrun::base::detail {

FormatSpecifier parse_specifier(std::string_view format) noexcept
{
    if (format.empty()) return {};
    if (!ascii_is_letter(format[0])) return {0, -1, FormatResult::ok};
    for (const char c : format.substr(1))
        if (!ascii_is_digit(c)) return {0, -1, FormatResult::ok};
    if (format.size() == 1) return {format[0], -1, FormatResult::ok};
    int precision = 0;
    const auto [end, error] = std::from_chars(format.data() + 1, format.data() + format.size(), precision);
    // .NET refuses a precision above 999,999,999.
    if (error != std::errc{} || precision > 999'999'999) return {format[0], -1, FormatResult::bad_specifier};
    if (precision > max_format_precision) return {format[0], -1, FormatResult::too_long};
    return {format[0], precision, FormatResult::ok};
}

void round_digits(Digits& number, int position, bool correctly_rounded)
{
    std::string& digits = number.digits;
    const bool inside = position >= 0 && static_cast<std::size_t>(position) < digits.size();
    if (inside && !correctly_rounded && digits[static_cast<std::size_t>(position)] >= '5') {
        digits.resize(static_cast<std::size_t>(position));
        while (!digits.empty() && digits.back() == '9') digits.pop_back();
        if (digits.empty()) {
            ++number.scale;
            digits = "1";
        } else {
            ++digits.back();
        }
    } else {
        if (position < 0) position = 0;
        if (digits.size() > static_cast<std::size_t>(position)) digits.resize(static_cast<std::size_t>(position));
        while (!digits.empty() && digits.back() == '0') digits.pop_back();
    }
    if (digits.empty()) {
        if (number.kind != DigitsKind::floating_point) number.negative = false; // only reals know -0
        number.scale = 0;
    }
}

void append_exponent(std::string& out, int exponent, char letter, int digits, bool plus, const NumberCulture& culture)
{
    out += letter;
    if (exponent < 0) {
        out += culture.negative_sign;
        exponent = -exponent;
    } else if (plus) {
        out += culture.positive_sign;
    }
    char buffer[12];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, exponent).ptr;
    for (auto have = end - buffer; have < digits; ++have) out += '0';
    out.append(buffer, end);
}

} // namespace kestrun::base::detail
