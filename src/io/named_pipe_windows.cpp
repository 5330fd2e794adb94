// Listening on and connecting to named pipes; Unix sockets, which this system's version of the program does not serve.

#include "base/scheduler.hpp"
#include "base/system.hpp"
#include "io/overlapped_stream_windows.hpp"
#include "io/pipe_listener_windows.hpp"
#include "io/pipe_name.hpp"

#include <algorithm>

namespace kestrun::io {

namespace {

using std::chrono::milliseconds;

base::Unexpected<IoError> cannot_connect(const std::string& name, DWORD code)
{
    std::string title = "named pipe '" + name + "'";
    switch (kind_of_system_code(static_cast<int>(code))) {
    case IoErrorKind::not_found:
        return failure(IoErrorKind::not_found,
                       "There is no " + title + ": no server has made '" + pipe_path(name) + "'. Is the server running, under this name?",
                       static_cast<int>(code));
    case IoErrorKind::busy:
        return failure(IoErrorKind::busy, "The " + title + " is busy: the server did not accept the connection in time.",
                       static_cast<int>(code));
    case IoErrorKind::access_denied:
        return failure(IoErrorKind::access_denied, "Access to the " + title + " is denied: its server lets in other users than you.",
                       static_cast<int>(code));
    default: return base::Unexpected(system_error(static_cast<int>(code), "Cannot connect to the " + title));
    }
}

base::Unexpected<IoError> no_unix_sockets(const std::string& path)
{
    return failure(IoErrorKind::invalid,
                   "The Unix socket '" + path +
                       "' cannot be used: on Windows the program serves named pipes and TCP. Use a named pipe, such as "
                       "'kestrun.demo.pipe'.");
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
    milliseconds pause(1);
    while (true) {
        // A server may learn who the client is, and not act in its name.
        HANDLE pipe = ::CreateFileW(wide_path.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
                                    FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr);
        if (pipe != INVALID_HANDLE_VALUE) {
            PeerInfo peer;
            peer.kind = TransportKind::named_pipe;
            peer.local = name;
            ULONG process = 0;
            if (::GetNamedPipeServerProcessId(pipe, &process)) peer.pid = process;
            return std::unique_ptr<Stream>(std::make_unique<PipeStream>(pipe, std::move(peer)));
        }
        DWORD code = ::GetLastError();
        bool worth_waiting = code == ERROR_PIPE_BUSY || (wait_for_server && code == ERROR_FILE_NOT_FOUND);
        if (!worth_waiting || deadline.passed()) return cannot_connect(std::string(name), code);
        try {
            base::sleep_until(std::min(deadline, Deadline::after(pause)));
        } catch (const base::Cancelled&) {
            return failure(IoErrorKind::cancelled, "Connecting to the named pipe '" + std::string(name) + "' was cancelled.");
        }
        pause = std::min(pause * 2, milliseconds(20));
    }
}

Result<std::unique_ptr<Listener>> listen_unix(std::string_view path, const ListenOptions&) { return no_unix_sockets(std::string(path)); }

Result<std::unique_ptr<Stream>> connect_unix(std::string_view path, Deadline, bool) { return no_unix_sockets(std::string(path)); }

} // namespace kestrun::io
