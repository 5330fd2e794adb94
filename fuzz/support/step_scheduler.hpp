// Runs a script for so many steps and no more, whatever the clock says: each safepoint is a step, each wait some, and sleeps are short.
// Threads that the script starts share its steps and end with it.
#pragma once
#include "base/plain_scheduler.hpp"
#include "base/poll.hpp"
#include "base/scheduler.hpp"
#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

namespace kestrun::fuzz {

class StepBudget
{
public:
    explicit StepBudget(int steps) : left_(steps) {}
    /// False when they are spent.
    bool spend(int steps) noexcept { return left_.fetch_sub(steps, std::memory_order_relaxed) > steps; }
    void started(base::TaskHandle task)
    {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
    }
    void end_tasks()
    {
        while (true) {
            std::vector<base::TaskHandle> tasks;
            {
                const std::lock_guard lock(mutex_);
                tasks.swap(tasks_);
            }
            if (tasks.empty()) return;
            for (const base::TaskHandle& task : tasks) task.cancel(base::CancelReason::stopped);
            for (const base::TaskHandle& task : tasks) task.join();
        }
    }

private:
    std::atomic<int> left_;
    std::mutex mutex_;
    std::vector<base::TaskHandle> tasks_;
};

class StepScheduler final : public base::Scheduler
{
public:
    explicit StepScheduler(StepBudget& budget) : budget_(budget)
    {
        base::set_current_scheduler(this);
        raise();
    }
    ~StepScheduler()
    {
        base::set_current_scheduler(nullptr);
        current_task().cancel_state().clear();
    }
    StepScheduler(const StepScheduler&) = delete;
    StepScheduler& operator=(const StepScheduler&) = delete;

    base::Task& current_task() noexcept override { return plain_.current_task(); }
    bool park(base::Deadline deadline) noexcept override
    {
        constexpr int steps = 1000;
        if (!budget_.spend(steps)) current_task().cancel_state().request(base::CancelReason::stopped);
        const bool in_time = plain_.park(std::min(deadline, base::Deadline::after(std::chrono::microseconds(200))));
        return deadline.is_never() || in_time; // a sleep is over when its short substitute is
    }
    void yield() override { safepoint(); }
    void safepoint() override
    {
        if (!budget_.spend(1)) current_task().cancel_state().request(base::CancelReason::stopped);
        plain_.safepoint();
        raise();
    }
    void run_blocking(base::FunctionRef<void()> function) override { plain_.run_blocking(function); }
    base::TaskHandle spawn(base::UniqueFunction<void()> function, base::SpawnOptions options) override
    {
        base::TaskHandle task = plain_.spawn(
            [&budget = budget_, work = std::move(function)]() mutable {
                StepScheduler mine(budget);
                work();
            },
            options);
        budget_.started(task);
        return task;
    }
    bool wait_fd(int fd, base::FdEvent event, base::Deadline) override
    {
        return plain_.wait_fd(fd, event, base::Deadline::after(std::chrono::milliseconds(1)));
    }

private:
    static void raise() noexcept { base::detail::poll_state.requested.store(true, std::memory_order_relaxed); }

    StepBudget& budget_;
    base::Scheduler& plain_ = base::plain_scheduler();
};

} // namespace kestrun::fuzz
