// Listening on and connecting to Unix sockets, which Windows has since version 1803 of Windows 10.

#include "io/unix_socket_windows.hpp"

#include "base/scheduler.hpp"
#include "io/overlapped_stream_windows.hpp"
#include "io/pipe_name.hpp"
#include "io/socket_file_windows.hpp"
#include "io/socket_listener_windows.hpp"

namespace kestrun::io {

namespace {

SocketName name_of(const std::string& path) { return {"Unix socket '" + path + "'", path}; }

// A missing file and one that nobody serves are the same to connect().
IoErrorKind kind_of_connect_error(DWORD code, const std::string& path, UnixSystem& system)
{
    if (code != 0 && system.look(path).kind == UnixSystem::File::Kind::missing) return IoErrorKind::not_found;
    return kind_of_system_code(static_cast<int>(code));
}

} // namespace

Result<std::unique_ptr<Listener>> listen_unix(std::string_view path, const ListenOptions& options, UnixSystem& system)
{
    Result<std::string> full = unix_socket_path(path);
    if (!full) return base::Unexpected(std::move(full).error());
    OwnedSocket socket;
    Result<SocketFile> file = SocketFile::listen(name_of(*full), options.owner_only, options.backlog, system, socket);
    if (!file) return base::Unexpected(std::move(file).error());
    return std::unique_ptr<Listener>(std::make_unique<SocketListener>(
        socket.release(), std::move(*file), Endpoint{TransportKind::unix_socket, *full, 0}, std::move(*full), system));
}

// ConnectEx() takes no Unix sockets. connect() waits for no network, but a thread of the pool makes the call all the same: nothing says
// that a server whose queue is full refuses at once.
Result<std::unique_ptr<Stream>> connect_unix(std::string_view path, Deadline deadline, bool wait_for_server, UnixSystem& system)
{
    Result<std::string> full = unix_socket_path(path);
    if (!full) return base::Unexpected(std::move(full).error());
    SocketName name = name_of(*full);
    sockaddr_un address = unix_address(*full);
    return connect_patiently(name.title, deadline, [&]() -> ConnectAttempt {
        OwnedSocket socket;
        if (DWORD code = system.create(socket); code != 0) return {nullptr, cannot_make_socket(name, code)};
        DWORD code = 0;
        try {
            base::run_blocking([&] { code = system.connect(socket.get(), address); });
        } catch (const base::Cancelled&) {
            return {nullptr, {IoErrorKind::cancelled, 0, "Connecting to the " + name.title + " was cancelled."}};
        }
        if (code == 0) {
            PeerInfo peer;
            peer.kind = TransportKind::unix_socket;
            peer.local = *full;
            if (DWORD process = system.peer_process(socket.get()); process != 0) peer.pid = process;
            return {std::make_unique<SocketStream>(socket.release(), std::move(peer)), {}};
        }
        IoErrorKind why = kind_of_connect_error(code, *full, system);
        bool worth_waiting = wait_for_server && (why == IoErrorKind::not_found || why == IoErrorKind::refused);
        return {nullptr, cannot_connect(name, why, static_cast<int>(code), " Its server lets in other users than you.").error(),
                worth_waiting};
    });
}

Result<std::unique_ptr<Listener>> listen_unix(std::string_view path, const ListenOptions& options)
{
    return listen_unix(path, options, UnixSystem::windows());
}

Result<std::unique_ptr<Stream>> connect_unix(std::string_view path, Deadline deadline, bool wait_for_server)
{
    return connect_unix(path, deadline, wait_for_server, UnixSystem::windows());
}

} // namespace kestrun::io
