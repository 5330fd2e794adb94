#include "base/plain_scheduler.hpp"

#include "base/detached_thread.hpp"
#include "base/error.hpp"
#include "base/memory_limit.hpp"
#include "base/poll.hpp"
#include "base/ticker.hpp"
#include "base/wakeable_poll.hpp"

#include <algorithm>
#include <condition_variable>
#include <system_error>
#include <thread>

namespace kestrun::base {

namespace {

class ThreadTask final : public Task
{
public:
    ThreadTask() = default;
    ~ThreadTask() override = default;

    // Called by the thread that becomes this task, and when it ends.
    void attach() noexcept
    {
        std::lock_guard guard(mutex_);
        poll_flag_ = &detail::poll_state.requested;
        if (cancel_state().reason() != CancelReason::none) poll_flag_->store(true, std::memory_order_relaxed);
    }
    void detach() noexcept
    {
        {
            std::lock_guard guard(mutex_);
            poll_flag_ = nullptr;
        }
        if (ticking_) ticker::remove(slot_);
        settle_memory();
        finish();
    }

    void unpark() noexcept override
    {
        std::lock_guard guard(mutex_);
        token_ = true;
        woken_.notify_one();
        if (in_poll_) poll_.wake();
    }
    void raise_poll() noexcept override
    {
        std::lock_guard guard(mutex_);
        if (poll_flag_ != nullptr) poll_flag_->store(true, std::memory_order_relaxed);
    }

    bool park(Deadline deadline) noexcept
    {
        Deadline until = effective_deadline(deadline);
        std::unique_lock lock(mutex_);
        auto ready = [this] { return token_ || cancel_state().requested(); };
        if (until.is_never()) {
            woken_.wait(lock, ready);
        } else if (!until.passed() && !ready()) {
            woken_.wait_until(lock, until.when(), ready);
        }
        token_ = false;
        lock.unlock();
        check_limit(Clock::now());
        return !deadline.passed();
    }

    // As poll(2), woken by unpark(). Returns what poll() returned for the descriptor.
    bool wait_fd(int fd, FdEvent event, Deadline deadline);

private:
    void limit_changed() noexcept override;

    std::mutex mutex_;
    std::condition_variable woken_;
    std::atomic<bool>* poll_flag_ = nullptr;
    bool token_ = false;
    bool in_poll_ = false;
    bool ticking_ = false;
    WakeablePoll poll_;
    TickerSlot slot_;
};

// The ticker takes a thread with a time limit for one that always runs the same fiber: its flag is raised once in a slice.
void ThreadTask::limit_changed() noexcept
{
    bool wanted = !limit().is_never();
    if (wanted == ticking_) return;
    ticking_ = wanted;
    if (wanted) {
        slot_.flag = &detail::poll_state.requested;
        slot_.turn.store(1, std::memory_order_relaxed);
        ticker::add(slot_);
        ticker::wake();
    } else {
        ticker::remove(slot_);
    }
}

int timeout_ms(Deadline deadline) noexcept
{
    if (deadline.is_never()) return -1;
    auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline.remaining()).count();
    return static_cast<int>(std::min<long long>(left, 3'600'000));
}

bool ThreadTask::wait_fd(int fd, FdEvent event, Deadline deadline)
{
    poll_.open(mutex_);
    struct Polling
    {
        ThreadTask& task;
        ~Polling()
        {
            std::lock_guard guard(task.mutex_);
            task.in_poll_ = false;
        }
    };
    while (true) {
        cancel_state().check();
        {
            std::lock_guard guard(mutex_);
            in_poll_ = !token_;
            token_ = false;
        }
        // A token that was there already makes this a mere look: the cancellation it may stand for is checked in the next round.
        const bool ready = [&] {
            const Polling until_here{*this};
            return poll_.wait(fd, event, in_poll_ ? timeout_ms(effective_deadline(deadline)) : 0);
        }();
        if (ready) return true;
        check_limit(Clock::now());
        if (deadline.passed()) {
            cancel_state().check();
            return false;
        }
    }
}

class PlainScheduler final : public Scheduler
{
public:
    PlainScheduler() : task_(TaskHandle::adopt(*new ThreadTask)) { thread_task().attach(); }
    ~PlainScheduler() { thread_task().detach(); }
    PlainScheduler(const PlainScheduler&) = delete;
    PlainScheduler& operator=(const PlainScheduler&) = delete;

    // A spawned thread becomes the task that its parent holds a handle of.
    void become(TaskHandle task) noexcept
    {
        thread_task().detach();
        task_ = std::move(task);
        thread_task().attach();
    }

    Task& current_task() noexcept override { return *task_.get(); }
    bool park(Deadline deadline) noexcept override { return thread_task().park(deadline); }
    void yield() override
    {
        safepoint();
        std::this_thread::yield();
    }
    void safepoint() override
    {
        detail::poll_state.requested.store(false, std::memory_order_relaxed);
        Task& task = current_task();
        if (!task.limit().is_never()) task.check_limit(Clock::now());
        task.cancel_state().check();
    }
    void run_blocking(FunctionRef<void()> function) override
    {
        current_task().cancel_state().check();
        function();
    }
    TaskHandle spawn(UniqueFunction<void()> function, SpawnOptions) override;
    bool wait_fd(int fd, FdEvent event, Deadline deadline) override { return thread_task().wait_fd(fd, event, deadline); }

private:
    ThreadTask& thread_task() noexcept { return static_cast<ThreadTask&>(*task_.get()); }

    TaskHandle task_;
};

PlainScheduler& this_thread_scheduler() noexcept
{
    thread_local PlainScheduler scheduler;
    return scheduler;
}

TaskHandle PlainScheduler::spawn(UniqueFunction<void()> function, SpawnOptions)
{
    TaskHandle task = TaskHandle::adopt(*new ThreadTask);
    start_detached([task, work = std::move(function)]() mutable {
        this_thread_scheduler().become(std::move(task));
        run_reporting(work);
    });
    return task;
}

} // namespace

Scheduler& plain_scheduler() noexcept { return this_thread_scheduler(); }

} // namespace kestrun::base
