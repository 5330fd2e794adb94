#include "base/scheduler.hpp"
#include "base/task.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

namespace kestrun::base {
namespace {

using namespace std::chrono_literals;

TEST(PlainScheduler, WaitsForDescriptors)
{
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    EXPECT_FALSE(current_scheduler().wait_fd(ends[0], FdEvent::readable, Deadline::after(5ms)));
    std::thread writer([&] {
        std::this_thread::sleep_for(10ms);
        EXPECT_EQ(::write(ends[1], "x", 1), 1);
    });
    EXPECT_TRUE(current_scheduler().wait_fd(ends[0], FdEvent::readable, Deadline::after(10s)));
    writer.join();
    char byte;
    EXPECT_EQ(::read(ends[0], &byte, 1), 1);
    TaskHandle task = spawn([&] { current_scheduler().wait_fd(ends[0], FdEvent::readable, Deadline::never()); });
    std::this_thread::sleep_for(10ms);
    task.cancel(CancelReason::stopped);
    EXPECT_TRUE(task.join(Deadline::after(10s)));
    ::close(ends[0]);
    ::close(ends[1]);
}

} // namespace
} // namespace kestrun::base
