#pragma once
// The inside of an EventLoop: the scheduler of its fibers. See loop.hpp for the order of running.

#include "base/scheduler.hpp"
#include "base/ticker.hpp"
#include "io/fiber_task.hpp"
#include "io/loop_inbox.hpp"
#include "io/loop_io.hpp"
#include "io/stack_pool.hpp"
#include "io/timer_wheel.hpp"
#include "io/worker_loops.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace kestrun::io {

class EventLoop;

namespace detail {

class LoopCore final : public base::Scheduler
{
public:
    explicit LoopCore(EventLoop& owner);
    ~LoopCore();
    LoopCore(const LoopCore&) = delete;
    LoopCore& operator=(const LoopCore&) = delete;

    // Of the thread that runs now; nullptr when it runs no loop, or the fiber's only (when on a fiber).
    static LoopCore* current() noexcept;
    static LoopCore* current_on_fiber() noexcept;

    base::Task& current_task() noexcept override { return *running_; }
    bool park(base::Deadline deadline) noexcept override;
    void yield() override;
    void safepoint() override;
    void run_blocking(base::FunctionRef<void()> function) override;
    base::TaskHandle spawn(base::UniqueFunction<void()> function, base::SpawnOptions options) override;
    bool wait_fd(int fd, base::FdEvent event, base::Deadline deadline) override;

    // safepoint() without the exception: gives way when the slice is over.
    void give_way() noexcept;

    // Runs until stop() or, when `until` is given, until that task is done.
    void run(const base::Task* until);
    void stop() noexcept;
    // See EventLoop::~EventLoop.
    void drain(base::Duration patience) noexcept;
    void cancel_all(base::CancelReason reason) noexcept;
    std::size_t fiber_count() const noexcept { return fiber_count_.load(std::memory_order_relaxed); }
    base::TimePoint now() const noexcept { return now_; }
    LoopInbox& inbox() noexcept { return *inbox_; }
    LoopIo& io() noexcept { return io_; }
    TimerWheel& timers() noexcept { return timers_; }
    StackPool& stacks() noexcept { return stacks_; }
    EventLoop& owner() noexcept { return owner_; }
    Fiber* running() noexcept { return running_; }
    // The loop's thread, from anywhere.
    void wake(Fiber& fiber) noexcept;
    void trim_running_stack() noexcept;

private:
    friend class kestrun::io::Fiber;

    void adopt(Fiber& fiber) noexcept;
    void resume(Fiber& fiber);
    void recycle(Fiber& fiber) noexcept;
    static void fiber_main(void* argument) noexcept;
    void switch_out() noexcept;
    bool finished() const noexcept;
    void run_round();
    void drain_inbox();
    void poll_system(bool may_sleep);
    int sleep_ms() const noexcept;
    bool slice_over() noexcept;

    EventLoop& owner_;
    LoopIo io_;
    std::shared_ptr<LoopInbox> inbox_;
    TimerWheel timers_;
    StackPool stacks_;
    WorkerLoops workers_;
    base::TimePoint now_;

    FiberQueue ready_;   // woken or yielded
    FiberQueue expired_; // used up their slice
    Fiber* running_ = nullptr;
    Fiber* all_ = nullptr;
    std::atomic<std::size_t> fiber_count_{0};
    unsigned rounds_without_poll_ = 0;

    base::TickerSlot slot_;
    base::TimePoint slice_start_{};
    unsigned slice_polls_ = 0;

    const base::Task* until_ = nullptr;
    std::atomic<bool> stop_{false};
    std::vector<base::UniqueFunction<void()>> posts_;
};

} // namespace detail

} // namespace kestrun::io
