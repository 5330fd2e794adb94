#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kestrun::http {

inline constexpr std::size_t http_date_size = 29;

/// `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate, RFC 9110 section 5.6.7) for seconds since 1970; the years 0 to 9999 are expressible.
[[nodiscard]] std::array<char, http_date_size> format_http_date(std::int64_t unix_seconds) noexcept;

/// Seconds since 1970 from any of the three forms of RFC 9110 section 5.6.7 and the cookie dates of RFC 6265 section 5.1.1
/// (`Sun, 06-Nov-1994 08:49:37 GMT`); nullopt for anything else.
[[nodiscard]] std::optional<std::int64_t> parse_http_date(std::string_view text) noexcept;

/// The Date field's text for now; made once a second for each thread. The view is good until the thread's next call.
[[nodiscard]] std::string_view current_http_date() noexcept;

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar.
[[nodiscard]] std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) noexcept;

} // namespace kestrun::http
