// TCP sockets of POSIX.

#include "base/error.hpp"
#include "io/socket_listener_posix.hpp"
#include "io/socket_stream_posix.hpp"
#include "io/tcp_socket.hpp"

#include <cerrno>

namespace kestrun::io {

namespace {

Result<Descriptor> tcp_socket(int family)
{
    Descriptor fd(::socket(family, SOCK_STREAM, 0));
    if (!fd) return base::Unexpected(system_error(errno, "A TCP socket cannot be made"));
    make_nonblocking_cloexec(fd.get());
    return fd;
}

} // namespace

Result<std::unique_ptr<Listener>> listen_at_address(const SocketAddress& address, bool both_families, Endpoint endpoint,
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
        return tcp_listen_failure(endpoint, errno);
    sockaddr_storage bound{};
    socklen_t length = sizeof bound;
    if (::getsockname(fd->get(), reinterpret_cast<sockaddr*>(&bound), &length) == 0) read_address(bound, endpoint.name, endpoint.port);
    return std::unique_ptr<Listener>(
        std::make_unique<SocketListener>(std::move(*fd), SocketFile(), std::move(endpoint), std::string(), false));
}

Result<std::unique_ptr<Stream>> connect_to_address(const SocketAddress& address, const Endpoint& endpoint, Deadline deadline)
{
    Result<Descriptor> fd = tcp_socket(address.family());
    if (!fd) return base::Unexpected(std::move(fd).error());
    set_no_delay(fd->get());
    if (::connect(fd->get(), address.get(), address.length) != 0) {
        if (errno != EINPROGRESS && errno != EINTR) return tcp_connect_failure(endpoint, errno);
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
        if (code != 0) return tcp_connect_failure(endpoint, code);
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

} // namespace kestrun::io
