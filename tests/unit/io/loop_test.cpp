#include "io/loop.hpp"

#include "base/platform.hpp"
#include "base/poll.hpp"
#include "io/fiber.hpp"
#include "io/sanitizer.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace kestrun::io {
namespace {

using namespace std::chrono_literals;
using base::CancelReason;
using base::Clock;
using base::Deadline;
using base::TaskHandle;

// Fibers alive at once; ThreadSanitizer's runtime allows fewer.
constexpr int many = sanitizer::thread ? 1500 : 10'000;

TEST(EventLoop, RunMainReturnsAndThrows)
{
    EventLoop loop;
    EXPECT_EQ(loop.run_main([] { return 42; }), 42);
    EXPECT_THROW(loop.run_main([] { throw std::runtime_error("x"); }), std::runtime_error);
    EXPECT_EQ(loop.run_main([&] { return loop.run_main([] { return on_fiber(); }); }), true);
    EXPECT_FALSE(on_fiber());
    EXPECT_EQ(loop.fiber_count(), 0u);
}

TEST(EventLoop, RunsUntilStopped)
{
    EventLoop loop;
    int steps = 0;
    loop.spawn([&] {
        for (; steps < 3; ++steps) base::sleep_for(1ms);
        EventLoop::current()->stop();
    });
    loop.run();
    EXPECT_EQ(steps, 3);
    loop.post([&] { loop.stop(); });
    loop.run();
}

TEST(EventLoop, TenThousandFibersWaitAtOnce)
{
    EventLoop loop;
    int woken = 0;
    base::TimePoint start = Clock::now();
    loop.run_main([&] {
        std::vector<TaskHandle> tasks;
        for (int i = 0; i < many; ++i) {
            tasks.push_back(base::spawn([&] {
                base::sleep_for(200ms);
                ++woken;
            }));
        }
        base::sleep_for(50ms);
        EXPECT_GE(stack_usage().mapped, static_cast<std::size_t>(many));
        for (TaskHandle& task : tasks) task.join();
        EXPECT_LE(stack_usage().mapped, 300u) << "stacks of a burst go back";
    });
    EXPECT_EQ(woken, many);
    if (!sanitizer::thread && !sanitizer::address) {
        EXPECT_LT(Clock::now() - start, 5s);
    }
}

TEST(EventLoop, ExceptionsSurviveSuspension)
{
    EventLoop loop;
    loop.run_main([&] {
        std::vector<TaskHandle> tasks;
        int right = 0;
        for (int i = 0; i < 50; ++i) {
            tasks.push_back(base::spawn([&right, i] {
                try {
                    throw std::runtime_error(std::to_string(i));
                } catch (const std::runtime_error&) {
                    base::sleep_for(std::chrono::milliseconds(i % 7));
                    try {
                        base::yield();
                        throw std::logic_error("inner " + std::to_string(i));
                    } catch (const std::logic_error&) {
                        base::yield();
                        if (std::uncaught_exceptions() != 0) return;
                    }
                    try {
                        throw; // the outer one, which is still being handled
                    } catch (const std::runtime_error& again) {
                        if (again.what() == std::to_string(i)) ++right;
                    }
                }
            }));
        }
        for (TaskHandle& task : tasks) task.join();
        EXPECT_EQ(right, 50);
    });
}

TEST(EventLoop, WaitsInDestructorsOfUnwindingFibers)
{
    EventLoop loop;
    loop.run_main([] {
        struct Slow
        {
            ~Slow()
            {
                EXPECT_EQ(std::uncaught_exceptions(), 1);
                base::sleep_for(2ms);
            }
        };
        TaskHandle other = base::spawn([] {
            EXPECT_EQ(std::uncaught_exceptions(), 0);
            base::sleep_for(1ms);
            EXPECT_EQ(std::uncaught_exceptions(), 0);
        });
        try {
            Slow slow;
            throw std::runtime_error("x");
        } catch (const std::runtime_error&) {
        }
        other.join();
    });
}

TEST(EventLoop, CancelEndsWaitsAndLoops)
{
    EventLoop loop;
    loop.run_main([] {
        std::vector<TaskHandle> tasks;
        std::vector<CancelReason> reasons;
        auto note = [&](auto work) {
            return [&reasons, work] {
                try {
                    work();
                } catch (const base::Cancelled& why) {
                    reasons.push_back(why.reason());
                }
            };
        };
        base::WaitQueue queue;
        base::FiberMutex mutex;
        mutex.lock();
        tasks.push_back(base::spawn(note([] { base::sleep_for(60s); })));
        tasks.push_back(base::spawn(note([] {
            while (true) base::poll();
        })));
        tasks.push_back(base::spawn(note([] {
            while (true) base::yield();
        })));
        tasks.push_back(base::spawn(note([&] { queue.wait(); })));
        tasks.push_back(base::spawn(note([&] { mutex.lock(); })));
        TaskHandle sleeper = base::spawn([] { base::sleep_for(60s); });
        tasks.push_back(base::spawn(note([&] { sleeper.join(); })));
        base::sleep_for(10ms);
        for (TaskHandle& task : tasks) {
            EXPECT_FALSE(task.done());
            task.cancel(CancelReason::client_gone);
        }
        for (TaskHandle& task : tasks) EXPECT_TRUE(task.join(Deadline::after(10s)));
        mutex.unlock();
        sleeper.cancel(CancelReason::stopped);
        EXPECT_EQ(reasons, std::vector<CancelReason>(6, CancelReason::client_gone));
    });
}

TEST(EventLoop, TimeLimitEndsWaitsAndLoops)
{
    EventLoop loop;
    loop.run_main([] {
        for (bool computing : {false, true}) {
            base::TimePoint start = Clock::now();
            try {
                base::TimeLimit limit(Deadline::after(30ms));
                if (!computing) base::sleep_for(60s);
                while (true) base::poll();
            } catch (const base::Cancelled& why) {
                EXPECT_EQ(why.reason(), CancelReason::timeout);
            }
            EXPECT_GE(Clock::now() - start, 30ms);
            EXPECT_LT(Clock::now() - start, 5s);
            EXPECT_FALSE(base::current_task().cancel_state().requested());
        }
    });
}

TEST(EventLoop, LoopersDelayOthersByAFewMilliseconds)
{
    EventLoop loop;
    loop.run_main([] {
        std::vector<TaskHandle> loopers;
        for (int i = 0; i < 4; ++i) {
            loopers.push_back(base::spawn([] {
                volatile unsigned long n = 0;
                while (true) {
                    n = n + 1;
                    base::poll();
                }
            }));
        }
        std::vector<base::Duration> delays;
        for (int i = 0; i < 50; ++i) {
            base::TimePoint due = Clock::now() + 2ms;
            base::sleep_until(Deadline::at(due));
            delays.push_back(Clock::now() - due);
        }
        std::sort(delays.begin(), delays.end());
        EXPECT_LT(delays[25], sanitizer::thread || base::sys::on_windows ? 60ms : 15ms)
            << "the median, generous for a machine that others use";
        for (TaskHandle& looper : loopers) looper.cancel(CancelReason::timeout);
        for (TaskHandle& looper : loopers) EXPECT_TRUE(looper.join(Deadline::after(10s)));
    });
}

TEST(EventLoop, LoopersShareTheThread)
{
    EventLoop loop;
    loop.run_main([] {
        unsigned long counts[3] = {};
        std::vector<TaskHandle> loopers;
        for (unsigned long& count : counts) {
            loopers.push_back(base::spawn([&count] {
                while (true) {
                    ++count;
                    base::poll();
                }
            }));
        }
        base::sleep_for(300ms);
        for (TaskHandle& looper : loopers) looper.cancel(CancelReason::timeout);
        for (TaskHandle& looper : loopers) looper.join();
        for (unsigned long count : counts) EXPECT_GT(count, 1000u);
    });
}

TEST(EventLoop, PostAndSpawnFromOtherThreads)
{
    EventLoop loop;
    std::vector<std::thread> threads;
    int posted = 0;
    int spawned = 0;
    for (int t = 0; t < 3; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 300; ++i) {
                loop.post([&] { ++posted; });
                TaskHandle task = loop.spawn([&] {
                    base::yield();
                    ++spawned;
                });
                if (i % 50 == 0) {
                    EXPECT_TRUE(task.join(Deadline::after(30s)));
                }
            }
        });
    }
    loop.run_main([&] {
        while (posted < 900 || spawned < 900) base::sleep_for(1ms);
    });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(posted, 900);
    EXPECT_EQ(spawned, 900);
}

