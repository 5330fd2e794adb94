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

/// A text of 1 to 7 bytes as one word; texts of one length give equal words when they are equal.
inline uint64_t load_tail(const char* p, size_t n) noexcept
{
    if (n >= 4) {
        uint32_t head;
        uint32_t tail;
        std::memcpy(&head, p, 4);
        std::memcpy(&tail, p + n - 4, 4);
        return uint64_t{tail} << 32 | head;
    }
    const auto byte = [&](size_t i) { return static_cast<uint64_t>(static_cast<unsigned char>(p[i])); };
    return byte(0) | byte(n / 2) << 8 | byte(n - 1) << 16;
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
