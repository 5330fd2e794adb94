// The proxy of a web command: the one it was given, or the environment's.
#pragma once
#include "http/client.hpp"
#include "value/value.hpp"

namespace kestrun::kr {

/// From the URL of a proxy, and a PSCredential or null; a name and password inside the URL count when there is no credential. Throws
/// http::ClientError: `invalid`, or `unsupported` for a scheme other than http.
http::ClientProxy make_proxy(const std::string& url, const value::Value& credential);

/// Gives a request for a TCP endpoint the proxy that the environment names for it, if any.
void use_environment_proxy(http::ClientRequest& request);

} // namespace kestrun::kr
