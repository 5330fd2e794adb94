#include "value/number_text.hpp"
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace kestrun::value {

namespace {

/// Lays out "d.ddde±xx" as .NET's general format does: scientific from 10^limit up and below 10^-5.
std::string general(std::string_view scientific, bool negative, int limit)
{
    std::string digits;
    size_t i = 0;
    for (; i < scientific.size() && scientific[i] != 'e'; ++i)
        if (scientific[i] != '.') digits += scientific[i];
    int exponent = 0;
    if (i < scientific.size()) {
        const char* from = scientific.data() + i + (scientific[i + 1] == '+' ? 2 : 1);
        std::from_chars(from, scientific.data() + scientific.size(), exponent);
    }
    while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
    std::string out;
    if (negative) out += '-';
    if (exponent >= limit || exponent < -5 + 1) {
        out += digits[0];
        if (digits.size() > 1) out.append(1, '.').append(digits, 1);
        out += exponent < 0 ? "E-" : "E+";
        const std::string power = std::to_string(std::abs(exponent));
        if (power.size() < 2) out += '0';
        return out += power;
    }
    if (exponent < 0) return out.append("0.").append(static_cast<size_t>(-exponent - 1), '0').append(digits);
    const auto whole = static_cast<size_t>(exponent) + 1;
    if (digits.size() <= whole) return out.append(digits).append(whole - digits.size(), '0');
    return out.append(digits, 0, whole).append(1, '.').append(digits, whole);
}

std::string special(double d) { return std::isnan(d) ? "NaN" : d < 0 ? "-Infinity" : "Infinity"; }

template <typename T>
std::string real_text(T d, int digits, int limit)
{
    if (!std::isfinite(d)) return special(double{d});
    if (d == 0) return std::signbit(d) ? "-0" : "0";
    std::array<char, 64> buffer;
    char* const end = buffer.data() + buffer.size();
    const T positive = std::fabs(d);
    const auto done = digits == 0 ? std::to_chars(buffer.data(), end, positive, std::chars_format::scientific)
                                  : std::to_chars(buffer.data(), end, positive, std::chars_format::scientific, digits - 1);
    return general({buffer.data(), static_cast<size_t>(done.ptr - buffer.data())}, std::signbit(d), limit);
}

} // namespace

std::string double_text(double d) { return real_text(d, 0, 17); }
std::string single_text(float f) { return real_text(f, 0, 9); }
std::string double_text(double d, int digits) { return real_text(d, digits, digits); }
std::string single_text(float f, int digits) { return real_text(f, digits, digits); }

std::string int64_text(int64_t i)
{
    std::array<char, 24> buffer;
    const auto done = std::to_chars(buffer.data(), buffer.data() + buffer.size(), i);
    return std::string(buffer.data(), done.ptr);
}

std::string uint64_text(uint64_t u)
{
    std::array<char, 24> buffer;
    const auto done = std::to_chars(buffer.data(), buffer.data() + buffer.size(), u);
    return std::string(buffer.data(), done.ptr);
}

} // namespace kestrun::value
