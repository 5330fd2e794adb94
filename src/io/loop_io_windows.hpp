#pragma once
// The bridge from operations that are under way to the fibers that wait for them.

#include "base/scheduler.hpp"
#include "io/reactor.hpp"

#include <cstddef>
#include <span>

namespace kestrun::io {

class IoHandle;

namespace detail {

class LoopCore;

// The loop's thread.
class LoopIo
{
public:
    explicit LoopIo(LoopCore& loop) noexcept : loop_(loop) {}
    LoopIo(const LoopIo&) = delete;
    LoopIo& operator=(const LoopIo&) = delete;

    Reactor& reactor() noexcept { return reactor_; }
    std::span<const ReadyEvent> wait(int timeout_ms) { return reactor_.wait(timeout_ms); }
    void dispatch(const ReadyEvent& event) noexcept;
    // Breaks off what is under way and forgets the handles: streams and listeners may outlive the loop.
    void close() noexcept;
    // Throws std::system_error: Windows has no readiness to wait for.
    bool wait_fd(int fd, base::FdEvent event, base::Deadline deadline);

    // False when the handle has belonged to another loop before.
    bool attach(IoHandle& handle) noexcept;
    void detach(IoHandle& handle) noexcept;
    // How many operations there are whose end the port will tell.
    void began() noexcept { ++under_way_; }
    void ended() noexcept { --under_way_; }

private:
    LoopCore& loop_;
    Reactor reactor_;
    IoHandle* handles_ = nullptr;
    std::size_t under_way_ = 0;
};

} // namespace detail

} // namespace kestrun::io
