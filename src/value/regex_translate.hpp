// From .NET's regular expression dialect to PCRE2's.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::value {

struct RegexGroup
{
    std::string name;          // "0", "1", "year"
    int number;                // .NET's
    std::vector<int> captures; // PCRE2's groups that fill it: several when the name stands more than once
};

struct RegexTranslation
{
    std::string pattern; // for PCRE2
    std::vector<RegexGroup> groups;
};

/// Throws RegexParseException. options: RegexOptions.
RegexTranslation translate_regex(std::string_view pattern, unsigned options);
/// "Invalid pattern '(' at offset 1. Not enough )'s." The offset is in bytes here and in UTF-16 units in the message.
[[noreturn]] void throw_regex(std::string_view pattern, size_t offset, const std::string& reason);
/// Appends the character class at text[i] (its '[') translated; leaves i behind it.
void translate_regex_set(std::string_view pattern, size_t& i, std::string& out, bool ecma);
/// A \p{Name} or \P{Name} whose braces start at i (behind the p): appends PCRE2's form. inside_set: without its own brackets.
void translate_regex_property(std::string_view pattern, size_t& i, bool negated, bool inside_set, std::string& out);
/// \uHHHH, \xHH, \cX, octal ... at i (behind the backslash); false when it is no character escape. Gives the code point.
bool regex_char_escape(std::string_view pattern, size_t& i, char32_t& out);
/// Appends a code point so that PCRE2 takes it literally.
void append_regex_literal(std::string& out, char32_t c);

} // namespace kestrun::value
