#pragma once

// Byte classes and case-insensitive comparison for protocol text. HTTP's grammar is ASCII: the C locale functions are both slower and wrong
// here.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace kestrun::http {

namespace byte_class {
inline constexpr std::uint8_t token = 1;  // RFC 9110 section 5.6.2, tchar
inline constexpr std::uint8_t value = 2;  // what a field value may hold: all but NUL, CR and LF (RFC 9110 section 5.5)
inline constexpr std::uint8_t target = 4; // request-target: visible ASCII but '#', which never reaches a server (RFC 3986 section 3.5)
inline constexpr std::uint8_t digit = 8;
inline constexpr std::uint8_t hex = 16;
inline constexpr std::uint8_t host = 32;       // reg-name, IP literals and port (RFC 3986 section 3.2.2)
inline constexpr std::uint8_t unreserved = 64; // RFC 3986 section 2.3
inline constexpr std::uint8_t cookie = 128;    // cookie-octet, RFC 6265 section 4.1.1
} // namespace byte_class

namespace detail {
consteval std::array<std::uint8_t, 256> make_byte_classes()
{
    std::array<std::uint8_t, 256> table{};
    const auto mark = [&table](std::string_view chars, std::uint8_t bits) {
        for (const char c : chars) table[static_cast<std::uint8_t>(c)] |= bits;
    };
    constexpr std::string_view alnum = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    mark(alnum, byte_class::token | byte_class::host | byte_class::unreserved);
    mark("!#$%&'*+-.^_`|~", byte_class::token);
    mark("-._~", byte_class::unreserved);
    mark("-._~!$&'()*+,;=%[]:", byte_class::host);
    mark("0123456789", byte_class::digit);
    mark("0123456789abcdefABCDEF", byte_class::hex);
    for (int c = 1; c < 256; ++c) {
        if (c != '\r' && c != '\n') table[static_cast<std::size_t>(c)] |= byte_class::value;
        if (c > 0x20 && c < 0x7f && c != '#') table[static_cast<std::size_t>(c)] |= byte_class::target;
        if (c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\') table[static_cast<std::size_t>(c)] |= byte_class::cookie;
    }
    return table;
}
inline constexpr std::array<std::uint8_t, 256> byte_classes = make_byte_classes();
} // namespace detail

[[nodiscard]] constexpr bool is_class(char c, std::uint8_t bits) noexcept
{
    return (detail::byte_classes[static_cast<std::uint8_t>(c)] & bits) != 0;
}

/// True when every byte of `text` is of the class (true for empty text).
[[nodiscard]] constexpr bool all_of_class(std::string_view text, std::uint8_t bits) noexcept
{
    for (const char c : text)
        if (!is_class(c, bits)) return false;
    return true;
}

[[nodiscard]] constexpr bool is_token(std::string_view text) noexcept { return !text.empty() && all_of_class(text, byte_class::token); }

[[nodiscard]] constexpr bool is_field_value(std::string_view text) noexcept { return all_of_class(text, byte_class::value); }

[[nodiscard]] constexpr char to_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

[[nodiscard]] constexpr char to_upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; }

[[nodiscard]] constexpr bool iequals(std::string_view a, std::string_view b) noexcept
{
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != b[i] && to_lower(a[i]) != to_lower(b[i])) return false;
    return true;
}

[[nodiscard]] constexpr bool istarts_with(std::string_view text, std::string_view prefix) noexcept
{
    return text.size() >= prefix.size() && iequals(text.substr(0, prefix.size()), prefix);
}

[[nodiscard]] constexpr bool iends_with(std::string_view text, std::string_view suffix) noexcept
{
    return text.size() >= suffix.size() && iequals(text.substr(text.size() - suffix.size()), suffix);
}

[[nodiscard]] constexpr bool is_ows(char c) noexcept { return c == ' ' || c == '\t'; }

/// Without optional white space (blank and tab) at both ends.
[[nodiscard]] constexpr std::string_view trim_ows(std::string_view text) noexcept
{
    while (!text.empty() && is_ows(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_ows(text.back())) text.remove_suffix(1);
    return text;
}

/// 1*DIGIT, nothing else; nullopt when there is something else or the number passes 2^63-1.
[[nodiscard]] constexpr std::optional<std::uint64_t> parse_decimal(std::string_view text) noexcept
{
    if (text.empty() || text.size() > 19) return std::nullopt;
    std::uint64_t number = 0;
    for (const char c : text) {
        if (!is_class(c, byte_class::digit)) return std::nullopt;
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (number > 0x7fffffffffffffffULL) return std::nullopt;
    return number;
}

/// Value of one hexadecimal digit, or -1.
[[nodiscard]] constexpr int hex_value(char c) noexcept
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Calls `use(member)` for each member of a comma-separated list (RFC 9110 section 5.6.1), trimmed, empty members skipped.
/// Commas inside quoted strings do not split.
template <typename Use>
constexpr void for_each_list_member(std::string_view list, Use use, char separator = ',')
{
    std::size_t start = 0;
    bool quoted = false;
    for (std::size_t i = 0; i <= list.size(); ++i) {
        if (i < list.size()) {
            const char c = list[i];
            if (quoted && c == '\\' && i + 1 < list.size()) {
                ++i;
                continue;
            }
            if (c == '"') quoted = !quoted;
            if (quoted || c != separator) continue;
        }
        const std::string_view member = trim_ows(list.substr(start, i - start));
        if (!member.empty()) use(member);
        start = i + 1;
    }
}

/// True when a comma-separated list has `wanted` among its members, without case.
[[nodiscard]] constexpr bool list_contains(std::string_view list, std::string_view wanted)
{
    bool found = false;
    for_each_list_member(list, [&](std::string_view member) { found = found || iequals(member, wanted); });
    return found;
}

} // namespace kestrun::http
