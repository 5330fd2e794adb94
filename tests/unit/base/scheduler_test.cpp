// The plain scheduler: tasks that are threads. The same on fibers: tests/unit/io/loop_test.cpp.
#include "base/scheduler.hpp"

#include "base/poll.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace kestrun::base {
namespace {

using namespace std::chrono_literals;

TEST(PlainScheduler, SleepsForItsTime)
{
    TimePoint start = Clock::now();
    sleep_for(20ms);
    EXPECT_GE(Clock::now() - start, 20ms);
}

TEST(PlainScheduler, CancelEndsASleep)
{
    TimePoint start = Clock::now();
    std::atomic<bool> cancelled{false};
    TaskHandle task = spawn([&] {
        try {
            sleep_for(60s);
        } catch (const Cancelled& why) {
            cancelled = why.reason() == CancelReason::interrupted;
            throw;
        }
    });
    std::this_thread::sleep_for(10ms);
    task.cancel(CancelReason::interrupted);
    EXPECT_TRUE(task.join(Deadline::after(10s)));
    EXPECT_TRUE(cancelled);
    EXPECT_LT(Clock::now() - start, 10s);
}

TEST(PlainScheduler, CancelEndsALoopThatPolls)
{
    TaskHandle task = spawn([] {
        while (true) poll();
    });
    std::this_thread::sleep_for(5ms);
    EXPECT_FALSE(task.done());
    task.cancel(CancelReason::stopped);
    EXPECT_TRUE(task.join(Deadline::after(10s)));
}

TEST(PlainScheduler, TimeLimitEndsWaitingAndComputing)
{
    for (bool computing : {false, true}) {
        TimePoint start = Clock::now();
        CancelReason reason = CancelReason::none;
        try {
            TimeLimit limit(Deadline::after(30ms));
            if (!computing) sleep_for(60s);
            while (true) poll();
        } catch (const Cancelled& why) {
            reason = why.reason();
        }
        EXPECT_EQ(reason, CancelReason::timeout);
        EXPECT_GE(Clock::now() - start, 30ms);
        EXPECT_LT(Clock::now() - start, 10s);
        EXPECT_FALSE(current_task().cancel_state().requested()) << "the limit takes its cancellation back";
    }
}

TEST(PlainScheduler, InnerLimitDoesNotHideTheOuterOne)
{
    EXPECT_THROW(
        {
            TimeLimit outer(Deadline::after(20ms));
            TimeLimit inner(Deadline::after(60s));
            sleep_for(60s);
        },
        Cancelled);
    EXPECT_THROW(
        {
            TimeLimit outer(Deadline::after(60s));
            try {
                TimeLimit inner(Deadline::after(5ms));
                sleep_for(30s);
            } catch (const Cancelled&) {
                EXPECT_EQ(current_task().cancel_state().reason(), CancelReason::none);
                throw;
            }
        },
        Cancelled);
}

TEST(PlainScheduler, ShieldHoldsCancellationBack)
{
    std::atomic<bool> cleaned{false};
    TaskHandle task = spawn([&] {
        try {
            sleep_for(60s);
        } catch (const Cancelled&) {
            CancelShield shield;
            sleep_for(5ms);
            cleaned = true;
            throw;
        }
    });
    task.cancel(CancelReason::stopping);
    EXPECT_TRUE(task.join(Deadline::after(10s)));
    EXPECT_TRUE(cleaned);
}

TEST(PlainScheduler, RunBlockingReturnsResultsAndErrors)
{
    EXPECT_EQ(run_blocking([] { return std::string("done"); }), "done");
    EXPECT_THROW(run_blocking([] { throw std::runtime_error("no"); }), std::runtime_error);
}

TEST(WaitQueue, NoNotificationIsLost)
{
    std::mutex mutex;
    WaitQueue queue;
    int items = 0;
    int taken = 0;
    std::vector<TaskHandle> takers;
    for (int i = 0; i < 4; ++i) {
        takers.push_back(spawn([&] {
            for (int n = 0; n < 500; ++n) {
                std::unique_lock lock(mutex);
                queue.wait(lock, Deadline::never(), [&] { return items > 0; });
                --items;
                ++taken;
            }
        }));
    }
    for (int n = 0; n < 2000; ++n) {
        std::lock_guard guard(mutex);
        ++items;
        queue.notify_one();
    }
    for (TaskHandle& taker : takers) ASSERT_TRUE(taker.join(Deadline::after(30s)));
    EXPECT_EQ(taken, 2000);
}

TEST(WaitQueue, GivesUpAtTheDeadline)
{
    WaitQueue queue;
    EXPECT_FALSE(queue.wait(Deadline::after(5ms)));
    EXPECT_EQ(queue.notify_one(), 0u);
}

TEST(FiberMutex, ExcludesAndIsReentrant)
{
    FiberMutex mutex;
    int count = 0;
    std::vector<TaskHandle> tasks;
    for (int i = 0; i < 4; ++i) {
        tasks.push_back(spawn([&] {
            for (int n = 0; n < 500; ++n) {
                std::lock_guard outer(mutex);
                std::lock_guard inner(mutex);
                ++count;
            }
        }));
    }
    for (TaskHandle& task : tasks) ASSERT_TRUE(task.join(Deadline::after(30s)));
    EXPECT_EQ(count, 2000);
    EXPECT_THROW(mutex.unlock(), std::logic_error);
    mutex.lock();
    EXPECT_TRUE(mutex.held_by_current_task());
    TaskHandle other = spawn([&] {
        EXPECT_FALSE(mutex.try_lock());
        EXPECT_FALSE(mutex.try_lock_until(Deadline::after(5ms)));
        EXPECT_FALSE(mutex.held_by_current_task());
    });
    EXPECT_TRUE(other.join(Deadline::after(10s)));
    mutex.unlock();
}

TEST(Event, StaysSetUntilReset)
{
    Event event;
    EXPECT_FALSE(event.wait(Deadline::after(1ms)));
    TaskHandle waiter = spawn([&] { event.wait(); });
    event.set();
    EXPECT_TRUE(waiter.join(Deadline::after(10s)));
    EXPECT_TRUE(event.wait(Deadline::immediate()));
    event.reset();
    EXPECT_FALSE(event.is_set());
}

TEST(TaskHandle, JoinHasADeadline)
{
    TaskHandle task = spawn([] { sleep_for(60s); });
    EXPECT_FALSE(task.join(Deadline::after(5ms)));
    task.cancel(CancelReason::stopped);
    EXPECT_TRUE(task.join(Deadline::after(10s)));
    EXPECT_TRUE(task.done());
    EXPECT_TRUE(TaskHandle().done());
}

} // namespace
} // namespace kestrun::base
