#include "server/route.hpp"

#include "http/ascii.hpp"
#include "http/url.hpp"

#include <algorithm>

namespace kestrun::server {

bool Route::answers_host(std::string_view authority, std::string_view listener) const noexcept
{
    if (options.hosts.empty()) return true;
    const auto wanted = http::parse_authority(authority);
    return std::any_of(options.hosts.begin(), options.hosts.end(), [&](std::string_view host) {
        if (http::iequals(host, authority) || http::iequals(host, listener)) return true;
        const auto own = http::parse_authority(host);
        if (!own || !wanted || !http::iequals(own->host, wanted->host)) return false;
        // A host without a port means any port; a request without one means the default.
        return own->port == 0 || own->port == (wanted->port == 0 ? 80 : wanted->port);
    });
}

std::optional<std::string_view> RouteValues::get(std::string_view name) const noexcept
{
    for (const Value& value : *this)
        if (http::iequals(value.name, name)) return value.value;
    return std::nullopt;
}

std::string method_titles(http::MethodSet methods)
{
    std::string text;
    for (const http::MethodEntry& entry : http::method_table)
        if (methods.has(entry.method)) text.append(text.empty() ? "" : ", ").append(entry.title);
    return text;
}

std::string allow_list(http::MethodSet methods)
{
    std::array<std::string_view, http::method_count> tokens;
    std::size_t count = 0;
    for (const http::MethodEntry& entry : http::method_table)
        if (methods.has(entry.method)) tokens[count++] = entry.token;
    std::sort(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(count));
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text.append(i == 0 ? "" : ", ").append(tokens[i]);
    return text;
}

} // namespace kestrun::server
