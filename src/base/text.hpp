#pragma once
// Text in UTF-8 and UTF-16. Text inside kestrun is UTF-8; a lone surrogate, which scripts can make, is kept as the three bytes that UTF-8's
// rule would give it (WTF-8). Nothing here throws on bad input.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kestrun::base {

constexpr char ascii_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
constexpr char ascii_upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; }
constexpr bool ascii_is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool ascii_is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Equal when ASCII letters are compared without case; other bytes must be the same.
constexpr bool ascii_iequals(std::string_view a, std::string_view b) noexcept
{
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != b[i] && ascii_lower(a[i]) != ascii_lower(b[i])) return false;
    return true;
}

bool is_ascii(std::string_view text) noexcept;
/// Well-formed UTF-8: no overlong form, no surrogate, nothing past U+10FFFF.
bool is_utf8(std::string_view text) noexcept;

constexpr char32_t replacement_character = 0xFFFD;

/// The code point at `position`, which moves past it. Bytes that are no UTF-8 give U+FFFD and advance by the longest part of a sequence
/// that was right, at least one byte (the Unicode standard's recommendation, section 3.9); the three bytes of a surrogate give the
/// surrogate.
char32_t decode_utf8(std::string_view text, std::size_t& position) noexcept;
/// Appends a code point; surrogates become three bytes, anything past U+10FFFF U+FFFD.
void append_utf8(std::string& out, char32_t code_point);

/// Number of UTF-16 units that the text takes.
std::size_t utf16_length(std::string_view utf8) noexcept;
std::u16string to_utf16(std::string_view utf8);
/// Pairs of surrogates become one character, a lone one its three bytes.
std::string to_utf8(std::u16string_view utf16);
/// The text with every byte that is no UTF-8, and every surrogate, replaced by U+FFFD: for what leaves the process.
std::string well_formed_utf8(std::string_view text);
/// At most `bytes` bytes from the start, without cutting a character.
std::string_view utf8_prefix(std::string_view text, std::size_t bytes) noexcept;

} // namespace kestrun::base
