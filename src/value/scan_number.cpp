// Numbers as they stand in PowerShell source (about_Numeric_Literals), read from text at run time.
#include "value/big_integer.hpp"
#include "value/decimal.hpp"
#include "value/number_parse.hpp"
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace kestrun::value {

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// What follows the digits: u? (y | s | l | n | d)? (kb | mb | gb | tb | pb)?
struct Suffix
{
    Tag tag = Tag::Null; // of an integer type that is named; else Null
    bool unsigned_any = false;
    bool decimal = false;
    bool big = false;
    int64_t multiplier = 1;
};

bool read_suffix(std::string_view text, Suffix& out)
{
    if (text.size() >= 2 && lower(text.back()) == 'b') {
        constexpr std::string_view units = "kmgtp";
        const size_t unit = units.find(lower(text[text.size() - 2]));
        if (unit != std::string_view::npos) {
            out.multiplier = int64_t{1} << (10 * (unit + 1));
            text.remove_suffix(2);
        }
    }
    bool is_unsigned = false;
    if (!text.empty() && lower(text[0]) == 'u') {
        is_unsigned = true;
        text.remove_prefix(1);
    }
    if (text.empty()) {
        out.unsigned_any = is_unsigned;
        return true;
    }
    if (text.size() > 1) return false;
    switch (lower(text[0])) {
    case 'y': out.tag = is_unsigned ? Tag::Byte : Tag::SByte; return true;
    case 's': out.tag = is_unsigned ? Tag::UInt16 : Tag::Int16; return true;
    case 'l': out.tag = is_unsigned ? Tag::UInt64 : Tag::Int64; return true;
    case 'd': out.decimal = true; return !is_unsigned;
    case 'n': out.big = true; return !is_unsigned;
    default: return false;
    }
}

std::optional<Value> fixed(const BigInteger& number, Tag tag)
{
    if (number < least(tag) || number > greatest(tag)) return std::nullopt;
    return tag == Tag::UInt64 ? Value::uint64(static_cast<uint64_t>(number)) : Value::integer(tag, static_cast<int64_t>(number));
}

std::optional<Value> as_decimal_value(const std::string& digits, int point, bool negative)
{
    Decimal out;
    if (!Decimal::from_digits(digits, point, negative, out)) return std::nullopt;
    return decimal_value(out);
}

/// at_least_long: written with as many digits as an Int64 has bits.
std::optional<Value> integer_value(const BigInteger& number, const Suffix& suffix, bool at_least_long = false)
{
    if (suffix.big) return big_integer_value(number);
    if (suffix.tag != Tag::Null) return fixed(number, suffix.tag);
    if (suffix.unsigned_any) {
        const auto small = fixed(number, Tag::UInt32);
        return small ? small : fixed(number, Tag::UInt64);
    }
    const std::string digits = BigInteger(abs(number)).str();
    const auto decimal = [&] { return as_decimal_value(digits, static_cast<int>(digits.size()), number < 0); };
    if (suffix.decimal) return decimal();
    if (const auto small = fixed(number, Tag::Int32); small && !at_least_long) return small;
    if (const auto large = fixed(number, Tag::Int64)) return large;
    if (const auto exact = decimal()) return exact;
    return Value(static_cast<double>(number));
}

unsigned msb_of(const BigInteger& number) { return number > 0 ? static_cast<unsigned>(msb(number)) : 0; }

// Radix := ('0x' hex+ | '0b' bit+) suffix?
std::optional<Value> radix_number(std::string_view text, bool negative, unsigned bits)
{
    const auto is_digit = [bits](char c) { return bits == 1 ? c == '0' || c == '1' : digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); };
    size_t n = 0;
    while (n < text.size() && is_digit(text[n])) ++n;
    Suffix suffix;
    if (n == 0 || n > 4096 || !read_suffix(text.substr(n), suffix)) return std::nullopt;
    BigInteger number = 0;
    for (size_t i = 0; i < n; ++i) {
        const char c = lower(text[i]);
        number = (number << bits) | static_cast<unsigned>(digit(c) ? c - '0' : c - 'a' + 10);
    }
    // Digits that fill a signed type write its two's complement: 0xFFFFFFFF is -1.
    const size_t width = n * bits;
    const bool is_unsigned = suffix.unsigned_any || suffix.tag == Tag::Byte || suffix.tag == Tag::UInt16 || suffix.tag == Tag::UInt64;
    const bool fills = width == 32 || width == 64 || (width == 8 && (bits == 1 || suffix.tag == Tag::SByte)) ||
                       (width == 16 && (bits == 1 || suffix.tag == Tag::Int16));
    if (fills && !is_unsigned && bit_test(number, static_cast<unsigned>(width - 1))) number -= BigInteger(1) << width;
    if (width > 64 && !suffix.big && msb_of(number) >= 64) return std::nullopt;
    number *= suffix.multiplier;
    return integer_value(negative ? BigInteger(-number) : number, suffix, width == 64);
}

