// What kind a character is: shared by Char and Rune.
#pragma once

namespace kestrun::value {

/// System.Globalization.UnicodeCategory of a character.
int unicode_category(char32_t c);
/// Char.GetNumericValue: -1 for what is no number.
double numeric_value(char32_t c);

inline bool is_letter(char32_t c) { return unicode_category(c) <= 4; }
inline bool is_digit(char32_t c) { return unicode_category(c) == 8; }
inline bool is_number(char32_t c) { return unicode_category(c) >= 8 && unicode_category(c) <= 10; }
inline bool is_punctuation(char32_t c) { return unicode_category(c) >= 18 && unicode_category(c) <= 24; }
inline bool is_symbol(char32_t c) { return unicode_category(c) >= 25 && unicode_category(c) <= 28; }
inline bool is_separator(char32_t c) { return unicode_category(c) >= 11 && unicode_category(c) <= 13; }
inline bool is_letter_or_digit(char32_t c) { return is_letter(c) || is_digit(c); }
inline bool is_upper(char32_t c) { return unicode_category(c) == 0; }
inline bool is_lower(char32_t c) { return unicode_category(c) == 1; }
inline bool is_control(char32_t c) { return unicode_category(c) == 14; }

} // namespace kestrun::value
