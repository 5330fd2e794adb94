// Listening on and connecting to TCP addresses.

#include "base/error.hpp"
#include "io/socket_address.hpp"
#include "io/socket_listener.hpp"
#include "io/socket_stream.hpp"

#include <cerrno>
#include <netinet/in.h>

namespace kestrun::io {

namespace {

constexpr auto resolve_patience = std::chrono::seconds(10);

Result<Descriptor> tcp_socket(int family)
{
    Descriptor fd(::socket(family, SOCK_STREAM, 0));
    if (!fd) return base::Unexpected(system_error(errno, "A TCP socket cannot be made"));
    make_nonblocking_cloexec(fd.get());
    return fd;
}

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

base::Unexpected<IoError> cannot_listen(const Endpoint& endpoint, int code)
{
    std::string what = "Cannot listen on " + endpoint.text();
    switch (code) {
    case EADDRINUSE:
        return failure(IoErrorKind::in_use, what + ": the address is already in use. Stop the other server or use another port.", code);
    case EACCES: return failure(IoErrorKind::access_denied, what + ": access denied; ports below 1024 need special rights.", code);
    case EADDRNOTAVAIL: return failure(IoErrorKind::unreachable, what + ": this machine has no such address.", code);
    default: return base::Unexpected(system_error(code, std::move(what)));
    }
}

Result<std::unique_ptr<Listener>> listen_at(const SocketAddress& address, bool both_families, Endpoint endpoint,
                                            const ListenOptions& options)
{
    Result<Descriptor> fd = tcp_socket(address.family());
    if (!fd) return base::Unexpected(std::move(fd).error());
    int on = 1;
    ::setsockopt(fd->get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address.family() == AF_INET6) {
        int only = both_families ? 0 : 1;
        ::setsockopt(fd->get(), IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
    }
    if (::bind(fd->get(), address.get(), address.length) != 0 || ::listen(fd->get(), options.backlog) != 0)
        return cannot_listen(endpoint, errno);
    sockaddr_storage bound{};
    socklen_t length = sizeof bound;
    if (::getsockname(fd->get(), reinterpret_cast<sockaddr*>(&bound), &length) == 0) read_address(bound, endpoint.name, endpoint.port);
    return std::unique_ptr<Listener>(
        std::make_unique<SocketListener>(std::move(*fd), SocketFile(), std::move(endpoint), std::string(), false));
}

base::Unexpected<IoError> cannot_connect(const Endpoint& endpoint, int code)
{
    std::string what = "Cannot connect to " + endpoint.text();
    if (code == ECONNREFUSED) return failure(IoErrorKind::refused, what + ": connection refused, nobody listens there.", code);
    return base::Unexpected(system_error(code, std::move(what)));
}

Result<std::unique_ptr<Stream>> connect_to(const SocketAddress& address, const Endpoint& endpoint, Deadline deadline)
{
    Result<Descriptor> fd = tcp_socket(address.family());
    if (!fd) return base::Unexpected(std::move(fd).error());
    set_no_delay(fd->get());
    if (::connect(fd->get(), address.get(), address.length) != 0) {
        if (errno != EINPROGRESS && errno != EINTR) return cannot_connect(endpoint, errno);
        bool ready = false;
        try {
            ready = base::current_scheduler().wait_fd(fd->get(), base::FdEvent::writable, deadline);
        } catch (const base::Cancelled&) {
            return failure(IoErrorKind::cancelled, "Connecting to " + endpoint.text() + " was cancelled.");
        }
        if (!ready) return failure(IoErrorKind::timed_out, "Cannot connect to " + endpoint.text() + ": timed out.", ETIMEDOUT);
        int code = 0;
        socklen_t length = sizeof code;
        if (::getsockopt(fd->get(), SOL_SOCKET, SO_ERROR, &code, &length) != 0) code = errno;
        if (code != 0) return cannot_connect(endpoint, code);
    }
    PeerInfo peer;
    read_address(address.storage, peer.address, peer.port);
    sockaddr_storage own{};
    socklen_t length = sizeof own;
    Endpoint local;
    if (::getsockname(fd->get(), reinterpret_cast<sockaddr*>(&own), &length) == 0) read_address(own, local.name, local.port);
    peer.local = local.text();
    return std::unique_ptr<Stream>(std::make_unique<SocketStream>(std::move(*fd), std::move(peer)));
}

} // namespace

Result<std::unique_ptr<Listener>> listen_tcp(std::string_view host, std::uint16_t port, const ListenOptions& options)
{
    Endpoint endpoint{TransportKind::tcp, std::string(host), port};
    if (host == "*") {
        endpoint.name = "::";
        Result<std::unique_ptr<Listener>> both = listen_at(any_address(AF_INET6, port), true, endpoint, options);
        // A machine without IPv6.
        if (both || (both.error().code != EAFNOSUPPORT && both.error().code != EADDRNOTAVAIL)) return both;
        endpoint.name = "0.0.0.0";
        return listen_at(any_address(AF_INET, port), false, endpoint, options);
    }
    Result<std::vector<SocketAddress>> addresses = resolve(host, port, Deadline::after(resolve_patience));
    if (!addresses) {
        addresses.error().message = "Cannot listen on " + endpoint.text() + ": " + addresses.error().message;
        return base::Unexpected(std::move(addresses).error());
    }
    if (addresses->empty()) return failure(IoErrorKind::not_found, "Cannot listen on " + endpoint.text() + ": the host has no address.");
    return listen_at(addresses->front(), false, endpoint, options);
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
        last = connect_to((*addresses)[i], endpoint, share);
        if (last || last.error().kind == IoErrorKind::cancelled) break;
    }
    return last;
}

} // namespace kestrun::io
