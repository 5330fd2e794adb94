// Listening on and connecting to named pipes.

#include "base/system.hpp"
#include "io/overlapped_stream_windows.hpp"
#include "io/pipe_listener_windows.hpp"
#include "io/pipe_name.hpp"
#include "io/unix_socket.hpp"

namespace kestrun::io {

namespace {

IoError no_connection(const std::string& name, DWORD code)
{
    std::string title = "named pipe '" + name + "'";
    IoErrorKind kind = kind_of_system_code(static_cast<int>(code));
    switch (kind) {
    case IoErrorKind::not_found:
        return {kind, static_cast<int>(code),
                "There is no " + title + ": no server has made '" + pipe_path(name) + "'. Is the server running, under this name?"};
    case IoErrorKind::busy:
        return {kind, static_cast<int>(code), "The " + title + " is busy: the server did not accept the connection in time."};
    case IoErrorKind::access_denied:
        return {kind, static_cast<int>(code), "Access to the " + title + " is denied: its server lets in other users than you."};
    default: return system_error(static_cast<int>(code), "Cannot connect to the " + title);
    }
}

} // namespace

Result<std::unique_ptr<Listener>> listen_pipe(std::string_view name, const ListenOptions& options)
{
    return PipeListener::listen(name, options);
}

// An instance that has got its client makes the pipe "busy" until the server has another one ready. WaitNamedPipe() would block the thread,
// and a client that it lets go may lose the race: asking again does.
Result<std::unique_ptr<Stream>> connect_pipe(std::string_view name, Deadline deadline, bool wait_for_server)
{
    Result<std::string> path = client_pipe_path(name);
    if (!path) return base::Unexpected(std::move(path).error());
    std::wstring wide_path = base::sys::to_wide(*path);
    return connect_patiently("named pipe '" + std::string(name) + "'", deadline, [&]() -> ConnectAttempt {
        // A server may learn who the client is, and not act in its name.
        HANDLE pipe = ::CreateFileW(wide_path.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
                                    FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr);
        if (pipe != INVALID_HANDLE_VALUE) {
            PeerInfo peer;
            peer.kind = TransportKind::named_pipe;
            peer.local = name;
            ULONG process = 0;
            if (::GetNamedPipeServerProcessId(pipe, &process)) peer.pid = process;
            return {std::make_unique<PipeStream>(pipe, std::move(peer)), {}};
        }
        DWORD code = ::GetLastError();
        bool worth_waiting = code == ERROR_PIPE_BUSY || (wait_for_server && code == ERROR_FILE_NOT_FOUND);
        return {nullptr, no_connection(std::string(name), code), worth_waiting};
    });
}

} // namespace kestrun::io
