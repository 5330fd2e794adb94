#include "value/decimal.hpp"
#include "value/error.hpp"
#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <cmath>

namespace kestrun::value {

namespace {

using Wide = boost::multiprecision::uint256_t;
__extension__ typedef unsigned __int128 U128;
constexpr int max_scale = 28;

Wide power_of_ten(int n)
{
    Wide result = 1;
    for (Wide base = 10; n != 0; n >>= 1, base *= base)
        if (n & 1) result *= base;
    return result;
}

Wide mantissa(const Decimal& d)
{
    Wide result = d.high();
    result <<= 64;
    result |= d.low();
    return result;
}

const Wide& limit()
{
    static const Wide value = Wide(1) << 96;
    return value;
}

void throw_overflow() { throw_native("System.OverflowException", "Value was either too large or too small for a Decimal."); }

/// Drops digits until the number fits, rounding half to even once. False when even scale 0 is too large.
bool fit(Wide number, int scale, bool negative, Decimal& out, bool sticky = false)
{
    int drop = scale > max_scale ? scale - max_scale : 0;
    for (Wide reduced = number / power_of_ten(drop); reduced >= limit(); reduced /= 10) ++drop;
    for (;; ++drop) {
        if (drop > scale) return false;
        Wide result = number;
        if (drop > 0) {
            const Wide divisor = power_of_ten(drop);
            result = number / divisor;
            const Wide rest = number % divisor;
            const Wide half = divisor / 2;
            if (rest > half || (rest == half && (sticky || (result & 1) != 0))) ++result;
        }
        if (result >= limit()) continue;
        out = Decimal(static_cast<uint64_t>(result & ~uint64_t{0}), static_cast<uint32_t>(result >> 64), static_cast<uint8_t>(scale - drop),
                      negative);
        return true;
    }
}

Decimal fitted(const Wide& number, int scale, bool negative, bool sticky = false)
{
    Decimal out;
    if (!fit(number, scale, negative, out, sticky)) throw_overflow();
    return out;
}

U128 small(const Decimal& d) { return (static_cast<U128>(d.high()) << 64) | d.low(); }

Decimal from_text_digits(double d, int significant, bool& ok)
{
    std::array<char, 64> buffer;
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(d), std::chars_format::scientific, significant - 1);
    const std::string_view text(buffer.data(), static_cast<size_t>(end.ptr - buffer.data()));
    std::string digits;
    size_t i = 0;
    for (; i < text.size() && text[i] != 'e'; ++i)
        if (text[i] != '.') digits += text[i];
    int exponent = 0;
    std::from_chars(text.data() + i + (text[i + 1] == '+' ? 2 : 1), text.data() + text.size(), exponent);
    while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
    Decimal out;
    ok = Decimal::from_digits(digits, exponent + 1, std::signbit(d), out);
    return out;
}

} // namespace

Decimal Decimal::from_int64(int64_t i)
{
    return i < 0 ? Decimal(~static_cast<uint64_t>(i) + 1, 0, 0, true) : Decimal(static_cast<uint64_t>(i), 0, 0, false);
}

Decimal Decimal::from_uint64(uint64_t u) { return Decimal(u, 0, 0, false); }

bool Decimal::from_double(double d, Decimal& out)
{
    if (!(std::fabs(d) < 7.9228162514264338e28)) return false;
    bool ok = true;
    out = from_text_digits(d, 15, ok);
    return ok;
}

bool Decimal::from_single(float f, Decimal& out)
{
    if (!(std::fabs(f) < 7.9228163e28f)) return false;
    bool ok = true;
    out = from_text_digits(double{f}, 7, ok);
    return ok;
}

bool Decimal::from_digits(std::string_view digits, int point, bool negative, Decimal& out)
{
    while (!digits.empty() && digits.front() == '0') digits.remove_prefix(1), --point;
    if (digits.empty()) {
        out = Decimal(0, 0, static_cast<uint8_t>(std::min(std::max(-point, 0), max_scale)), negative);
        return true;
    }
    if (point > 29) return false;
    if (point < -max_scale - 1) {
        out = Decimal(0, 0, max_scale, negative);
        return true;
    }
    Wide number = 0;
    constexpr size_t most = 60; // what follows decides a tie only
    bool sticky = false;
    size_t used = 0;
    for (const char c : digits) {
        if (used < most) {
            number = number * 10 + static_cast<unsigned>(c - '0');
            ++used;
        } else if (c != '0')
            sticky = true;
    }
    int scale = static_cast<int>(used) - point;
    if (scale < 0) {
        number *= power_of_ten(-scale);
        scale = 0;
    }
    return fit(number, scale, negative, out, sticky);
}

double Decimal::to_double() const
{
    const std::string t = text();
    double result = 0;
    std::from_chars(t.data(), t.data() + t.size(), result);
    return result;
}

bool Decimal::truncate_to_uint64(uint64_t& out) const
{
    const Wide whole = mantissa(*this) / power_of_ten(scale_);
    if (whole > ~uint64_t{0} || (negative_ && whole != 0)) return false;
    out = static_cast<uint64_t>(whole);
    return true;
}

bool Decimal::truncate_to_int64(int64_t& out) const
{
    const Wide whole = mantissa(*this) / power_of_ten(scale_);
    const uint64_t most = uint64_t{1} << 63;
    if (whole > most || (whole == most && !negative_)) return false;
    const auto bits = static_cast<uint64_t>(whole);
    out = static_cast<int64_t>(negative_ ? ~bits + 1 : bits);
    return true;
}

