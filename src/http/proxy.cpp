#include "http/proxy.hpp"

#include "base/environment.hpp"
#include "http/ascii.hpp"

#include <initializer_list>

namespace kestrun::http {

namespace {

/// The first of the variables that is set and not empty.
std::optional<std::string> first_of(std::initializer_list<const char*> names)
{
    for (const char* name : names)
        if (auto text = base::environment_variable(name); text && !text->empty()) return text;
    return std::nullopt;
}

} // namespace

bool bypasses_proxy(std::string_view list, std::string_view host) noexcept
{
    while (!list.empty()) {
        const std::size_t end = list.find_first_of(", ");
        std::string_view entry = list.substr(0, end);
        list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
        if (entry.empty()) continue;
        if (entry == "*" || iequals(entry, host)) return true;
        if (entry.front() != '.') continue;
        // ".example.org" is example.org and everything under it.
        if (iends_with(host, entry) || iequals(entry.substr(1), host)) return true;
    }
    return false;
}

std::optional<std::string> environment_proxy(bool secure, std::string_view host)
{
    std::optional<std::string> proxy =
        secure ? first_of({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) : first_of({"http_proxy", "all_proxy", "ALL_PROXY"});
    if (!proxy) return std::nullopt;
    if (const auto but = first_of({"no_proxy", "NO_PROXY"}); but && bypasses_proxy(*but, host)) return std::nullopt;
    if (proxy->find("://") == std::string::npos) proxy->insert(0, "http://");
    return proxy;
}

} // namespace kestrun::http
