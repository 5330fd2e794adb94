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

// connect(2) of a Unix socket either succeeds or fails at once; a full queue and a server that is not there yet are waited for by asking
// again.
Result<std::unique_ptr<Stream>> connect_at(const SocketName& name, TransportKind kind, const std::string& local, Deadline deadline,
                                           bool wait_for_server)
{
    sockaddr_un address = socket_address(name.path);
    return connect_patiently(name.title, deadline, [&]() -> ConnectAttempt {
        Descriptor fd(::socket(AF_UNIX, SOCK_STREAM, 0));
        if (!fd) return {nullptr, system_error(errno, "A Unix socket cannot be made")};
        make_nonblocking_cloexec(fd.get());
        if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
            PeerInfo peer;
            peer.kind = kind;
            peer.local = local;
            PeerCredentials credentials = peer_credentials(fd.get());
            peer.pid = credentials.pid;
            peer.uid = credentials.uid;
            return {std::make_unique<SocketStream>(std::move(fd), std::move(peer)), {}};
        }
        int code = errno;
        IoErrorKind why = kind_of_system_code(code);
        bool worth_waiting = code == EAGAIN || code == EINTR || (wait_for_server && (code == ENOENT || code == ECONNREFUSED));
        return {nullptr, cannot_connect(name, why, code, why == IoErrorKind::access_denied ? owner_text(name.path) : "").error(),
                worth_waiting};
    });
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
