#include "base/text.hpp"

#include <cstring>

namespace kestrun::base {

namespace {

constexpr bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

constexpr bool is_high_surrogate(char16_t unit) noexcept { return unit >= 0xD800 && unit < 0xDC00; }
constexpr bool is_low_surrogate(char16_t unit) noexcept { return unit >= 0xDC00 && unit < 0xE000; }
constexpr bool is_surrogate(char32_t c) noexcept { return c >= 0xD800 && c < 0xE000; }

} // namespace

bool is_ascii(std::string_view text) noexcept
{
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    const char* p = text.data();
    std::size_t left = text.size();
    for (; left >= 8; p += 8, left -= 8) {
        std::uint64_t word;
        std::memcpy(&word, p, 8);
        if ((word & high_bits) != 0) return false;
    }
    for (; left > 0; ++p, --left)
        if (static_cast<unsigned char>(*p) >= 0x80) return false;
    return true;
}

char32_t decode_utf8(std::string_view text, std::size_t& position) noexcept
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(position++);
    if (first < 0x80) return first;
    // The second byte's range excludes overlong forms and what is past U+10FFFF (Unicode, table 3-7); surrogates (ED A0..BF) are let
    // through.
    int more = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    char32_t code_point = 0;
    if (first >= 0xC2 && first <= 0xDF) {
        more = 1;
        code_point = first & 0x1Fu;
    } else if (first >= 0xE0 && first <= 0xEF) {
        more = 2;
        code_point = first & 0x0Fu;
        if (first == 0xE0) low = 0xA0;
    } else if (first >= 0xF0 && first <= 0xF4) {
        more = 3;
        code_point = first & 0x07u;
        if (first == 0xF0) low = 0x90;
        if (first == 0xF4) high = 0x8F;
    } else {
        return replacement_character;
    }
    for (; more > 0; --more) {
        if (position >= text.size() || byte(position) < low || byte(position) > high) return replacement_character;
        code_point = (code_point << 6) | (byte(position++) & 0x3Fu);
        low = 0x80;
        high = 0xBF;
    }
    return code_point;
}

void append_utf8(std::string& out, char32_t code_point)
{
    const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code_point > 0x10FFFF) code_point = replacement_character;
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xC0 | (code_point >> 6));
        put(0x80 | (code_point & 0x3F));
    } else if (code_point < 0x10000) {
        put(0xE0 | (code_point >> 12));
        put(0x80 | ((code_point >> 6) & 0x3F));
        put(0x80 | (code_point & 0x3F));
    } else {
        put(0xF0 | (code_point >> 18));
        put(0x80 | ((code_point >> 12) & 0x3F));
        put(0x80 | ((code_point >> 6) & 0x3F));
        put(0x80 | (code_point & 0x3F));
    }
}

bool is_utf8(std::string_view text) noexcept
{
    if (is_ascii(text)) return true;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t start = i;
        const char32_t c = decode_utf8(text, i);
        if (is_surrogate(c)) return false;
        if (c == replacement_character && text.substr(start, i - start) != "\xEF\xBF\xBD") return false;
    }
    return true;
}

std::size_t utf16_length(std::string_view utf8) noexcept
{
    std::size_t units = 0;
    for (std::size_t i = 0; i < utf8.size();) units += decode_utf8(utf8, i) >= 0x10000 ? 2 : 1;
    return units;
}

std::u16string to_utf16(std::string_view utf8)
{
    std::u16string out;
    out.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size();) {
        const char32_t c = decode_utf8(utf8, i);
        if (c >= 0x10000) {
            out += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
            out += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF));
        } else {
            out += static_cast<char16_t>(c);
        }
    }
    return out;
}

std::string to_utf8(std::u16string_view utf16)
{
    std::string out;
    out.reserve(utf16.size());
    for (std::size_t i = 0; i < utf16.size(); ++i) {
        char32_t c = utf16[i];
        if (is_high_surrogate(utf16[i]) && i + 1 < utf16.size() && is_low_surrogate(utf16[i + 1]))
            c = 0x10000 + ((c - 0xD800) << 10) + (utf16[++i] - 0xDC00u);
        append_utf8(out, c);
    }
    return out;
}

std::string well_formed_utf8(std::string_view text)
{
    if (is_utf8(text)) return std::string(text);
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const char32_t c = decode_utf8(text, i);
        append_utf8(out, is_surrogate(c) ? replacement_character : c);
    }
    return out;
}

std::string_view utf8_prefix(std::string_view text, std::size_t bytes) noexcept
{
    if (text.size() <= bytes) return text;
    while (bytes > 0 && is_continuation(text[bytes])) --bytes;
    return text.substr(0, bytes);
}

} // namespace kestrun::base
