// Upper and lower case of one character: Unicode's simple mappings, as cultures have them.
#pragma once
#include "base/culture.hpp"
#include <cstdint>

namespace kestrun::value {

/// How a culture maps the letters i with and without a dot: İ (U+0130) and ı (U+0131).
enum class Casing : uint8_t
{
    Invariant, // both stay as they are
    Common,    // they become i and I
    Turkish,   // they are the capital of i and the small letter of I
};
Casing casing_of(const base::Culture& culture) noexcept;

/// The sharp s is its own capital letter.
char32_t to_upper(char32_t c, Casing casing = Casing::Invariant) noexcept;
char32_t to_lower(char32_t c, Casing casing = Casing::Invariant) noexcept;
/// What stands at the beginning of a word: upper case, but the title form of letters that are two (ǆ gives ǅ).
char32_t to_title(char32_t c, Casing casing = Casing::Invariant) noexcept;

} // namespace kestrun::value