std::optional<Value> real_number(const std::string& digits, int point, bool negative, const Suffix& suffix)
{
    if (suffix.decimal || suffix.tag != Tag::Null || suffix.unsigned_any || suffix.big) {
        Decimal exact;
        if (!Decimal::from_digits(digits, point, negative, exact)) return std::nullopt;
        if (suffix.multiplier != 1) {
            if (exact.to_double() * static_cast<double>(suffix.multiplier) >= 7.9e28) return std::nullopt;
            exact = decimal_multiply(exact, Decimal::from_int64(suffix.multiplier));
        }
        if (suffix.decimal) return decimal_value(exact);
        const Decimal whole = decimal_round(exact, 0, DecimalRounding::ToEven);
        BigInteger number(whole.digits());
        return integer_value(whole.negative() ? BigInteger(-number) : number, suffix);
    }
    double d = 0;
    const std::string plain = "0." + digits + "e" + std::to_string(point);
    if (std::from_chars(plain.data(), plain.data() + plain.size(), d).ec == std::errc::result_out_of_range)
        d = point > 0 ? std::numeric_limits<double>::infinity() : 0.0;
    d *= static_cast<double>(suffix.multiplier);
    return Value(negative ? -d : d);
}

} // namespace

// Number := ws* sign? (radix | digits? ('.' digits?)? ('e' sign? digits)? suffix?) ws*
std::optional<Value> scan_number(std::string_view text)
{
    const auto white = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!text.empty() && white(text.front())) text.remove_prefix(1);
    while (!text.empty() && white(text.back())) text.remove_suffix(1);
    bool negative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (text.size() > 2 && text[0] == '0') {
        if (lower(text[1]) == 'x') return radix_number(text.substr(2), negative, 4);
        if (lower(text[1]) == 'b') return radix_number(text.substr(2), negative, 1);
    }
    size_t i = 0;
    while (i < text.size() && digit(text[i])) ++i;
    if (i == text.size() && i > 0 && i < 19) { // the common case: a plain integer
        int64_t number = 0;
        std::from_chars(text.data(), text.data() + i, number);
        if (negative) number = -number;
        if (fits(number, Tag::Int32)) return Value(static_cast<int32_t>(number));
        return Value(number);
    }
    std::string digits(text.substr(0, i));
    auto point = static_cast<int>(i);
    bool real = false;
    if (i < text.size() && text[i] == '.') {
        real = true;
        const size_t from = ++i;
        while (i < text.size() && digit(text[i])) ++i;
        digits += text.substr(from, i - from);
    }
    if (digits.empty() || digits.size() > 100000) return std::nullopt;
    if (i < text.size() && lower(text[i]) == 'e') {
        size_t k = i + 1;
        const bool minus = k < text.size() && text[k] == '-';
        if (k < text.size() && (text[k] == '-' || text[k] == '+')) ++k;
        const size_t from = k;
        int power = 0;
        for (; k < text.size() && digit(text[k]); ++k)
            if (power < 100000) power = power * 10 + (text[k] - '0');
        if (k == from) return std::nullopt;
        point += minus ? -power : power;
        real = true;
        i = k;
    }
    Suffix suffix;
    if (!read_suffix(text.substr(i), suffix)) return std::nullopt;
    if (real || (digits.size() > 400 && !suffix.big)) return real_number(digits, point, negative, suffix);
    BigInteger number;
    parse_big_integer(digits, number);
    number *= suffix.multiplier;
    return integer_value(negative ? BigInteger(-number) : number, suffix);
}

} // namespace kestrun::value
