#pragma once
// How code that knows nothing of input and output waits: the script engine sleeps, yields, runs blocking work, starts tasks and waits for
// descriptors through the scheduler of the thread it finds itself on. On a fiber that is the event loop's; elsewhere the plain one, which
// blocks the thread. Every wait can be cancelled and throws base::Cancelled then.

#include "base/function.hpp"
#include "base/sync.hpp"
#include "base/task.hpp"

#include <exception>
#include <optional>
#include <type_traits>

namespace kestrun::base {

struct SpawnOptions
{
    std::size_t stack_size = 0; // bytes, for fibers; 0 is the scheduler's default
    bool any_thread = false;    // may run on another thread than its spawner, so that all processors are used
};

enum class FdEvent : std::uint8_t
{
    readable,
    writable,
};

// One per event loop, and one per thread without. Its functions are called by tasks of its own thread only.
class Scheduler
{
public:
    // The task that runs now.
    virtual Task& current_task() noexcept = 0;
    // Waits for unpark(), the deadline, the task's time limit or a cancellation; returns false when the deadline passed. Never throws:
    // callers look at cancel_state() themselves. The base of WaitQueue and of the streams; others use those.
    virtual bool park(Deadline deadline) noexcept = 0;
    // Lets other ready fibers run, then goes on. Throws Cancelled.
    virtual void yield() = 0;
    // The slow path of poll(): yields when the time slice is over. Throws Cancelled.
    virtual void safepoint() = 0;
    // Runs the function on another thread (where there is a thread pool) and waits for it, whatever happens. What it throws is thrown
    // here. Throws Cancelled before it starts, never while it runs.
    virtual void run_blocking(FunctionRef<void()> function) = 0;
    // Starts a task beside this one: a fiber of the same loop, or a thread. An exception that leaves it is reported on standard error,
    // Cancelled ends it silently.
    virtual TaskHandle spawn(UniqueFunction<void()> function, SpawnOptions options) = 0;
    // Waits until a file descriptor (pipe, socket, pidfd) is readable or writable, at end of file or broken; false when the deadline
    // passed first. One waiter per descriptor and event. Throws Cancelled, and std::system_error for what cannot be waited for (plain
    // files).
    virtual bool wait_fd(int fd, FdEvent event, Deadline deadline) = 0;

protected:
    Scheduler() = default;
    ~Scheduler() = default;
};

// The scheduler of what runs here now. Never fails.
Scheduler& current_scheduler() noexcept;

// The event loop sets its own while it runs a fiber; nullptr brings back the thread's plain one.
void set_current_scheduler(Scheduler* scheduler) noexcept;

// What a scheduler runs as a task's body: reports an exception that leaves it on standard error (not Cancelled), then destroys it.
void run_reporting(UniqueFunction<void()>& function) noexcept;

inline Task& current_task() noexcept { return current_scheduler().current_task(); }

// Throws Cancelled. Precision is about a millisecond on an event loop.
void sleep_until(Deadline deadline);
inline void sleep_for(Duration duration) { sleep_until(Deadline::after(duration)); }

inline void yield() { current_scheduler().yield(); }

inline TaskHandle spawn(UniqueFunction<void()> function, SpawnOptions options = {})
{
    return current_scheduler().spawn(std::move(function), options);
}

// Runs work that blocks (files, DNS, heavy hashing) without holding up the loop and returns its result.
template <class F>
auto run_blocking(F&& function) -> std::invoke_result_t<F&>
{
    using R = std::invoke_result_t<F&>;
    if constexpr (std::is_void_v<R>) {
        current_scheduler().run_blocking(function);
    } else {
        std::optional<R> result;
        current_scheduler().run_blocking([&] { result.emplace(function()); });
        return std::move(*result);
    }
}

} // namespace kestrun::base
