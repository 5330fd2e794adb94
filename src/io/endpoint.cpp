#include "io/endpoint.hpp"

#include <charconv>

namespace kestrun::io {

namespace {

constexpr std::string_view forms = "write pipe:NAME, unix:/path, host:port or [IPv6 address]:port";

base::Unexpected<IoError> not_an_endpoint(std::string_view text, std::string_view why)
{
    return failure(IoErrorKind::invalid, "'" + std::string(text) + "' is not an endpoint: " + std::string(why) + "; " + std::string(forms));
}

// PORT := DIGIT{1,5}, at most 65535
bool parse_port(std::string_view text, std::uint16_t& port)
{
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

} // namespace

std::string Endpoint::text() const
{
    switch (kind) {
    case TransportKind::named_pipe: return "pipe:" + name;
    case TransportKind::unix_socket: return "unix:" + name;
    case TransportKind::tcp: break;
    }
    bool ipv6 = name.find(':') != std::string::npos;
    return (ipv6 ? '[' + name + ']' : name) + ':' + std::to_string(port);
}

Result<Endpoint> parse_endpoint(std::string_view text)
{
    Endpoint endpoint;
    if (text.starts_with("pipe:") || text.starts_with("unix:")) {
        endpoint.kind = text[0] == 'p' ? TransportKind::named_pipe : TransportKind::unix_socket;
        endpoint.name = text.substr(5);
        if (endpoint.name.empty()) return not_an_endpoint(text, "the name is missing");
        return endpoint;
    }
    std::string_view address = text.starts_with("tcp:") ? text.substr(4) : text;
    std::string_view host;
    std::string_view port;
    if (address.starts_with('[')) {
        std::size_t end = address.find(']');
        if (end == std::string_view::npos) return not_an_endpoint(text, "the ']' is missing");
        host = address.substr(1, end - 1);
        if (end + 1 >= address.size() || address[end + 1] != ':') return not_an_endpoint(text, "the port is missing");
        port = address.substr(end + 2);
    } else {
        std::size_t colon = address.rfind(':');
        if (colon == std::string_view::npos) return not_an_endpoint(text, "the port is missing");
        host = address.substr(0, colon);
        port = address.substr(colon + 1);
        if (host.find(':') != std::string_view::npos) return not_an_endpoint(text, "an IPv6 address needs brackets");
    }
    if (host.empty()) return not_an_endpoint(text, "the host is missing");
    if (!parse_port(port, endpoint.port)) return not_an_endpoint(text, "the port is not a number from 0 to 65535");
    endpoint.name = host;
    return endpoint;
}

} // namespace kestrun::io
