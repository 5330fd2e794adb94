// Listening on and connecting to Unix sockets, by path or by the name of the pipe that one stands for (outside Windows).

#include "base/error.hpp"
#include "base/scheduler.hpp"
#include "io/pipe_name.hpp"
#include "io/socket_file_posix.hpp"
#include "io/socket_listener_posix.hpp"
#include "io/socket_stream_posix.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace kestrun::io {

namespace {

using std::chrono::milliseconds;

Result<std::unique_ptr<Listener>> listen_at(SocketName name, Endpoint endpoint, const ListenOptions& options)
{
    Descriptor socket;
    Result<SocketFile> file = SocketFile::listen(name, options.owner_only, options.backlog, socket);
    if (!file) return base::Unexpected(std::move(file).error());
    return std::unique_ptr<Listener>(std::make_unique<SocketListener>(std::move(socket), std::move(*file), std::move(endpoint),
                                                                      std::move(name.path), options.owner_only));
}

std::string owner_text(const std::string& path)
{
    struct stat file = {};
    if (::lstat(path.c_str(), &file) != 0) return {};
    return " The socket '" + path + "' belongs to user " + user_name(file.st_uid) + "; you are " + user_name(::geteuid()) + '.';
}

base::Unexpected<IoError> cannot_connect(const SocketName& name, int code)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return failure(IoErrorKind::not_found,
                       "There is no " + name.title + ": no server has made '" + name.path +
                           "'. Is the server running, under this name and user?",
                       code);
    case ECONNREFUSED:
        return failure(IoErrorKind::refused,
                       "Nobody serves the " + name.title + " any more: '" + name.path +
                           "' is left over from a server that ended, or is no socket.",
                       code);
    case EACCES:
    case EPERM: return failure(IoErrorKind::access_denied, "Access to the " + name.title + " is denied." + owner_text(name.path), code);
    case EAGAIN:
        return failure(IoErrorKind::busy, "The " + name.title + " is busy: the server did not accept the connection in time.", code);
    default: return base::Unexpected(system_error(code, "Cannot connect to the " + name.title));
    }
}

// connect(2) of a Unix socket either succeeds or fails at once; a full queue and a server that is not there yet are waited for by asking
// again.
Result<std::unique_ptr<Stream>> connect_at(const SocketName& name, TransportKind kind, std::string local, Deadline deadline,
                                           bool wait_for_server)
{
    sockaddr_un address = socket_address(name.path);
    milliseconds pause(1);
    while (true) {
        Descriptor fd(::socket(AF_UNIX, SOCK_STREAM, 0));
        if (!fd) return base::Unexpected(system_error(errno, "A Unix socket cannot be made"));
        make_nonblocking_cloexec(fd.get());
        if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
            PeerInfo peer;
            peer.kind = kind;
            peer.local = std::move(local);
            PeerCredentials credentials = peer_credentials(fd.get());
            peer.pid = credentials.pid;
            peer.uid = credentials.uid;
            return std::unique_ptr<Stream>(std::make_unique<SocketStream>(std::move(fd), std::move(peer)));
        }
        int code = errno;
        bool worth_waiting = code == EAGAIN || code == EINTR || (wait_for_server && (code == ENOENT || code == ECONNREFUSED));
        if (!worth_waiting || deadline.passed()) return cannot_connect(name, code);
        try {
            base::sleep_until(std::min(deadline, Deadline::after(pause)));
        } catch (const base::Cancelled&) {
            return failure(IoErrorKind::cancelled, "Connecting to the " + name.title + " was cancelled.");
        }
        pause = std::min(pause * 2, milliseconds(20));
    }
}

} // namespace

Result<std::unique_ptr<Listener>> listen_pipe(std::string_view name, const ListenOptions& options)
{
    if (Result<void> checked = check_pipe_name(name); !checked) return base::Unexpected(std::move(checked).error());
    std::string text(name);
    if (!options.pipe_security.empty()) {
        return failure(IoErrorKind::invalid, "The access list '" + options.pipe_security + "' of the named pipe '" + text +
                                                 "' cannot be used: pipes have access lists on Windows only. Without -CurrentUserOnly the "
                                                 "pipe lets all users in.");
    }
    return listen_at({"named pipe '" + text + "'", pipe_path(name)}, {TransportKind::named_pipe, text, 0}, options);
}

Result<std::unique_ptr<Listener>> listen_unix(std::string_view path, const ListenOptions& options)
{
    Result<std::string> full = unix_socket_path(path);
    if (!full) return base::Unexpected(std::move(full).error());
    return listen_at({"Unix socket '" + *full + "'", *full}, {TransportKind::unix_socket, *full, 0}, options);
}

Result<std::unique_ptr<Stream>> connect_pipe(std::string_view name, Deadline deadline, bool wait_for_server)
{
    Result<std::string> path = client_pipe_path(name);
    if (!path) return base::Unexpected(std::move(path).error());
    std::string text(name);
    return connect_at({"named pipe '" + text + "'", std::move(*path)}, TransportKind::named_pipe, text, deadline, wait_for_server);
}

Result<std::unique_ptr<Stream>> connect_unix(std::string_view path, Deadline deadline, bool wait_for_server)
{
    Result<std::string> full = unix_socket_path(path);
    if (!full) return base::Unexpected(std::move(full).error());
    return connect_at({"Unix socket '" + *full + "'", *full}, TransportKind::unix_socket, *full, deadline, wait_for_server);
}

} // namespace kestrun::io
