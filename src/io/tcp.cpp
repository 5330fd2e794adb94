// Listening on and connecting to TCP addresses.

#include "io/tcp_socket.hpp"

namespace kestrun::io {

namespace {

constexpr auto resolve_patience = std::chrono::seconds(10);

} // namespace

SocketAddress any_address(int family, std::uint16_t port)
{
    SocketAddress address;
    if (family == AF_INET6) {
        auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        address.length = sizeof *v6;
    } else {
        auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        address.length = sizeof *v4;
    }
    return address;
}

base::Unexpected<IoError> tcp_listen_failure(const Endpoint& endpoint, int code)
{
    std::string what = "Cannot listen on " + endpoint.text();
    switch (kind_of_system_code(code)) {
    case IoErrorKind::in_use:
        return failure(IoErrorKind::in_use, what + ": the address is already in use. Stop the other server or use another port.", code);
    case IoErrorKind::access_denied:
        return failure(IoErrorKind::access_denied, what + ": access denied; ports below 1024 need special rights.", code);
    case IoErrorKind::unreachable: return failure(IoErrorKind::unreachable, what + ": this machine has no such address.", code);
    default: return base::Unexpected(system_error(code, std::move(what)));
    }
}

base::Unexpected<IoError> tcp_connect_failure(const Endpoint& endpoint, int code)
{
    std::string what = "Cannot connect to " + endpoint.text();
    if (kind_of_system_code(code) == IoErrorKind::refused)
        return failure(IoErrorKind::refused, what + ": connection refused, nobody listens there.", code);
    return base::Unexpected(system_error(code, std::move(what)));
}

Result<std::unique_ptr<Listener>> listen_tcp(std::string_view host, std::uint16_t port, const ListenOptions& options)
{
    Endpoint endpoint{TransportKind::tcp, std::string(host), port};
    if (host == "*") {
        endpoint.name = "::";
        Result<std::unique_ptr<Listener>> both = listen_at_address(any_address(AF_INET6, port), true, endpoint, options);
        // A machine without IPv6.
        if (both || both.error().kind != IoErrorKind::unreachable) return both;
        endpoint.name = "0.0.0.0";
        return listen_at_address(any_address(AF_INET, port), false, endpoint, options);
    }
    Result<std::vector<SocketAddress>> addresses = resolve(host, port, Deadline::after(resolve_patience));
    if (!addresses) {
        addresses.error().message = "Cannot listen on " + endpoint.text() + ": " + addresses.error().message;
        return base::Unexpected(std::move(addresses).error());
    }
    if (addresses->empty()) return failure(IoErrorKind::not_found, "Cannot listen on " + endpoint.text() + ": the host has no address.");
    return listen_at_address(addresses->front(), false, endpoint, options);
}

Result<std::unique_ptr<Stream>> connect_tcp(std::string_view host, std::uint16_t port, Deadline deadline)
{
    Endpoint endpoint{TransportKind::tcp, std::string(host), port};
    Result<std::vector<SocketAddress>> addresses = resolve(host, port, deadline);
    if (!addresses) {
        addresses.error().message = "Cannot connect to " + endpoint.text() + ": " + addresses.error().message;
        return base::Unexpected(std::move(addresses).error());
    }
    Result<std::unique_ptr<Stream>> last =
        failure(IoErrorKind::not_found, "Cannot connect to " + endpoint.text() + ": the host has no address.");
    for (std::size_t i = 0; i < addresses->size(); ++i) {
        // An address that swallows packets must not use up the time of those after it.
        std::size_t left = addresses->size() - i;
        Deadline share = deadline.is_never() || left == 1 ? deadline : Deadline::after(deadline.remaining() / static_cast<int>(left));
        last = connect_to_address((*addresses)[i], endpoint, share);
        if (last || last.error().kind == IoErrorKind::cancelled) break;
    }
    return last;
}

} // namespace kestrun::io
