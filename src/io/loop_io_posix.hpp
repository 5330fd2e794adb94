#pragma once
// The bridge from descriptors to fibers: who waits for what, and what the system's events mean to them.

#include "base/scheduler.hpp"
#include "io/reactor.hpp"

#include <cstdint>
#include <span>

namespace kestrun::io {

namespace detail {
class LoopCore;
}

// A descriptor's place in a loop: who waits for it. Part of the object that owns the descriptor.
struct IoWatch
{
    detail::LoopCore* loop = nullptr; // nullptr: not registered yet
    int fd = -1;
    base::Task* reader = nullptr;
    base::Task* writer = nullptr;
    bool readable = true; // a read may succeed; cleared by one that found nothing more, set by the next event
    bool writable = true;
    bool write_interest = false;
    bool half_closed = false;
    bool hung_up = false;
    std::uint32_t cancels = 0;       // counted up by cancel(): ends the waits that began before
    base::Task* peer_task = nullptr; // to be cancelled when the peer goes
    bool peer_task_half_close = false;
    IoWatch* previous = nullptr; // all watches of the loop
    IoWatch* next = nullptr;
};

enum class IoWait : std::uint8_t
{
    ready,
    timed_out,
    cancelled,
};

namespace detail {

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
    // Forgets all watches: streams and listeners may outlive the loop.
    void close() noexcept;
    // See base::Scheduler.
    bool wait_fd(int fd, base::FdEvent event, base::Deadline deadline);

    // Registers the watch when it is not yet. Throws std::system_error.
    void attach(IoWatch& watch);
    void detach(IoWatch& watch) noexcept;
    // Suspends the running fiber until the descriptor may be ready. Throws std::system_error when it cannot be watched.
    IoWait wait(IoWatch& watch, base::FdEvent event, base::Deadline deadline);
    // Called by SignalWatch: listens to the descriptor that signal handlers write to.
    void watch_signals(int fd);

private:
    LoopCore& loop_;
    Reactor reactor_;
    IoWatch* watches_ = nullptr;
    bool signal_fd_watched_ = false;
};

} // namespace detail

} // namespace kestrun::io
