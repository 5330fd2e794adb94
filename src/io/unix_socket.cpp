#include "io/unix_socket.hpp"

#include "base/scheduler.hpp"

#include <algorithm>

namespace kestrun::io {

std::string capitalized(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

IoError cannot_create(const SocketName& name, int code)
{
    return system_error(code, capitalized(name.title) + " cannot be created: '" + name.path + "'");
}

base::Unexpected<IoError> no_socket(const SocketName& name, int code)
{
    return failure(IoErrorKind::other,
                   capitalized(name.title) + " cannot be created: '" + name.path +
                       "' exists and is not a socket. It was left alone; remove it or use another name.",
                   code);
}

base::Unexpected<IoError> already_served(const SocketName& name, const std::string& process, const std::string& more, int code)
{
    return failure(IoErrorKind::in_use,
                   "Access denied: " + name.title + " is already served by " + (process.empty() ? "another process" : process) + '.' + more,
                   code);
}

base::Unexpected<IoError> lock_is_held(const SocketName& name, const std::string& lock_path)
{
    return failure(IoErrorKind::busy,
                   capitalized(name.title) + " cannot be created: another server holds '" + lock_path + "' and does not let go.");
}

base::Unexpected<IoError> cannot_connect(const SocketName& name, IoErrorKind kind, int code, const std::string& owner)
{
    switch (kind) {
    case IoErrorKind::not_found:
        return failure(kind,
                       "There is no " + name.title + ": no server has made '" + name.path +
                           "'. Is the server running, under this name and user?",
                       code);
    case IoErrorKind::refused:
        return failure(kind,
                       "Nobody serves the " + name.title + " any more: '" + name.path +
                           "' is left over from a server that ended, or is no socket.",
                       code);
    case IoErrorKind::access_denied: return failure(kind, "Access to the " + name.title + " is denied." + owner, code);
    case IoErrorKind::busy: return failure(kind, "The " + name.title + " is busy: the server did not accept the connection in time.", code);
    default: return base::Unexpected(system_error(code, "Cannot connect to the " + name.title));
    }
}

Result<std::unique_ptr<Stream>> connect_patiently(const std::string& title, base::Deadline deadline,
                                                  base::FunctionRef<ConnectAttempt()> attempt)
{
    using std::chrono::milliseconds;
    milliseconds pause(1);
    while (true) {
        ConnectAttempt made = attempt();
        if (made.stream) return std::move(made.stream);
        if (!made.worth_waiting || deadline.passed()) return base::Unexpected(std::move(made.error));
        try {
            base::sleep_until(std::min(deadline, base::Deadline::after(pause)));
        } catch (const base::Cancelled&) {
            return failure(IoErrorKind::cancelled, "Connecting to the " + title + " was cancelled.");
        }
        pause = std::min(pause * 2, milliseconds(20));
    }
}

} // namespace kestrun::io
