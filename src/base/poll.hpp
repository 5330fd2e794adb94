#pragma once
// The safepoint of code that may run long: one load when there is nothing to do.
//
//     if (base::poll_requested()) base::poll_slow();      // at back-edges and calls of an interpreter
//     if (base::stack_exhausted(64 * 1024)) throw ...;    // before each level of recursion
//
// How the flag gets set. A fiber that has just been resumed starts with the flag up unless the ticker thread is awake: its first few
// safepoints take the slow path, which counts them and looks at the clock now and then. Short scripts end before that matters, so the
// ticker sleeps and costs nothing. A fiber that goes on for more than about 100 microseconds or 64 safepoints wakes the ticker, which then
// raises the flag of any thread whose fiber has run for a whole time slice, and goes back to sleep when it has seen none for a while.
// A request to cancel raises the flag of the task's thread from wherever it comes.

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace kestrun::base {

namespace detail {

struct PollState
{
    std::atomic<bool> requested{false};
    // Lowest address the stack may reach; UINTPTR_MAX until the slow path has asked the system for this thread's stack.
    std::uintptr_t stack_limit = UINTPTR_MAX;
};

#if defined(__GNUC__) && !defined(_WIN32)
__attribute__((tls_model("initial-exec")))
#endif
extern constinit thread_local PollState poll_state;

bool stack_exhausted_slow(std::size_t reserve) noexcept;

} // namespace detail

// True when the running task should call poll_slow() soon. Any thread; a relaxed load.
inline bool poll_requested() noexcept { return detail::poll_state.requested.load(std::memory_order_relaxed); }

// Gives way to other fibers when the time slice is over; throws base::Cancelled when the task was cancelled (its time limit passed, its
// client went away, the server stops) and no CancelShield is up. May suspend the calling fiber: hold no std::mutex here.
void poll_slow();

// The safepoint itself.
inline void poll()
{
    if (poll_requested()) [[unlikely]]
        poll_slow();
}

// The lowest usable address of the running stack: of the fiber when on one, else of the thread.
std::uintptr_t stack_limit() noexcept;

// True when fewer than `reserve` bytes of the running stack are left. Cheap: one compare. Right on fibers, the main and any other thread.
inline bool stack_exhausted(std::size_t reserve) noexcept
{
    std::uintptr_t here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    if (here - reserve > detail::poll_state.stack_limit && here > reserve) [[likely]]
        return false;
    return detail::stack_exhausted_slow(reserve);
}

} // namespace kestrun::base
