#pragma once
// Waiting for connections, and making them. The three kinds differ only here.

#include "base/clock.hpp"
#include "io/endpoint.hpp"
#include "io/error.hpp"
#include "io/stream.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace kestrun::io {

// Belongs to the event loop of the fiber that first accepts; on a thread without a loop accept() blocks the thread.
class Listener
{
public:
    virtual ~Listener() = default;

    // The next connection. It belongs to no loop yet: hand it to the loop that shall serve it. Errors: timed_out, cancelled (also when
    // closed), exhausted (too many open files: wait a little and call again), other. Peers that may not connect are turned away silently
    // and counted.
    virtual Result<std::unique_ptr<Stream>> accept(Deadline deadline) = 0;
    // Stops listening and removes the socket file when it is still its own. Ends a waiting accept() with `cancelled`. Idempotent; the
    // loop's thread. The destructor closes too.
    virtual void close() noexcept = 0;
    // Where it really listens: port 0 has become the port chosen by the system.
    virtual const Endpoint& endpoint() const noexcept = 0;
    // The socket's or pipe's path; empty for TCP.
    virtual const std::string& path() const noexcept = 0;
    // How many peers were turned away because they are of another user.
    virtual std::uint64_t rejected() const noexcept = 0;
    virtual std::intptr_t native_handle() const noexcept = 0;
};

struct ListenOptions
{
    int backlog = 1024; // the system may cap it
    // Pipes and Unix sockets: only the owner's (and root's) processes are let in; otherwise all users of the machine. Mode 0600 or 0666, on
    // Windows an access list.
    bool owner_only = true;
    // Windows' pipes only: the access list as text of the Security Descriptor Definition Language, such as "D:(A;;GRGW;;;AU)", in place of
    // the one that owner_only stands for. The server's own user is added to it. Elsewhere the error is `invalid`.
    std::string pipe_security = {};
    // Windows' pipes only: bytes that the system keeps for each connection.
    std::uint32_t pipe_read_buffer = 65536;
    std::uint32_t pipe_write_buffer = 65536;
};

// Binds and listens at once; the listener accepts when asked. On Windows a pipe has up to 32 instances that wait for clients (`backlog` if
// that is less), and takes in `backlog` clients that nobody has accepted yet. Errors name the pipe, path or address:
// invalid (name), in_use (a live server; with its process id where known), access_denied (no right to the folder; another user's
// socket, named), other (a file that is no socket lies in the way and is left alone). A dead server's socket is replaced silently.
Result<std::unique_ptr<Listener>> listen_pipe(std::string_view name, const ListenOptions& options = {});
Result<std::unique_ptr<Listener>> listen_unix(std::string_view path, const ListenOptions& options = {});
// host: an address, or a name that is resolved (its first address counts), `*` for all IPv4 and IPv6 addresses. port 0: the system chooses.
Result<std::unique_ptr<Listener>> listen_tcp(std::string_view host, std::uint16_t port, const ListenOptions& options = {});
Result<std::unique_ptr<Listener>> listen(const Endpoint& endpoint, const ListenOptions& options = {});

// Errors: not_found (no such pipe or host), refused (nobody listens any more), busy (its queue is full until the deadline), access_denied,
// timed_out, unreachable, invalid (name), cancelled. Messages name the pipe, path or address.
// With wait_for_server the pipe or Unix socket need not exist yet: it is looked for until the deadline.
Result<std::unique_ptr<Stream>> connect_pipe(std::string_view name, Deadline deadline, bool wait_for_server = false);
Result<std::unique_ptr<Stream>> connect_unix(std::string_view path, Deadline deadline, bool wait_for_server = false);
// Tries every address of the host in turn.
Result<std::unique_ptr<Stream>> connect_tcp(std::string_view host, std::uint16_t port, Deadline deadline);
Result<std::unique_ptr<Stream>> connect(const Endpoint& endpoint, Deadline deadline);

} // namespace kestrun::io
