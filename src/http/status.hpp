#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace kestrun::http {

struct StatusEntry
{
    std::uint16_t code;
    std::string_view reason;
};

/// The registered codes (IANA HTTP Status Code Registry) with the reason phrases that .NET prints; ordered by code.
inline constexpr auto status_table = std::to_array<StatusEntry>({
    {100, "Continue"},
    {101, "Switching Protocols"},
    {102, "Processing"},
    {103, "Early Hints"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {208, "Already Reported"},
    {226, "IM Used"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {305, "Use Proxy"},
    {306, "Switch Proxy"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Payload Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {418, "I'm a teapot"},
    {419, "Authentication Timeout"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Entity"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {499, "Client Closed Request"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {506, "Variant Also Negotiates"},
    {507, "Insufficient Storage"},
    {508, "Loop Detected"},
    {510, "Not Extended"},
    {511, "Network Authentication Required"},
});

namespace detail {
consteval bool status_table_is_ordered()
{
    for (std::size_t i = 1; i < status_table.size(); ++i)
        if (status_table[i - 1].code >= status_table[i].code) return false;
    return true;
}
static_assert(status_table_is_ordered());
} // namespace detail

/// The registered reason phrase; empty for a code that has none (the status line then ends in one blank).
[[nodiscard]] constexpr std::string_view reason_phrase(int code) noexcept
{
    std::size_t low = 0;
    std::size_t high = status_table.size();
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (status_table[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < status_table.size() && status_table[low].code == code ? status_table[low].reason : std::string_view{};
}

/// 1xx, 204 and 304 never have a body, nor a Content-Length in the first two cases (RFC 9110 section 8.6); 205 has an empty one.
[[nodiscard]] constexpr bool status_allows_body(int code) noexcept { return code >= 200 && code != 204 && code != 205 && code != 304; }

} // namespace kestrun::http
