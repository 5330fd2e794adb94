#include "http/cookie_jar.hpp"

#include "http/ascii.hpp"

#include <algorithm>

namespace kestrun::http {

namespace {

/// RFC 6265 section 5.1.3. Addresses match themselves only.
bool domain_matches(std::string_view host, std::string_view domain) noexcept
{
    if (iequals(host, domain)) return true;
    if (host.size() <= domain.size() || !iends_with(host, domain) || host[host.size() - domain.size() - 1] != '.') return false;
    const bool address = host.find(':') != std::string_view::npos || host.find_first_not_of("0123456789.") == std::string_view::npos;
    return !address;
}

/// Section 5.1.4.
bool path_matches(std::string_view path, std::string_view cookie_path) noexcept
{
    if (!path.starts_with(cookie_path)) return false;
    return path.size() == cookie_path.size() || cookie_path.ends_with('/') || path[cookie_path.size()] == '/';
}

std::string_view default_path(std::string_view path) noexcept
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos || slash == 0 ? std::string_view("/") : path.substr(0, slash);
}

} // namespace

void CookieJar::store(const Headers& headers, std::string_view host, std::string_view path, std::int64_t now)
{
    path = path.substr(0, path.find('?'));
    for (const HeaderField& field : headers) {
        if (field.id != HeaderId::set_cookie) continue;
        const auto parsed = parse_set_cookie(field.value);
        if (!parsed) continue;
        Cookie cookie;
        cookie.name = parsed->name;
        cookie.value = parsed->value;
        cookie.host_only = parsed->domain.empty();
        // A domain without a dot is a top-level name: a cookie for all of it would go to strangers.
        if (!cookie.host_only && !iequals(parsed->domain, host) &&
            (parsed->domain.find('.') == std::string::npos || !domain_matches(host, parsed->domain)))
            continue;
        for (const char c : cookie.host_only ? host : std::string_view(parsed->domain)) cookie.domain += to_lower(c);
        cookie.path = parsed->path.empty() ? default_path(path) : std::string_view(parsed->path);
        cookie.secure = parsed->secure;
        cookie.http_only = parsed->http_only;
        if (parsed->max_age)
            cookie.expires = *parsed->max_age <= 0 ? 0 : now + std::min<std::int64_t>(*parsed->max_age, std::int64_t{400} * 86400);
        else
            cookie.expires = parsed->expires;
        set(std::move(cookie), now);
    }
}

void CookieJar::set(Cookie cookie, std::int64_t now)
{
    const auto same = std::find_if(cookies_.begin(), cookies_.end(), [&](const Cookie& each) {
        return each.name == cookie.name && each.domain == cookie.domain && each.path == cookie.path;
    });
    const bool expired = cookie.expires && *cookie.expires <= now;
    if (same != cookies_.end()) {
        if (expired)
            cookies_.erase(same);
        else
            *same = std::move(cookie);
    } else if (!expired) {
        if (cookies_.size() >= most_cookies) cookies_.erase(cookies_.begin());
        cookies_.push_back(std::move(cookie));
    }
}

std::string CookieJar::field_for(std::string_view host, std::string_view path, bool secure, std::int64_t now) const
{
    path = path.substr(0, path.find('?'));
    std::vector<const Cookie*> fitting;
    for (const Cookie& cookie : cookies_) {
        if (cookie.expires && *cookie.expires <= now) continue;
        if (cookie.secure && !secure) continue;
        if (cookie.host_only ? !iequals(cookie.domain, host) : !domain_matches(host, cookie.domain)) continue;
        if (path_matches(path, cookie.path)) fitting.push_back(&cookie);
    }
    std::stable_sort(fitting.begin(), fitting.end(), [](const Cookie* a, const Cookie* b) { return a->path.size() > b->path.size(); });
    std::string field;
    for (const Cookie* const cookie : fitting) {
        if (!field.empty()) field += "; ";
        field.append(cookie->name).append("=").append(cookie->value);
    }
    return field;
}

} // namespace kestrun::http
