#include "io/worker_loops.hpp"

#include "io/loop.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <mutex>
#include <set>
#include <thread>

namespace kestrun::io {
namespace {

using namespace std::chrono_literals;

constexpr base::SpawnOptions anywhere{.any_thread = true};

TEST(WorkerLoops, RunTasksOnOtherThreads)
{
    EventLoop loop;
    loop.run_main([] {
        std::thread::id there;
        base::TaskHandle task = base::spawn([&] { there = std::this_thread::get_id(); }, anywhere);
        EXPECT_TRUE(task.join(base::Deadline::after(10s)));
        EXPECT_NE(there, std::thread::id());
        EXPECT_NE(there, std::this_thread::get_id());
        base::TaskHandle beside = base::spawn([&] { there = std::this_thread::get_id(); });
        EXPECT_TRUE(beside.join(base::Deadline::after(10s)));
        EXPECT_EQ(there, std::this_thread::get_id());
    });
}

TEST(WorkerLoops, AreOneForEachProcessorAndSharedByAllLoops)
{
    std::mutex mutex;
    std::set<std::thread::id> threads;
    const auto run = [&] {
        EventLoop loop;
        loop.run_main([&] {
            std::vector<base::TaskHandle> tasks;
            for (int i = 0; i < 200; ++i)
                tasks.push_back(base::spawn(
                    [&] {
                        base::sleep_for(1ms);
                        const std::lock_guard lock(mutex);
                        threads.insert(std::this_thread::get_id());
                    },
                    anywhere));
            for (base::TaskHandle& task : tasks) EXPECT_TRUE(task.join(base::Deadline::after(20s)));
        });
    };
    EventLoop holder; // its hold keeps the threads for both runs
    holder.run_main([] { (void)base::spawn([] {}, anywhere).join(); });
    std::thread other(run);
    run();
    other.join();
    EXPECT_EQ(threads.size(), std::max(1U, std::thread::hardware_concurrency()));
}

TEST(WorkerLoops, TasksMaySpawnThere)
{
    EventLoop loop;
    std::atomic<int> count{0};
    loop.run_main([&] {
        base::TaskHandle outer = base::spawn(
            [&] {
                std::vector<base::TaskHandle> inner;
                for (int i = 0; i < 20; ++i) inner.push_back(base::spawn([&] { ++count; }, anywhere));
                for (base::TaskHandle& task : inner) EXPECT_TRUE(task.join(base::Deadline::after(10s)));
            },
            anywhere);
        EXPECT_TRUE(outer.join(base::Deadline::after(10s)));
    });
    EXPECT_EQ(count, 20);
}

TEST(WorkerLoops, CancelWhatIsLeftWhenTheLastHolderGoes)
{
    std::atomic<bool> cancelled{false};
    {
        EventLoop loop;
        loop.run_main([&] {
            std::atomic<bool> started{false};
            base::TaskHandle task = base::spawn(
                [&] {
                    started = true;
                    try {
                        base::sleep_for(1h);
                    } catch (const base::Cancelled&) {
                        cancelled = true;
                        throw;
                    }
                },
                anywhere);
            while (!started) base::sleep_for(1ms);
        });
    }
    EXPECT_TRUE(cancelled);
}

} // namespace
} // namespace kestrun::io