TEST(EventLoop, TasksOfDifferentLoopsWaitForOneAnother)
{
    LoopGroup group(2);
    ASSERT_EQ(group.size(), 2u);
    std::mutex mutex;
    base::WaitQueue queue;
    int ball = 0; // whose turn
    auto player = [&](int own) {
        return [&, own] {
            for (int i = 0; i < 2000; ++i) {
                std::unique_lock lock(mutex);
                queue.wait(lock, Deadline::never(), [&] { return ball == own; });
                ball = 1 - own;
                queue.notify_all();
            }
        };
    };
    TaskHandle first = group[0].spawn(player(0));
    TaskHandle second = group[1].spawn(player(1));
    EXPECT_TRUE(first.join(Deadline::after(60s)));
    EXPECT_TRUE(second.join(Deadline::after(60s)));
}

TEST(EventLoop, FiberMutexAcrossLoops)
{
    LoopGroup group(2);
    base::FiberMutex mutex;
    long count = 0;
    std::vector<TaskHandle> tasks;
    for (int i = 0; i < 8; ++i) {
        tasks.push_back(group.next().spawn([&] {
            for (int n = 0; n < 300; ++n) {
                std::lock_guard guard(mutex);
                long seen = count;
                if (n % 16 == 0) base::yield(); // held while others run
                count = seen + 1;
            }
        }));
    }
    for (TaskHandle& task : tasks) ASSERT_TRUE(task.join(Deadline::after(60s)));
    EXPECT_EQ(count, 8 * 300);
}

