#include "http/cookie.hpp"

#include "http/ascii.hpp"
#include "http/date.hpp"

#include <algorithm>
#include <stdexcept>

namespace kestrun::http {

namespace {

std::string_view without_quotes(std::string_view text) noexcept
{
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
    return text;
}

void append_value(std::string& out, std::string_view value)
{
    // `%` itself is coded too, so that a reader that decodes gets back what was set.
    for (const char c : value) {
        if (is_class(c, byte_class::cookie) && c != '%')
            out += c;
        else
            out += percent_encode(std::string_view(&c, 1));
    }
}

void check_attribute(std::string_view cookie, std::string_view attribute, std::string_view value)
{
    const bool bad =
        std::any_of(value.begin(), value.end(), [](char c) { return c == ';' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (bad)
        throw std::invalid_argument("The " + std::string(attribute) + " of the cookie '" + std::string(cookie) +
                                    "' holds a semicolon or a control character.");
}

std::optional<std::int64_t> parse_max_age(std::string_view value) noexcept
{
    const bool negative = !value.empty() && value.front() == '-';
    const auto number = parse_decimal(negative ? value.substr(1) : value);
    if (!number) return std::nullopt;
    return negative ? -static_cast<std::int64_t>(*number) : static_cast<std::int64_t>(*number);
}

void apply_attribute(SetCookie& cookie, std::string_view name, std::string_view value)
{
    if (iequals(name, "path")) {
        cookie.path = value.starts_with('/') ? value : std::string_view{};
    } else if (iequals(name, "domain")) {
        if (value.starts_with('.')) value.remove_prefix(1);
        cookie.domain.clear();
        for (const char c : value) cookie.domain += to_lower(c);
    } else if (iequals(name, "expires")) {
        if (const auto when = parse_http_date(value)) cookie.expires = when;
    } else if (iequals(name, "max-age")) {
        if (const auto age = parse_max_age(value)) cookie.max_age = age;
    } else if (iequals(name, "secure")) {
        cookie.secure = true;
    } else if (iequals(name, "httponly")) {
        cookie.http_only = true;
    } else if (iequals(name, "samesite")) {
        cookie.same_site = iequals(value, "strict") ? SameSite::strict
                           : iequals(value, "lax")  ? SameSite::lax
                           : iequals(value, "none") ? SameSite::none
                                                    : SameSite::unspecified;
    }
}

} // namespace

std::vector<NameValue> parse_cookies(std::string_view cookie_field, std::size_t limit)
{
    std::vector<NameValue> cookies;
    while (!cookie_field.empty() && cookies.size() < limit) {
        const std::size_t end = cookie_field.find(';');
        const std::string_view pair = trim_ows(cookie_field.substr(0, end));
        cookie_field = end == std::string_view::npos ? std::string_view{} : cookie_field.substr(end + 1);
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || equals == 0) continue;
        cookies.emplace_back(trim_ows(pair.substr(0, equals)), percent_decode(without_quotes(trim_ows(pair.substr(equals + 1)))));
    }
    return cookies;
}

std::string format_set_cookie(const SetCookie& cookie)
{
    if (!is_token(cookie.name)) throw std::invalid_argument("'" + cookie.name + "' is not a valid cookie name.");
    check_attribute(cookie.name, "path", cookie.path);
    check_attribute(cookie.name, "domain", cookie.domain);
    std::string out = cookie.name + '=';
    append_value(out, cookie.value);
    if (cookie.expires) {
        const auto date = format_http_date(*cookie.expires);
        out.append("; expires=").append(date.data(), date.size());
    }
    if (cookie.max_age) out += "; max-age=" + std::to_string(*cookie.max_age);
    if (!cookie.domain.empty()) out += "; domain=" + cookie.domain;
    if (!cookie.path.empty()) out += "; path=" + cookie.path;
    if (cookie.secure) out += "; secure";
    switch (cookie.same_site) {
    case SameSite::unspecified: break;
    case SameSite::none: out += "; samesite=none"; break;
    case SameSite::lax: out += "; samesite=lax"; break;
    case SameSite::strict: out += "; samesite=strict"; break;
    }
    if (cookie.http_only) out += "; httponly";
    return out;
}

std::optional<SetCookie> parse_set_cookie(std::string_view field)
{
    const std::size_t first_end = field.find(';');
    const std::string_view pair = field.substr(0, first_end);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    SetCookie cookie;
    cookie.path.clear();
    cookie.name = trim_ows(pair.substr(0, equals));
    cookie.value = trim_ows(pair.substr(equals + 1));
    if (cookie.name.empty()) return std::nullopt;
    std::string_view rest = first_end == std::string_view::npos ? std::string_view{} : field.substr(first_end + 1);
    while (!rest.empty()) {
        const std::size_t end = rest.find(';');
        const std::string_view attribute = trim_ows(rest.substr(0, end));
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        const std::size_t mark = attribute.find('=');
        const std::string_view value = mark == std::string_view::npos ? std::string_view{} : trim_ows(attribute.substr(mark + 1));
        apply_attribute(cookie, trim_ows(attribute.substr(0, mark)), value);
    }
    return cookie;
}

} // namespace kestrun::http
