// Members of System.String, by family; the table is in string.cpp. One function serves all overloads of a name where they differ only in
// optional arguments.
#pragma once
#include "value/types/native.hpp"

namespace kestrun::value {

// string_search.cpp
Value string_compare(Call& c);         // static, whole texts
Value string_compare_parts(Call& c);   // static, with indices
Value string_compare_ordinal(Call& c); // static
Value string_compare_to(Call& c);
Value string_equals(Call& c);
Value string_equals_static(Call& c);
Value string_contains(Call& c);
Value string_starts_with(Call& c);
Value string_ends_with(Call& c);
Value string_index_of(Call& c);
Value string_last_index_of(Call& c);
Value string_index_of_any(Call& c);
Value string_last_index_of_any(Call& c);
Value string_replace(Call& c);
// string_split_join.cpp
Value string_split(Call& c);
Value string_join(Call& c);
Value string_concat(Call& c);
Value string_format(Call& c);

/// "name ('-1') must be a non-negative value. (Parameter 'name')" with the actual value on a second line.
[[noreturn]] void throw_negative(std::string_view parameter, int64_t value);
/// "name ('9') must be less than or equal to '3'. (Parameter 'name')" with the actual value.
[[noreturn]] void throw_too_large(std::string_view parameter, int64_t value, int64_t limit);
/// The text of a Char or String argument.
std::string piece(const Value& value);
/// "Index was out of range. Must be non-negative and less than or equal to the size of the collection."
[[noreturn]] void throw_start(std::string_view parameter = "startIndex");
[[noreturn]] void throw_count(std::string_view parameter = "count");

/// Position of a text in another, -1: none. Works on bytes of ASCII text and on UTF-16 units; `fold`: without case.
template <typename View>
int64_t find_text(View hay, View needle, size_t start, bool fold);

inline char16_t fold_unit(char c) { return static_cast<char16_t>(c >= 'A' && c <= 'Z' ? c + 32 : static_cast<unsigned char>(c)); }
char16_t fold_unit(char16_t c);

template <typename View>
bool same_at(View hay, View needle, size_t at, bool fold)
{
    for (size_t i = 0; i < needle.size(); ++i) {
        if (hay[at + i] != needle[i] && (!fold || fold_unit(hay[at + i]) != fold_unit(needle[i]))) return false;
    }
    return true;
}

template <typename View>
int64_t find_text(View hay, View needle, size_t start, bool fold)
{
    if (needle.size() > hay.size()) return -1;
    if (!fold) {
        const size_t at = hay.find(needle, start);
        return at == View::npos ? -1 : static_cast<int64_t>(at);
    }
    for (size_t at = start; at + needle.size() <= hay.size(); ++at) {
        if (same_at(hay, needle, at, fold)) return static_cast<int64_t>(at);
    }
    return -1;
}

/// Runs f with both texts as ASCII bytes, or both as UTF-16 units.
template <typename F>
auto with_units(std::string_view a, std::string_view b, F&& f)
{
    if (is_ascii(a) && is_ascii(b)) return f(a, b);
    const std::u16string wide_a = to_utf16(a), wide_b = to_utf16(b);
    return f(std::u16string_view(wide_a), std::u16string_view(wide_b));
}

} // namespace kestrun::value
