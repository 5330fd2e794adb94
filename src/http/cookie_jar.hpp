#pragma once

#include "http/cookie.hpp"
#include "http/headers.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::http {

/// The cookies of a client's session (RFC 6265 section 5). Not for several threads at once.
class CookieJar
{
public:
    struct Cookie
    {
        std::string name;
        std::string value;
        std::string domain; ///< lower case
        std::string path;
        std::optional<std::int64_t> expires; ///< seconds since 1970; none: until the session ends
        bool host_only = true;
        bool secure = false;
        bool http_only = false;
    };

    /// Takes over what a response from `host` and `path` sets; `now` in seconds since 1970. A cookie for a foreign domain is refused.
    void store(const Headers& headers, std::string_view host, std::string_view path, std::int64_t now);
    void set(Cookie cookie, std::int64_t now);
    /// Value of the Cookie field for a request; empty when no cookie fits. Longer paths first.
    [[nodiscard]] std::string field_for(std::string_view host, std::string_view path, bool secure, std::int64_t now) const;
    [[nodiscard]] const std::vector<Cookie>& cookies() const noexcept { return cookies_; }
    void clear() noexcept { cookies_.clear(); }

    static constexpr std::size_t most_cookies = 3000;

private:
    std::vector<Cookie> cookies_;
};

} // namespace kestrun::http