TEST(EventLoop, RunBlockingLeavesTheLoopFree)
{
    EventLoop loop;
    loop.run_main([] {
        bool other_ran = false;
        TaskHandle other = base::spawn([&] { other_ran = true; });
        std::thread::id here = std::this_thread::get_id();
        std::thread::id there = base::run_blocking([&] {
            std::this_thread::sleep_for(20ms);
            return std::this_thread::get_id();
        });
        EXPECT_NE(here, there);
        EXPECT_TRUE(other_ran);
        EXPECT_THROW(base::run_blocking([] { throw std::out_of_range("x"); }), std::out_of_range);
        // Cancelled meanwhile: the work is waited for all the same.
        bool worked = false;
        TaskHandle task = base::spawn([&] {
            base::run_blocking([&] {
                std::this_thread::sleep_for(20ms);
                worked = true;
            });
            base::sleep_for(60s);
        });
        base::yield();
        task.cancel(CancelReason::stopped);
        EXPECT_TRUE(task.join(Deadline::after(10s)));
        EXPECT_TRUE(worked);
    });
}

int descend(int depth) // NOLINT(misc-no-recursion)
{
    if (base::stack_exhausted(64 * 1024)) return depth;
    volatile char frame[2048];
    frame[0] = 1;
    if (depth % 500 == 0) base::yield();
    return descend(depth + 1) + (frame[0] - 1);
}

TEST(EventLoop, DepthIsCheckedAgainstTheFibersOwnStack)
{
    EventLoop loop;
    loop.run_main([] {
        int shallow = 0;
        TaskHandle task = base::spawn([&] { shallow = descend(0); }, {.stack_size = 1024 * 1024});
        int deep = descend(0);
        task.join();
        EXPECT_GT(deep, 500);
        EXPECT_LT(deep, 8 * 1024 * 1024 / 1024) << "of a stack of 8 MiB, a kilobyte or two a level";
        EXPECT_GT(shallow, 100);
        EXPECT_LT(shallow, 512);
        trim_stack();
    });
    EXPECT_GT(descend(1), 500) << "and the thread's own afterwards";
}

TEST(EventLoop, DestructorEndsWhatIsLeft)
{
    bool unwound = false;
    {
        EventLoop loop;
        loop.run_main([&] {
            base::spawn([&] {
                struct Note
                {
                    bool& flag;
                    ~Note() { flag = true; }
                } note{unwound};
                base::sleep_for(1h);
            });
            base::yield();
        });
        EXPECT_EQ(loop.fiber_count(), 1u);
    }
    EXPECT_TRUE(unwound);
}

TEST(EventLoop, DrainGivesUpOnAStubbornTask)
{
    EventLoop loop;
    bool release = false;
    TaskHandle stubborn = loop.spawn([&] {
        base::CancelShield shield;
        while (!release) base::yield();
    });
    loop.drain(20ms);
    EXPECT_FALSE(stubborn.done());
    release = true;
    loop.drain(5s);
    EXPECT_TRUE(stubborn.done());
}

TEST(EventLoop, HandlesOutliveTheLoop)
{
    TaskHandle task;
    {
        EventLoop loop;
        task = loop.spawn([] { base::sleep_for(1h); });
        loop.run_main([] { base::yield(); });
    }
    EXPECT_TRUE(task.done());
    task.cancel(CancelReason::stopped);
    task.get()->unpark();
}

TEST(Timer, FiresOnceAndCanBeTakenBack)
{
    EventLoop loop;
    loop.run_main([&] {
        int fired = 0;
        Timer timer(loop);
        Timer other(loop);
        timer.start(Deadline::after(5ms), [&] { ++fired; });
        other.start(Deadline::after(5ms), [&] { fired += 100; });
        other.cancel();
        base::sleep_for(30ms);
        EXPECT_EQ(fired, 1);
    });
}

TEST(LoopGroup, SpreadsByLoad)
{
    LoopGroup group(2);
    std::vector<TaskHandle> tasks;
    for (int i = 0; i < 10; ++i) tasks.push_back(group.next().spawn([] { base::sleep_for(60s); }));
    EXPECT_EQ(group[0].fiber_count(), 5u);
    EXPECT_EQ(group[1].fiber_count(), 5u);
    group.stop();
    for (TaskHandle& task : tasks) EXPECT_TRUE(task.done());
}

} // namespace
} // namespace kestrun::io
