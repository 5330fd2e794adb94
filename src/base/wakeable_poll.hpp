#pragma once
// Waiting for a descriptor on a thread without an event loop, ended early from other threads.

#include "base/scheduler.hpp"

#include <atomic>
#include <mutex>

namespace kestrun::base {

class WakeablePoll
{
public:
    WakeablePoll() = default;
    ~WakeablePoll();
    WakeablePoll(const WakeablePoll&) = delete;
    WakeablePoll& operator=(const WakeablePoll&) = delete;

    /// Before each wait; what is opened becomes visible to wake() under the lock that its callers hold. Throws std::system_error when the
    /// system has no more descriptors.
    void open(std::mutex& guard);
    /// Waits at most `timeout_ms` (-1: for ever) until the descriptor is ready, at its end or broken: true then. False for a time-out, a
    /// wake() or a signal. Throws std::system_error for what cannot be waited for.
    /// On Windows a descriptor is a socket; a wake() is seen after at most 20 ms.
    bool wait(int fd, FdEvent event, int timeout_ms);
    /// Any thread, after open(), with the lock.
    void wake() noexcept;

private:
    int wake_[2] = {-1, -1}; // a pipe, where the system can wait for one
    std::atomic<bool> woken_{false};
};

} // namespace kestrun::base
