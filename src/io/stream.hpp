#pragma once
// A connection: named pipe, Unix socket, TCP, TLS over one of them. The concrete kind is named only where it is made.

#include "base/clock.hpp"
#include "base/task.hpp"
#include "io/error.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace kestrun::io {

using base::Deadline;

enum class TransportKind : std::uint8_t
{
    named_pipe,
    unix_socket,
    tcp,
};

// "named pipe", "Unix socket", "TCP".
const char* to_string(TransportKind kind) noexcept;

struct PeerInfo
{
    TransportKind kind = TransportKind::tcp;
    std::string address;    // of the other side: "127.0.0.1", "::1"; for pipes and Unix sockets empty
    std::uint16_t port = 0; // TCP only
    std::string local;      // of this side: "127.0.0.1:5000", the pipe's name, the socket's path
    std::int64_t pid = -1;  // the peer's process where the system tells (pipes, Unix sockets), else -1
    std::int64_t uid = -1;  // the peer's user where the system tells, else -1
};

enum class PeerWatch : std::uint8_t
{
    hang_up,    // both directions are gone: certain that nobody reads an answer
    half_close, // the peer sends no more; a TCP client that left looks like this until it is written to
};

// Belongs to the event loop of the fiber that first waits on it, and to that loop's thread from then on; until then it may be handed to
// another thread. On a thread without a loop its waits block the thread. At most one task reads and one writes at a time.
class Stream
{
public:
    virtual ~Stream() = default;

    // Reads at least one byte and at most buffer.size() (> 0) of them; 0 is the orderly end. Tries before it looks at the deadline, so
    // Deadline::immediate() polls. Errors: timed_out, cancelled, reset, other.
    virtual Result<std::size_t> read_some(std::span<char> buffer, Deadline deadline) = 0;
    // Writes everything, gathered into as few system calls as possible. After an error some of it may have gone out.
    virtual Result<void> write_all(std::span<const std::string_view> buffers, Deadline deadline) = 0;
    Result<void> write_all(std::string_view text, Deadline deadline) { return write_all(std::span(&text, 1), deadline); }

    // Tells the peer that no more comes; reading goes on.
    virtual Result<void> shutdown_write() = 0;
    // Ends both directions; waits of other tasks end with `cancelled`. Idempotent. The destructor closes too.
    virtual void close() noexcept = 0;
    // Ends the waits of other tasks on this stream with `cancelled`; the stream stays usable.
    virtual void cancel() noexcept = 0;
    virtual bool is_open() const noexcept = 0;

    // While a request is worked on: when the peer goes away, the task is cancelled with CancelReason::client_gone (at once when it has
    // gone already). nullptr ends the watch; the task must outlive it. Needs an event loop; does nothing on a plain thread.
    virtual void watch_peer(base::Task* task, PeerWatch what) = 0;

    virtual const PeerInfo& peer() const noexcept = 0;
    // The descriptor (POSIX) or handle; -1 when closed or when there is none.
    virtual std::intptr_t native_handle() const noexcept = 0;
};

// Fills the whole buffer; `eof` when the stream ends before.
Result<void> read_exact(Stream& stream, std::span<char> buffer, Deadline deadline);

// Two connected streams (Unix sockets without a name), for tests and for talking to child processes.
Result<std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>>> stream_pair();

} // namespace kestrun::io