std::string Decimal::digits() const
{
    U128 rest = small(*this);
    if (rest == 0) return "0";
    std::array<char, 32> buffer;
    size_t at = buffer.size();
    for (; rest != 0; rest /= 10) buffer[--at] = static_cast<char>('0' + static_cast<int>(rest % 10));
    return std::string(buffer.data() + at, buffer.size() - at);
}

std::string Decimal::text() const
{
    std::string result = digits();
    if (scale_ > 0) {
        if (result.size() <= scale_) result.insert(0, scale_ + 1u - result.size(), '0');
        result.insert(result.size() - scale_, 1, '.');
    }
    if (negative_ && !is_zero()) result.insert(0, 1, '-');
    return result;
}

Decimal Decimal::operator-() const { return Decimal(low_, high_, scale_, !negative_ && !is_zero()); }

Decimal decimal_add(const Decimal& a, const Decimal& b)
{
    const int scale = std::max(a.scale(), b.scale());
    const Wide x = mantissa(a) * power_of_ten(scale - a.scale());
    const Wide y = mantissa(b) * power_of_ten(scale - b.scale());
    if (a.negative() == b.negative()) return fitted(x + y, scale, a.negative());
    if (x >= y) return fitted(x - y, scale, x == y ? false : a.negative());
    return fitted(y - x, scale, b.negative());
}

Decimal decimal_subtract(const Decimal& a, const Decimal& b)
{
    return decimal_add(a, Decimal(b.low(), b.high(), b.scale(), !b.negative()));
}

Decimal decimal_multiply(const Decimal& a, const Decimal& b)
{
    return fitted(mantissa(a) * mantissa(b), a.scale() + b.scale(), a.negative() != b.negative());
}

Decimal decimal_divide(const Decimal& a, const Decimal& b)
{
    if (b.is_zero()) throw_native("System.DivideByZeroException", "Attempted to divide by zero.");
    const bool negative = a.negative() != b.negative();
    const Wide divisor = mantissa(b);
    int scale = a.scale() - b.scale();
    Wide dividend = mantissa(a);
    if (scale < 0) {
        dividend *= power_of_ten(-scale);
        scale = 0;
    }
    Wide quotient = dividend / divisor;
    Wide rest = dividend % divisor;
    if (rest == 0) return fitted(quotient, scale, negative);
    // More places as long as they fit; the rest then only decides the rounding.
    while (rest != 0 && scale < max_scale) {
        const Wide next = quotient * 10 + rest * 10 / divisor;
        if (next >= limit()) break;
        rest = rest * 10 % divisor;
        quotient = next;
        ++scale;
    }
    if (rest != 0) {
        const Wide twice = rest * 2;
        if (twice > divisor || (twice == divisor && (quotient & 1) != 0)) ++quotient;
    }
    while (scale > 0 && quotient % 10 == 0) {
        quotient /= 10;
        --scale;
    }
    return fitted(quotient, scale, negative);
}

Decimal decimal_remainder(const Decimal& a, const Decimal& b)
{
    if (b.is_zero()) throw_native("System.DivideByZeroException", "Attempted to divide by zero.");
    const int scale = std::max(a.scale(), b.scale());
    const Wide x = mantissa(a) * power_of_ten(scale - a.scale());
    const Wide y = mantissa(b) * power_of_ten(scale - b.scale());
    if (x < y) return a;
    return fitted(x % y, scale, a.negative());
}

Decimal decimal_round(const Decimal& d, int places, DecimalRounding mode)
{
    if (places >= d.scale()) return d;
    const Wide divisor = power_of_ten(d.scale() - places);
    Wide whole = mantissa(d) / divisor;
    const Wide rest = mantissa(d) % divisor;
    const Wide half = divisor / 2;
    bool up = false;
    switch (mode) {
    case DecimalRounding::ToEven: up = rest > half || (rest == half && (whole & 1) != 0); break;
    case DecimalRounding::AwayFromZero: up = rest >= half; break;
    case DecimalRounding::ToZero: break;
    case DecimalRounding::ToNegativeInfinity: up = rest != 0 && d.negative(); break;
    case DecimalRounding::ToPositiveInfinity: up = rest != 0 && !d.negative(); break;
    }
    if (up) ++whole;
    return fitted(whole, places, d.negative());
}

int decimal_compare(const Decimal& a, const Decimal& b)
{
    const bool a_negative = a.negative() && !a.is_zero();
    const bool b_negative = b.negative() && !b.is_zero();
    if (a_negative != b_negative) return a_negative ? -1 : 1;
    int order = 0;
    if (a.scale() == b.scale()) {
        const U128 x = small(a), y = small(b);
        order = x < y ? -1 : x > y ? 1 : 0;
    } else {
        const int scale = std::max(a.scale(), b.scale());
        const Wide x = mantissa(a) * power_of_ten(scale - a.scale());
        const Wide y = mantissa(b) * power_of_ten(scale - b.scale());
        order = x < y ? -1 : x > y ? 1 : 0;
    }
    return a_negative ? -order : order;
}

const Type& DecimalObject::type() const { return types::decimal(); }

} // namespace kestrun::value
