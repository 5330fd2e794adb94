#include "io/socket_listener_posix.hpp"

#include "io/socket_address.hpp"
#include "io/socket_stream_posix.hpp"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace kestrun::io {

namespace {

int accept_nonblocking(int fd, sockaddr* address, socklen_t* length)
{
#if defined(__linux__)
    return ::accept4(fd, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
#else
    int accepted = ::accept(fd, address, length);
    if (accepted >= 0) make_nonblocking_cloexec(accepted);
    return accepted;
#endif
}

// Errors of the connection that was to be accepted, not of the listener (accept(2): "treat them like EAGAIN by retrying").
bool concerns_the_connection(int code)
{
    switch (code) {
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
    case ENETDOWN:
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENOPROTOOPT:
#ifdef EHOSTDOWN
    case EHOSTDOWN:
#endif
    case EOPNOTSUPP: return true;
    default: return false;
    }
}

} // namespace

SocketListener::SocketListener(Descriptor socket, SocketFile file, Endpoint endpoint, std::string path, bool owner_only)
    : file_(std::move(file)), endpoint_(std::move(endpoint)), path_(std::move(path)), owner_only_(owner_only)
{
    watch_.fd = socket.release();
    local_ = endpoint_.kind == TransportKind::tcp ? endpoint_.text() : endpoint_.name;
}

Result<std::unique_ptr<Stream>> SocketListener::accept(Deadline deadline)
{
    bool last_try = false;
    while (true) {
        if (watch_.fd < 0) return failure(IoErrorKind::cancelled, endpoint_.text() + ": the listener is closed");
        if (watch_.readable) {
            sockaddr_storage address;
            socklen_t length = sizeof address;
            int fd = accept_nonblocking(watch_.fd, reinterpret_cast<sockaddr*>(&address), &length);
            if (fd >= 0) {
                Descriptor socket(fd);
                PeerInfo peer;
                peer.kind = endpoint_.kind;
                peer.local = local_;
                if (peer.kind == TransportKind::tcp) {
                    read_address(address, peer.address, peer.port);
                    set_no_delay(fd);
                } else if (!admit(fd, peer)) {
                    continue;
                }
                give_way();
                return std::unique_ptr<Stream>(std::make_unique<SocketStream>(std::move(socket), std::move(peer)));
            }
            if (concerns_the_connection(errno)) continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK) return base::Unexpected(system_error(errno, endpoint_.text() + ": accept"));
            watch_.readable = false;
        }
        IoWait outcome = last_try ? IoWait::timed_out : wait_ready(watch_, base::FdEvent::readable, deadline);
        if (outcome == IoWait::timed_out && !last_try) {
            last_try = watch_.readable = true; // the event may be on its way
            continue;
        }
        if (outcome == IoWait::timed_out) return failure(IoErrorKind::timed_out, endpoint_.text() + ": no connection came in time");
        if (outcome == IoWait::cancelled)
            return failure(IoErrorKind::cancelled, endpoint_.text() + ": waiting for connections was cancelled");
    }
}

bool SocketListener::admit(int fd, PeerInfo& peer) noexcept
{
    PeerCredentials credentials = peer_credentials(fd);
    peer.pid = credentials.pid;
    peer.uid = credentials.uid;
    if (!owner_only_ || credentials.uid == static_cast<std::int64_t>(::geteuid()) || credentials.uid == 0) return true;
    ++rejected_;
    return false;
}

void SocketListener::close() noexcept
{
    file_.remove();
    close_watch(watch_);
}

} // namespace kestrun::io
