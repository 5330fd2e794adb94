#include "http/header_id.hpp"

#include "http/ascii.hpp"

namespace kestrun::http {

namespace {

// Open hashing of the table over (length, first letter, last letter), filled at compile time: one probe for nearly every name.
constexpr std::size_t slot_count = 128;

constexpr std::size_t slot_of(std::string_view name) noexcept
{
    const auto first = static_cast<std::size_t>(static_cast<unsigned char>(name.front()) | 0x20);
    const auto last = static_cast<std::size_t>(static_cast<unsigned char>(name.back()) | 0x20);
    return (name.size() * 7 + first * 3 + last * 13) % slot_count;
}

consteval std::array<std::uint8_t, slot_count> make_slots()
{
    std::array<std::uint8_t, slot_count> slots{};
    for (std::size_t id = 1; id < header_names.size(); ++id) {
        std::size_t at = slot_of(header_names[id]);
        while (slots[at] != 0) at = (at + 1) % slot_count;
        slots[at] = static_cast<std::uint8_t>(id);
    }
    return slots;
}

constexpr std::array<std::uint8_t, slot_count> slots = make_slots();

} // namespace

HeaderId header_id(std::string_view name) noexcept
{
    if (name.empty()) return HeaderId::other;
    for (std::size_t at = slot_of(name); slots[at] != 0; at = (at + 1) % slot_count)
        if (iequals(header_names[slots[at]], name)) return static_cast<HeaderId>(slots[at]);
    return HeaderId::other;
}

} // namespace kestrun::http
