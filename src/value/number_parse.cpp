#include "value/number_parse.hpp"
#include "value/decimal.hpp"
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace kestrun::value {

namespace {

namespace style = number_style;

bool white(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool digit(char c) { return c >= '0' && c <= '9'; }

/// A number taken apart: 0.DIGITS * 10^point.
struct Parts
{
    std::string digits; // without leading zeros
    int point = 0;
    bool negative = false;
};

struct Scanner
{
    std::string_view text;
    unsigned styles;
    size_t i = 0;
    Parts parts;

    bool at(char c) const { return i < text.size() && text[i] == c; }
    bool take(char c)
    {
        if (!at(c)) return false;
        ++i;
        return true;
    }
    void skip_white()
    {
        while (i < text.size() && white(text[i])) ++i;
    }

    // Number := ws? (sign | '(' | currency)* digits (',' digits)* ('.' digits)? (e sign? digits)? (sign | ')' | currency)* ws?
    bool run()
    {
        if (styles & style::LeadingWhite) skip_white();
        bool sign = false, open = false, currency = false;
        for (;;) {
            if ((styles & style::LeadingSign) && !sign && (at('-') || at('+'))) {
                parts.negative = text[i++] == '-';
                sign = true;
            } else if ((styles & style::Parentheses) && !sign && at('('))
                ++i, sign = open = parts.negative = true;
            else if ((styles & style::CurrencySymbol) && !currency && text.substr(i).starts_with("\xC2\xA4"))
                i += 2, currency = true;
            else if ((styles & style::LeadingWhite) && i < text.size() && white(text[i]) && (sign || currency))
                ++i;
            else
                break;
        }
        if (!mantissa()) return false;
        if (styles & style::Exponent) exponent();
        for (;;) {
            if (styles & style::TrailingWhite) skip_white();
            if ((styles & style::TrailingSign) && !sign && (at('-') || at('+'))) {
                parts.negative = text[i++] == '-';
                sign = true;
            } else if (open && take(')'))
                open = false;
            else if ((styles & style::CurrencySymbol) && !currency && text.substr(i).starts_with("\xC2\xA4"))
                i += 2, currency = true;
            else
                break;
        }
        while (at('\0')) ++i; // .NET ignores trailing NULs
        return !open && i == text.size();
    }

    bool mantissa()
    {
        bool any = false, leading = true, fraction = false;
        for (; i < text.size(); ++i) {
            const char c = text[i];
            if (digit(c)) {
                any = true;
                leading = leading && c == '0';
                if (!leading) parts.digits += c;
                if (fraction ? leading : !leading) parts.point += fraction ? -1 : 1;
            } else if (c == '.' && (styles & style::DecimalPoint) && !fraction)
                fraction = true;
            else if (c == ',' && (styles & style::Thousands) && !fraction && any)
                continue;
            else
                break;
        }
        return any;
    }

    void exponent()
    {
        if (!at('e') && !at('E')) return;
        size_t at_digits = i + 1;
        bool negative = false;
        if (at_digits < text.size() && (text[at_digits] == '-' || text[at_digits] == '+')) negative = text[at_digits++] == '-';
        if (at_digits >= text.size() || !digit(text[at_digits])) return;
        int power = 0;
        for (; at_digits < text.size() && digit(text[at_digits]); ++at_digits)
            if (power < 100000) power = power * 10 + (text[at_digits] - '0');
        parts.point += negative ? -power : power;
        i = at_digits;
    }
};

ParseStatus parse_radix(std::string_view text, unsigned styles, Tag tag, unsigned bits_per_digit, Value& out)
{
    while ((styles & style::LeadingWhite) && !text.empty() && white(text.front())) text.remove_prefix(1);
    while ((styles & style::TrailingWhite) && !text.empty() && white(text.back())) text.remove_suffix(1);
    if (text.empty()) return ParseStatus::Format;
    uint64_t bits = 0;
    bool overflow = false;
    for (const char c : text) {
        const int d = digit(c) ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : 99;
        if (d >= (1 << bits_per_digit)) return ParseStatus::Format;
        overflow = overflow || (bits >> (64 - bits_per_digit)) != 0;
        bits = (bits << bits_per_digit) | static_cast<unsigned>(d);
    }
    const int width = tag == Tag::SByte || tag == Tag::Byte     ? 8
                      : tag == Tag::Int16 || tag == Tag::UInt16 ? 16
                      : tag == Tag::Int32 || tag == Tag::UInt32 ? 32
                                                                : 64;
    if (overflow || (width < 64 && (bits >> width) != 0)) return ParseStatus::Overflow;
    if (least(tag) < 0 && width < 64 && (bits >> (width - 1)) != 0) bits |= ~uint64_t{0} << width; // two's complement
    out = narrow(least(tag) < 0 ? static_cast<Int128>(static_cast<int64_t>(bits)) : static_cast<Int128>(bits), tag);
    return ParseStatus::Ok;
}

template <typename T>
ParseStatus parse_real(std::string_view text, unsigned styles, T& out)
{
    Scanner scanner{text, styles, 0, {}};
    if (!scanner.run()) {
        while ((styles & style::LeadingWhite) && !text.empty() && white(text.front())) text.remove_prefix(1);
        while ((styles & style::TrailingWhite) && !text.empty() && white(text.back())) text.remove_suffix(1);
        const auto same = [&](std::string_view name) {
            if (text.size() != name.size()) return false;
            for (size_t k = 0; k < name.size(); ++k)
                if ((text[k] | 32) != (name[k] | 32)) return false;
            return true;
        };
        if (same("Infinity") || same("+Infinity") || text == "\xE2\x88\x9E" || text == "+\xE2\x88\x9E")
            out = std::numeric_limits<T>::infinity();
        else if (same("-Infinity") || text == "-\xE2\x88\x9E")
            out = -std::numeric_limits<T>::infinity();
        else if (same("NaN") || same("+NaN") || same("-NaN"))
            out = std::numeric_limits<T>::quiet_NaN();
        else
            return ParseStatus::Format;
        return ParseStatus::Ok;
    }
    const Parts& parts = scanner.parts;
    T result = 0;
    if (!parts.digits.empty()) {
        const std::string plain = "0." + parts.digits + "e" + std::to_string(parts.point);
        if (std::from_chars(plain.data(), plain.data() + plain.size(), result).ec == std::errc::result_out_of_range)
            result = parts.point > 0 ? std::numeric_limits<T>::infinity() : T(0);
    }
    out = parts.negative ? -result : result;
    return ParseStatus::Ok;
}

} // namespace

int64_t least(Tag tag)
{
    switch (tag) {
    case Tag::SByte: return -128;
    case Tag::Int16: return -32768;
    case Tag::Int32: return std::numeric_limits<int32_t>::min();
    case Tag::Int64: return std::numeric_limits<int64_t>::min();
    default: return 0;
    }
}

uint64_t greatest(Tag tag)
{
    switch (tag) {
    case Tag::Bool: return 1;
    case Tag::SByte: return 127;
    case Tag::Byte: return 255;
    case Tag::Int16: return 32767;
    case Tag::UInt16:
    case Tag::Char: return 65535;
    case Tag::Int32: return std::numeric_limits<int32_t>::max();
    case Tag::UInt32: return std::numeric_limits<uint32_t>::max();
    case Tag::Int64: return std::numeric_limits<int64_t>::max();
    default: return std::numeric_limits<uint64_t>::max();
    }
}

std::string_view overflow_text(Tag tag)
{
    switch (tag) {
    case Tag::SByte: return "Value was either too large or too small for a signed byte.";
    case Tag::Byte: return "Value was either too large or too small for an unsigned byte.";
    case Tag::Char: return "Value was either too large or too small for a character.";
    case Tag::Int16: return "Value was either too large or too small for an Int16.";
    case Tag::UInt16: return "Value was either too large or too small for a UInt16.";
    case Tag::Int32: return "Value was either too large or too small for an Int32.";
    case Tag::UInt32: return "Value was either too large or too small for a UInt32.";
    case Tag::Int64: return "Value was either too large or too small for an Int64.";
    default: return "Value was either too large or too small for a UInt64.";
    }
}

ParseStatus parse_integer(std::string_view text, unsigned styles, Tag tag, Value& out)
{
    if (styles & style::HexSpecifier) return parse_radix(text, styles, tag, 4, out);
    if (styles & style::BinarySpecifier) return parse_radix(text, styles, tag, 1, out);
    Scanner scanner{text, styles, 0, {}};
    if (!scanner.run()) return ParseStatus::Format;
    const Parts& parts = scanner.parts;
    if (parts.point > 25) return parts.digits.empty() ? (out = narrow(0, tag), ParseStatus::Ok) : ParseStatus::Overflow;
    Int128 number = 0;
    for (int i = 0; i < parts.point; ++i)
        number = number * 10 + (static_cast<size_t>(i) < parts.digits.size() ? parts.digits[static_cast<size_t>(i)] - '0' : 0);
    // A fraction must be zero: "5.0" parses with AllowDecimalPoint, "5.5" overflows.
    for (size_t i = static_cast<size_t>(std::max(parts.point, 0)); i < parts.digits.size(); ++i)
        if (parts.digits[i] != '0') return ParseStatus::Overflow;
    if (parts.negative) number = -number;
    if (!fits(number, tag)) return ParseStatus::Overflow;
    out = narrow(number, tag);
    return ParseStatus::Ok;
}

ParseStatus parse_double(std::string_view text, unsigned styles, double& out) { return parse_real(text, styles, out); }
ParseStatus parse_single(std::string_view text, unsigned styles, float& out) { return parse_real(text, styles, out); }

ParseStatus parse_decimal(std::string_view text, unsigned styles, Decimal& out)
{
    Scanner scanner{text, styles, 0, {}};
    if (!scanner.run()) return ParseStatus::Format;
    return Decimal::from_digits(scanner.parts.digits, scanner.parts.point, scanner.parts.negative, out) ? ParseStatus::Ok
                                                                                                        : ParseStatus::Overflow;
}

} // namespace kestrun::value
