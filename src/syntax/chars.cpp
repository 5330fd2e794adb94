#include "syntax/chars.hpp"

#include "syntax/char_ranges.hpp"

#include <algorithm>
#include <span>

namespace kestrun::syntax {
namespace {

bool contains(std::span<const CharRange> ranges, char32_t c)
{
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), c, [](char32_t value, CharRange r) { return value < r.first; });
    return after != ranges.begin() && c <= std::prev(after)->last;
}

} // namespace

bool is_wide_letter(char32_t c) { return c <= 0xFFFF && contains(letter_ranges, c); }

bool is_wide_digit(char32_t c) { return c <= 0xFFFF && contains(digit_ranges, c); }

// System.Char.IsWhiteSpace beyond ASCII.
bool is_wide_space(char32_t c)
{
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

DecodedChar decode_char(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const char32_t first = byte(0);
    if (first < 0x80) return {first, 1};
    if (first >= 0xC2 && first < 0xE0 && follows(1)) return {((first & 0x1F) << 6) | (byte(1) & 0x3F), 2};
    if (first >= 0xE0 && first < 0xF0 && follows(1) && follows(2)) {
        const char32_t c = ((first & 0x0F) << 12) | ((byte(1) & 0x3FU) << 6) | (byte(2) & 0x3FU);
        if (c >= 0x800) return {c, 3};
    }
    if (first >= 0xF0 && first < 0xF5 && follows(1) && follows(2) && follows(3)) {
        const char32_t c = ((first & 0x07) << 18) | ((byte(1) & 0x3FU) << 12) | ((byte(2) & 0x3FU) << 6) | (byte(3) & 0x3FU);
        if (c >= 0x10000 && c <= 0x10FFFF) return {c, 4};
    }
    return {0xFFFD, 1};
}

void append_char(std::string& out, char32_t c)
{
    const auto push = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (c < 0x80) {
        push(c);
    } else if (c < 0x800) {
        push(0xC0 | (c >> 6));
        push(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        push(0xE0 | (c >> 12));
        push(0x80 | ((c >> 6) & 0x3F));
        push(0x80 | (c & 0x3F));
    } else {
        push(0xF0 | (c >> 18));
        push(0x80 | ((c >> 12) & 0x3F));
        push(0x80 | ((c >> 6) & 0x3F));
        push(0x80 | (c & 0x3F));
    }
}

} // namespace kestrun::syntax
