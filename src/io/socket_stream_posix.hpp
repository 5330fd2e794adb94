#pragma once
// Stream over a connected, non-blocking stream socket of any family.

#include "io/descriptor_posix.hpp"
#include "io/loop_core.hpp"
#include "io/stream.hpp"
#include "io/stream_support.hpp"

#include <memory>

namespace kestrun::io {

class SocketStream final : public Stream
{
public:
    SocketStream(Descriptor socket, PeerInfo peer) noexcept;
    ~SocketStream() override { close(); }
    SocketStream(const SocketStream&) = delete;
    SocketStream& operator=(const SocketStream&) = delete;

    Result<std::size_t> read_some(std::span<char> buffer, Deadline deadline) override;
    Result<void> write_all(std::span<const std::string_view> buffers, Deadline deadline) override;
    Result<void> shutdown_write() override;
    void close() noexcept override;
    void cancel() noexcept override;
    bool is_open() const noexcept override { return watch_.fd >= 0; }
    void watch_peer(base::Task* task, PeerWatch what) override;
    const PeerInfo& peer() const noexcept override { return peer_; }
    std::intptr_t native_handle() const noexcept override { return watch_.fd; }

private:
    IoError failed(const char* what, int code) const;
    base::Unexpected<IoError> gave_up(const char* what, IoWait outcome) const;

    IoWatch watch_; // owns its descriptor
    PeerInfo peer_;
};

// Suspends the running task until the watch's descriptor is ready, on a loop or on a plain thread. Throws std::system_error.
IoWait wait_ready(IoWatch& watch, base::FdEvent event, Deadline deadline);
// Closes the watch's descriptor, on its loop's thread, and ends the waits on it.
void close_watch(IoWatch& watch) noexcept;
void cancel_watch(IoWatch& watch) noexcept;

} // namespace kestrun::io
