// Hashing and case folding shared by strings, symbols and dictionaries.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace kestrun::value::detail {

constexpr uint64_t ones = 0x0101010101010101;
constexpr uint64_t high_bits = 0x8080808080808080;

inline uint64_t load8(const char* p) noexcept
{
    uint64_t word;
    std::memcpy(&word, p, 8);
    return word;
}

/// The last 1 to 7 bytes of a text, zero filled.
inline uint64_t load_tail(const char* p, size_t n) noexcept
{
    uint64_t word = 0;
    std::memcpy(&word, p, n);
    return word;
}

/// ASCII letters of eight bytes to lower case; other bytes as they are.
inline uint64_t lower8(uint64_t word) noexcept
{
    const uint64_t heptets = word & ~high_bits;
    const uint64_t above_z = heptets + (0x7f - 'Z') * ones;
    const uint64_t from_a = heptets + (0x80 - 'A') * ones;
    return word | ((~word & high_bits & (from_a ^ above_z)) >> 2);
}

/// Simple upper case of a code point, as .NET's ordinal comparison maps it: no character outside ASCII becomes one inside.
uint32_t fold(uint32_t code_point) noexcept;
/// The text with every character folded and ASCII in lower case.
std::string fold_text(std::string_view text);

} // namespace kestrun::value::detail
