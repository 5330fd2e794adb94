#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kestrun::http {

/// Fields that the server itself looks at or writes. A field is classified once, when it is parsed or added; from then on a look-up
/// compares a byte and not a name.
enum class HeaderId : std::uint8_t
{
    other,
    accept,
    accept_encoding,
    age,
    allow,
    authorization,
    cache_control,
    connection,
    content_disposition,
    content_encoding,
    content_length,
    content_type,
    cookie,
    date,
    etag,
    expect,
    host,
    if_modified_since,
    if_none_match,
    keep_alive,
    last_modified,
    location,
    range,
    referer,
    server,
    set_cookie,
    te,
    trailer,
    transfer_encoding,
    upgrade,
    user_agent,
    vary,
    www_authenticate,
};

/// Canonical spelling, by HeaderId.
inline constexpr auto header_names = std::to_array<std::string_view>({
    "",
    "Accept",
    "Accept-Encoding",
    "Age",
    "Allow",
    "Authorization",
    "Cache-Control",
    "Connection",
    "Content-Disposition",
    "Content-Encoding",
    "Content-Length",
    "Content-Type",
    "Cookie",
    "Date",
    "ETag",
    "Expect",
    "Host",
    "If-Modified-Since",
    "If-None-Match",
    "Keep-Alive",
    "Last-Modified",
    "Location",
    "Range",
    "Referer",
    "Server",
    "Set-Cookie",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "User-Agent",
    "Vary",
    "WWW-Authenticate",
});
static_assert(header_names.size() == static_cast<std::size_t>(HeaderId::www_authenticate) + 1);

[[nodiscard]] constexpr std::string_view header_name(HeaderId id) noexcept { return header_names[static_cast<std::size_t>(id)]; }

/// HeaderId::other when the name is none of the table's (without case).
[[nodiscard]] HeaderId header_id(std::string_view name) noexcept;

} // namespace kestrun::http
