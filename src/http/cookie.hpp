#pragma once

#include "http/url.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::http {

/// Pairs of a Cookie field (`a=1; b=2`), in order, values percent-decoded and without surrounding quotes. Members without `=` are left out.
[[nodiscard]] std::vector<NameValue> parse_cookies(std::string_view cookie_field, std::size_t limit = 1000);

enum class SameSite : std::uint8_t
{
    unspecified,
    none,
    lax,
    strict,
};

/// What a Set-Cookie field says.
struct SetCookie
{
    std::string name;
    std::string value;
    std::string path = "/";
    std::string domain;
    std::optional<std::int64_t> expires; ///< seconds since 1970
    std::optional<std::int64_t> max_age; ///< seconds; 0 or less deletes
    bool secure = false;
    bool http_only = false;
    SameSite same_site = SameSite::unspecified;
};

/// The field's value. The cookie's value is percent-encoded where cookie-octet does not allow it: `c1=v%201%3B%C3%A9; path=/`.
/// Throws std::invalid_argument when the name is no token or path or domain hold `;` or control characters.
[[nodiscard]] std::string format_set_cookie(const SetCookie& cookie);

/// The reading side (RFC 6265 section 5.2): unknown attributes are ignored, the value stays as sent; `path` is empty when none was sent.
/// nullopt: no name.
[[nodiscard]] std::optional<SetCookie> parse_set_cookie(std::string_view field);

} // namespace kestrun::http
