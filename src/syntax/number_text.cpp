#include "syntax/number_text.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace kestrun::syntax {
namespace {

constexpr std::string_view max_decimal_digits = "79228162514264337593543950335";
constexpr long max_scale = 28;

int digit_value(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

bool fits_decimal(std::string_view digits)
{
    return digits.size() < max_decimal_digits.size() || (digits.size() == max_decimal_digits.size() && digits <= max_decimal_digits);
}

void increment(std::string& digits)
{
    for (auto it = digits.rbegin(); it != digits.rend(); ++it) {
        if (*it != '9') {
            ++*it;
            return;
        }
        *it = '0';
    }
    digits.insert(digits.begin(), '1');
}

/// digits without its last count digits, rounded half to even.
std::string drop_digits(std::string_view digits, std::size_t count)
{
    if (count > digits.size()) return "0";
    std::string kept(digits.substr(0, digits.size() - count));
    const std::string_view dropped = digits.substr(digits.size() - count);
    if (kept.empty()) kept = "0";
    if (dropped.empty() || dropped[0] < '5') return kept;
    const bool exactly_half = dropped[0] == '5' && dropped.find_first_not_of('0', 1) == std::string_view::npos;
    if (!exactly_half || (kept.back() - '0') % 2 != 0) increment(kept);
    return kept;
}

} // namespace

void trim_leading_zeros(std::string& digits)
{
    const std::size_t first = digits.find_first_not_of('0');
    if (first == std::string::npos) {
        digits = "0";
    } else {
        digits.erase(0, first);
    }
}

void multiply_by_power_of_two(std::string& digits, int bits)
{
    if (bits == 0) return;
    const std::uint64_t factor = std::uint64_t{1} << bits;
    std::uint64_t carry = 0;
    for (auto it = digits.rbegin(); it != digits.rend(); ++it) {
        const std::uint64_t value = static_cast<std::uint64_t>(*it - '0') * factor + carry;
        *it = static_cast<char>('0' + value % 10);
        carry = value / 10;
    }
    std::string front;
    for (; carry != 0; carry /= 10) front.push_back(static_cast<char>('0' + carry % 10));
    std::reverse(front.begin(), front.end());
    digits.insert(0, front);
}

std::string radix_to_decimal(std::string_view digits, unsigned bits_per_digit)
{
    // Limbs of nine decimal digits, least significant first.
    constexpr std::uint64_t limb_base = 1'000'000'000;
    std::vector<std::uint32_t> limbs{0};
    for (const char c : digits) {
        std::uint64_t carry = static_cast<std::uint64_t>(digit_value(c));
        for (auto& limb : limbs) {
            const std::uint64_t value = (static_cast<std::uint64_t>(limb) << bits_per_digit) + carry;
            limb = static_cast<std::uint32_t>(value % limb_base);
            carry = value / limb_base;
        }
        if (carry != 0) limbs.push_back(static_cast<std::uint32_t>(carry));
    }
    std::string text;
    for (auto it = limbs.rbegin(); it != limbs.rend(); ++it) {
        std::string part = std::to_string(*it);
        text.append(9 - part.size(), '0').append(part);
    }
    trim_leading_zeros(text);
    return text;
}

std::optional<DecimalText> DecimalText::round(std::string_view digits, long scale)
{
    std::string number(digits);
    trim_leading_zeros(number);
    if (scale < 0) {
        if (number != "0") {
            if (-scale > max_scale + 1) return std::nullopt;
            number.append(static_cast<std::size_t>(-scale), '0');
        }
        scale = 0;
    }
    if (scale <= max_scale && fits_decimal(number)) return DecimalText{number, scale};
    // One digit less until it fits, each time rounded from the whole number, never twice.
    const long length = static_cast<long>(number.size());
    long kept_scale = std::min({scale, max_scale, scale - (length - static_cast<long>(max_decimal_digits.size()))});
    for (; kept_scale >= 0; --kept_scale) {
        std::string rounded = drop_digits(number, static_cast<std::size_t>(scale - kept_scale));
        if (fits_decimal(rounded)) return DecimalText{rounded, kept_scale};
    }
    return std::nullopt;
}

std::string DecimalText::format(bool negative) const
{
    std::string text = digits;
    const auto places = static_cast<std::size_t>(scale);
    if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
    if (places > 0) text.insert(text.size() - places, ".");
    const bool zero = text.find_first_not_of("0.") == std::string::npos;
    if (negative && !zero) text.insert(text.begin(), '-');
    return text;
}

} // namespace kestrun::syntax
