#include "kr/web/proxy.hpp"
#include "http/ascii.hpp"
#include "http/proxy.hpp"
#include "http/url.hpp"
#include "kr/web/authorization.hpp"

namespace kestrun::kr {

http::ClientProxy make_proxy(const std::string& url, const value::Value& credential)
{
    using Kind = http::ClientError::Kind;
    const auto parts = http::parse_url(url);
    if (!parts) throw http::ClientError(Kind::invalid, "'" + url + "' is not the URL of a proxy, such as http://proxy:3128.");
    if (!http::iequals(parts->scheme, "http"))
        throw http::ClientError(Kind::unsupported, "The proxy '" + url + "' cannot be used: proxies are reached by http.");
    http::ClientProxy proxy{{io::TransportKind::tcp, std::string(http::without_brackets(parts->host)), parts->port}, {}};
    if (!credential.is_null())
        proxy.authorization = basic_authorization(credential);
    else if (!parts->user_info.empty())
        proxy.authorization = basic_field(http::percent_decode(parts->user_info));
    return proxy;
}

void use_environment_proxy(http::ClientRequest& request)
{
    if (request.endpoint.kind != io::TransportKind::tcp) return;
    if (const auto url = http::environment_proxy(request.secure, request.endpoint.name)) request.proxy = make_proxy(*url, {});
}

} // namespace kestrun::kr
