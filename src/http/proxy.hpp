#pragma once
// Which proxy a request goes through, as the environment says it.

#include <optional>
#include <string>
#include <string_view>

namespace kestrun::http {

/// The URL of the proxy that `http_proxy`, `https_proxy` or `all_proxy` names for requests of this kind to this host (without brackets), as
/// .NET and curl read them; nullopt when there is none or `no_proxy` leaves the host out. Upper-case names count too, but HTTP_PROXY does
/// not: a CGI program gets it from a request's Proxy field.
[[nodiscard]] std::optional<std::string> environment_proxy(bool secure, std::string_view host);

/// True when a list such as `localhost, .example.org` holds the host: by its whole name, or by a domain that it belongs to; `*` holds all.
[[nodiscard]] bool bypasses_proxy(std::string_view list, std::string_view host) noexcept;

} // namespace kestrun::http
