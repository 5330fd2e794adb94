#pragma once
// The event loop: one thread, many fibers, one readiness queue.
//
// Ready fibers run in turn. One that waited and was woken goes before those that used up their time slice, but after each round of the
// former one of the latter gets its slice, so neither kind starves; the operating system is asked for events between slices. A fiber that
// computes for ever therefore delays others by one slice (2 ms), not by more, however many of its kind there are.

#include "base/clock.hpp"
#include "base/function.hpp"
#include "base/scheduler.hpp"

#include <atomic>
#include <cstddef>
#include <exception>
#include <initializer_list>
#include <memory>
#include <optional>
#include <thread>
#include <type_traits>
#include <vector>

namespace kestrun::io {

namespace detail {
class LoopCore;
}

class EventLoop
{
public:
    // Throws std::system_error when the system has no more descriptors.
    EventLoop();
    // On the thread that ran it (or when it never ran): cancels the fibers that are left with CancelReason::stopping and runs them to
    // their end, for at most 5 seconds; those that still resist are abandoned with a line on standard error.
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    // The loop of the thread that runs now, in fibers and callbacks; nullptr elsewhere.
    static EventLoop* current() noexcept;

    // Runs on the calling thread until stop(). May be called again afterwards.
    void run();
    // Any thread. Fibers stay as they are; see cancel_all.
    void stop() noexcept;
    // Runs the function as a fiber of this loop on the calling thread until it has ended; returns or throws what it returned or threw. When
    // already on a fiber of this loop it is just called. The way to give a main program an event loop:
    //     int main() { io::EventLoop loop; return loop.run_main([] { return real_main(); }); }
    template <class F>
    auto run_main(F&& function, base::SpawnOptions options = {}) -> std::invoke_result_t<F&>;

    // Any thread: calls the function on the loop's thread, outside fibers. It must not wait.
    void post(base::UniqueFunction<void()> function);
    // Any thread: starts a fiber. What it throws (other than base::Cancelled) is reported on standard error: catch it where it can be
    // handled.
    base::TaskHandle spawn(base::UniqueFunction<void()> function, base::SpawnOptions options = {});
    // What the destructor does, with another limit. On a thread that runs no loop.
    void drain(base::Duration patience) noexcept;
    // The loop's thread: requests cancellation of every fiber except the running one.
    void cancel_all(base::CancelReason reason) noexcept;
    // Any thread: fibers that have not ended.
    std::size_t fiber_count() const noexcept;
    // The time at which the loop last woke: good enough for log lines and Date headers, free of charge. The loop's thread.
    base::TimePoint now() const noexcept;

    detail::LoopCore& core() noexcept { return *core_; }

private:
    void run_main_fiber(base::FunctionRef<void()> function, base::SpawnOptions options);

    std::unique_ptr<detail::LoopCore> core_;
};

// Calls a function on the loop's thread at a deadline, outside fibers; it must not wait. The loop's thread only.
class Timer
{
public:
    explicit Timer(EventLoop& loop);
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    // Replaces an earlier start.
    void start(base::Deadline deadline, base::UniqueFunction<void()> function);
    void cancel() noexcept;

private:
    struct Node;
    std::unique_ptr<Node> node_;
};

// While one lives, the given signals call the function on the loop's thread (outside fibers) instead of what they did before. Several may
// watch the same signal: the newest gets it.
class SignalWatch
{
public:
    SignalWatch(EventLoop& loop, std::initializer_list<int> signals, base::UniqueFunction<void(int)> function);
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    struct State;

private:
    std::unique_ptr<State> state_;
};

// Several loops, each on a thread of its own; the first may be one that the caller runs.
class LoopGroup
{
public:
    // Starts `threads` threads at once (0: as many as there are processors, less the first loop's).
    explicit LoopGroup(unsigned threads = 0, EventLoop* first = nullptr);
    // stop() and join.
    ~LoopGroup();
    LoopGroup(const LoopGroup&) = delete;
    LoopGroup& operator=(const LoopGroup&) = delete;

    std::size_t size() const noexcept { return loops_.size(); }
    EventLoop& operator[](std::size_t index) noexcept { return *loops_[index]; }
    // Any thread: the loop with the fewest fibers; ties go round.
    EventLoop& next() noexcept;
    // Cancels all fibers of its own loops (not of `first`) with CancelReason::stopping, ends the threads and waits for them.
    void stop() noexcept;

private:
    std::vector<std::unique_ptr<EventLoop>> own_;
    std::vector<EventLoop*> loops_;
    std::vector<std::thread> threads_;
    std::atomic<unsigned> turn_{0};
};

template <class F>
auto EventLoop::run_main(F&& function, base::SpawnOptions options) -> std::invoke_result_t<F&>
{
    using R = std::invoke_result_t<F&>;
    if constexpr (std::is_void_v<R>) {
        run_main_fiber(function, options);
    } else {
        std::optional<R> result;
        run_main_fiber([&] { result.emplace(function()); }, options);
        return std::move(*result);
    }
}

} // namespace kestrun::io
