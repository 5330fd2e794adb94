// The standard formats C, E, F, G, N and P on decimal digits.
#include "base/format_number_parts.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <optional>

namespace kestrun::base::detail {

namespace {

// .NET's numbered patterns: '#' is the number, '$' the currency or per cent symbol, '-' the negative sign.
constexpr std::string_view currency_positive[] = {"$#", "#$", "$ #", "# $"};
constexpr std::string_view currency_negative[] = {"($#)", "-$#",  "$-#",  "$#-",  "(#$)", "-#$",   "#-$",   "#$-", "-# $",
                                                  "-$ #", "# $-", "$ #-", "$ -#", "#- $", "($ #)", "(# $)", "$- #"};
constexpr std::string_view percent_positive[] = {"# $", "#$", "$#", "$ #"};
constexpr std::string_view percent_negative[] = {"-# $", "-#$", "-$#", "$-#", "$#-", "#-$", "#$-", "-$ #", "# $-", "$ #-", "$ -#", "#- $"};
constexpr std::string_view number_negative[] = {"(#)", "-#", "- #", "#-", "# -"};

template <std::size_t Size>
std::string_view pattern_of(const std::string_view (&patterns)[Size], std::uint8_t index)
{
    return patterns[std::min<std::size_t>(index, Size - 1)];
}

/// The digits left of the point, in groups when `groups`.
void append_integer_part(std::string& out, const Digits& number, std::string_view separator, std::optional<GroupSizes> groups)
{
    if (number.scale <= 0) {
        out += '0';
        return;
    }
    const auto places = static_cast<std::size_t>(number.scale);
    std::string whole = number.digits.substr(0, places);
    whole.resize(places, '0');
    if (!groups || (*groups)[0] == 0) {
        out += whole;
        return;
    }
    // The position, counted from the right, behind which the next separator stands.
    std::size_t left = whole.size();
    std::size_t group = 0;
    std::size_t size = (*groups)[0];
    std::string reversed;
    while (size > 0 && left > size) {
        reversed.insert(0, whole, left - size, size);
        reversed.insert(0, separator);
        left -= size;
        size = (*groups)[++group];
    }
    out.append(whole, 0, left);
    out += reversed;
}

/// As many digits right of the point as `places` says.
void append_fraction(std::string& out, const Digits& number, int places, std::string_view separator)
{
    if (places <= 0) return;
    out += separator;
    const int leading = std::min(places, std::max(0, -number.scale));
    out.append(static_cast<std::size_t>(leading), '0');
    const auto from = static_cast<std::size_t>(std::max(0, number.scale));
    const auto left = static_cast<std::size_t>(places - leading);
    const std::string_view rest = from < number.digits.size() ? std::string_view(number.digits).substr(from, left) : std::string_view();
    out += rest;
    out.append(left - rest.size(), '0');
}

void append_pattern(std::string& out, std::string_view pattern, std::string_view body, std::string_view symbol,
                    const NumberCulture& culture)
{
    for (const char c : pattern) {
        if (c == '#')
            out += body;
        else if (c == '$')
            out += symbol;
        else if (c == '-')
            out += culture.negative_sign;
        else
            out += c;
    }
}

void format_currency(std::string& out, Digits& number, int places, const NumberCulture& culture)
{
    if (places < 0) places = culture.currency_decimal_digits;
    round_digits(number, number.scale + places, number.kind == DigitsKind::floating_point);
    std::string body;
    append_integer_part(body, number, culture.currency_group_separator, GroupSizes(culture, culture.currency_group_sizes));
    append_fraction(body, number, places, culture.currency_decimal_separator);
    const std::string_view pattern = number.negative ? pattern_of(currency_negative, culture.currency_negative_pattern)
                                                     : pattern_of(currency_positive, culture.currency_positive_pattern);
    append_pattern(out, pattern, body, culture.currency_symbol, culture);
}

void format_percent(std::string& out, Digits& number, int places, const NumberCulture& culture)
{
    if (places < 0) places = culture.percent_decimal_digits;
    if (!number.digits.empty()) number.scale += 2;
    round_digits(number, number.scale + places, number.kind == DigitsKind::floating_point);
    std::string body;
    append_integer_part(body, number, given_or(culture.percent_group_separator, culture.group_separator),
                        GroupSizes(culture, culture.percent_group_sizes));
    append_fraction(body, number, places, given_or(culture.percent_decimal_separator, culture.decimal_separator));
    const std::string_view pattern = number.negative ? pattern_of(percent_negative, culture.percent_negative_pattern)
                                                     : pattern_of(percent_positive, culture.percent_positive_pattern);
    append_pattern(out, pattern, body, culture.percent_symbol, culture);
}

void format_fixed(std::string& out, Digits& number, int places, bool groups, const NumberCulture& culture)
{
    if (places < 0) places = culture.decimal_digits;
    round_digits(number, number.scale + places, number.kind == DigitsKind::floating_point);
    std::string body;
    std::optional<GroupSizes> sizes;
    if (groups) sizes.emplace(culture, culture.number_group_sizes);
    append_integer_part(body, number, culture.group_separator, sizes);
    append_fraction(body, number, places, culture.decimal_separator);
    if (!number.negative)
        out += body;
    else
        append_pattern(out, groups ? pattern_of(number_negative, culture.negative_pattern) : "-#", body, {}, culture);
}

void format_scientific(std::string& out, Digits& number, int places, char letter, const NumberCulture& culture)
{
    if (places < 0) places = 6;
    round_digits(number, places + 1, number.kind == DigitsKind::floating_point);
    if (number.negative) out += culture.negative_sign;
    out += number.digits.empty() ? '0' : number.digits[0];
    if (places > 0) {
        out += culture.decimal_separator;
        const std::string_view rest = number.digits.empty() ? std::string_view() : std::string_view(number.digits).substr(1);
        out += rest;
        out.append(static_cast<std::size_t>(places) - rest.size(), '0');
    }
    append_exponent(out, number.digits.empty() ? 0 : number.scale - 1, letter, 3, true, culture);
}

void format_general(std::string& out, Digits& number, int significant, char letter, const NumberCulture& culture)
{
    bool may_be_scientific = true;
    if (significant < 1 && number.kind == DigitsKind::decimal) {
        may_be_scientific = false; // "G" of a decimal shows what is there: 1.10, 0.00000001
        if (number.digits.empty()) number.negative = false;
    } else {
        if (significant < 1) significant = static_cast<int>(number.digits.size());
        round_digits(number, significant, number.kind == DigitsKind::floating_point);
    }
    if (number.negative) out += culture.negative_sign;
    int point = number.scale;
    const bool scientific = may_be_scientific && (point > significant || point < -3);
    if (scientific) point = 1;
    Digits mantissa;
    mantissa.scale = point;
    mantissa.digits.swap(number.digits);
    append_integer_part(out, mantissa, {}, std::nullopt);
    const int places = static_cast<int>(mantissa.digits.size()) - point;
    append_fraction(out, mantissa, places, culture.decimal_separator);
    if (scientific) append_exponent(out, number.scale - 1, letter, 2, true, culture);
}

} // namespace

FormatResult format_standard(std::string& out, Digits& number, FormatSpecifier specifier, const NumberCulture& culture)
{
    switch (ascii_upper(specifier.letter)) {
    case 'C': format_currency(out, number, specifier.precision, culture); break;
    case 'E': format_scientific(out, number, specifier.precision, specifier.letter, culture); break;
    case 'F': format_fixed(out, number, specifier.precision, false, culture); break;
    case 'N': format_fixed(out, number, specifier.precision, true, culture); break;
    case 'P': format_percent(out, number, specifier.precision, culture); break;
    case 'G': format_general(out, number, specifier.precision, specifier.letter == 'g' ? 'e' : 'E', culture); break;
    default: return FormatResult::bad_specifier;
    }
    return FormatResult::ok;
}

} // namespace kestrun::base::detail
