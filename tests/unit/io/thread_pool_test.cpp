#include "io/thread_pool.hpp"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>

namespace kestrun::io {
namespace {

using namespace std::chrono_literals;

TEST(ThreadPool, DoesAllWorkOnNoMoreThreadsThanAllowed)
{
    std::atomic<int> done{0};
    std::atomic<int> at_once{0};
    std::atomic<int> most{0};
    {
        ThreadPool pool(3);
        for (int i = 0; i < 30; ++i) {
            pool.submit([&] {
                int now = ++at_once;
                int seen = most.load();
                while (now > seen && !most.compare_exchange_weak(seen, now)) {
                }
                std::this_thread::sleep_for(2ms);
                --at_once;
                ++done;
            });
        }
    }
    EXPECT_EQ(done, 30);
    EXPECT_GE(most, 2);
    EXPECT_LE(most, 3);
}

TEST(ThreadPool, SurvivesWorkThatThrows)
{
    std::atomic<bool> ran{false};
    {
        ThreadPool pool(1);
        pool.submit([] { throw std::runtime_error("expected by the test"); });
        pool.submit([&] { ran = true; });
    }
    EXPECT_TRUE(ran);
}

} // namespace
} // namespace kestrun::io
