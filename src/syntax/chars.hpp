#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

// What the lexer knows about characters. A character is a Unicode code point; the classes are those of PowerShell, which
// sees UTF-16 units, so no code point beyond U+FFFF is a letter.
namespace kestrun::syntax {

namespace char_traits_bits {
inline constexpr std::uint8_t letter = 1;            // starts and continues an identifier: letters and _
inline constexpr std::uint8_t digit = 2;             // continues an identifier
inline constexpr std::uint8_t hex = 4;               // hexadecimal digit
inline constexpr std::uint8_t space = 8;             // white space other than line ends
inline constexpr std::uint8_t new_token = 16;        // ends any word
inline constexpr std::uint8_t after_number = 32;     // ends a number, in an expression
inline constexpr std::uint8_t special_variable = 64; // $$ $? $^
} // namespace char_traits_bits

constexpr std::array<std::uint8_t, 128> make_char_table()
{
    namespace b = char_traits_bits;
    std::array<std::uint8_t, 128> table{};
    for (int c = 'a'; c <= 'z'; ++c) {
        table[static_cast<std::size_t>(c)] |= b::letter;
        table[static_cast<std::size_t>(c - 32)] |= b::letter;
    }
    table['_'] |= b::letter;
    for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] |= b::digit | b::hex;
    for (int c = 'a'; c <= 'f'; ++c) {
        table[static_cast<std::size_t>(c)] |= b::hex;
        table[static_cast<std::size_t>(c - 32)] |= b::hex;
    }
    for (const char c : {' ', '\t', '\v', '\f'}) table[static_cast<std::size_t>(c)] |= b::space | b::new_token;
    for (const char c : {'\r', '\n', '&', '(', ')', ',', ';', '{', '|', '}'}) table[static_cast<std::size_t>(c)] |= b::new_token;
    for (std::size_t i = 0; i < table.size(); ++i) {
        if ((table[i] & b::new_token) != 0) table[i] |= b::after_number;
    }
    for (const char c : {'!', '#', '%', '*', '+', '-', '.', '/', '<', '=', '>', ']'}) table[static_cast<std::size_t>(c)] |= b::after_number;
    for (const char c : {'$', '?', '^'}) table[static_cast<std::size_t>(c)] |= b::special_variable;
    return table;
}

inline constexpr std::array<std::uint8_t, 128> char_table = make_char_table();

/// Letters and decimal digits beyond ASCII, as System.Char.IsLetter and IsDigit see them.
bool is_wide_letter(char32_t c);
bool is_wide_digit(char32_t c);
bool is_wide_space(char32_t c);

inline bool has_bits(char32_t c, std::uint8_t bits) { return c < 128 && (char_table[c] & bits) != 0; }
inline bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
inline bool is_hex_digit(char32_t c) { return has_bits(c, char_traits_bits::hex); }
inline bool is_newline(char32_t c) { return c == '\n' || c == '\r'; }
/// White space other than line ends.
inline bool is_space(char32_t c) { return c < 128 ? has_bits(c, char_traits_bits::space) : is_wide_space(c); }
inline bool is_identifier_start(char32_t c) { return c < 128 ? has_bits(c, char_traits_bits::letter) : is_wide_letter(c); }
inline bool is_identifier_follow(char32_t c)
{
    return c < 128 ? has_bits(c, char_traits_bits::letter | char_traits_bits::digit) : is_wide_letter(c) || is_wide_digit(c);
}
/// What may follow $ in an unbraced variable (and, but for $ and ^, continue it).
inline bool is_variable_start(char32_t c) { return is_identifier_follow(c) || c == ':' || has_bits(c, char_traits_bits::special_variable); }
inline bool is_single_quote(char32_t c) { return c == '\'' || (c >= 0x2018 && c <= 0x201B); }
inline bool is_double_quote(char32_t c) { return c == '"' || (c >= 0x201C && c <= 0x201E); }
inline bool is_dash(char32_t c) { return c == '-' || (c >= 0x2013 && c <= 0x2015); }
/// The character ends whatever word is being read; c is not meaningful at the end of the text, which callers check.
inline bool forces_new_token(char32_t c) { return c < 128 ? has_bits(c, char_traits_bits::new_token) : is_wide_space(c); }
inline bool forces_new_token_after_number(char32_t c)
{
    return c < 128 ? has_bits(c, char_traits_bits::after_number) : is_wide_space(c) || is_dash(c);
}

struct DecodedChar
{
    char32_t c = 0;
    std::uint32_t length = 0;
};

/// The code point at the start of text, which is not empty. An invalid byte stands for itself with length 1 and the value
/// U+FFFD, so that every byte sequence has a reading.
DecodedChar decode_char(std::string_view text);

/// Appends the UTF-8 form; surrogates get the three bytes that the scheme would give them (WTF-8).
void append_char(std::string& out, char32_t c);

/// ASCII lower case of one byte; other bytes as they are.
constexpr char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
/// Equality that ignores the case of ASCII letters.
constexpr bool equals_ignore_case(std::string_view a, std::string_view b)
{
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (ascii_lower(a[i]) != ascii_lower(b[i])) return false;
    }
    return true;
}
constexpr bool starts_with_ignore_case(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() && equals_ignore_case(text.substr(0, prefix.size()), prefix);
}

} // namespace kestrun::syntax
