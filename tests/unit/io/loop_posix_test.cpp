// The loop's part that differs from system to system: descriptors and signals.

#include "io/loop.hpp"

#include "base/poll.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <unistd.h>
#include <vector>

namespace kestrun::io {
namespace {

using namespace std::chrono_literals;
using base::CancelReason;
using base::Deadline;
using base::TaskHandle;

TEST(EventLoop, WaitsForDescriptorsOfOthers)
{
    EventLoop loop;
    loop.run_main([] {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        base::Scheduler& scheduler = base::current_scheduler();
        EXPECT_FALSE(scheduler.wait_fd(ends[0], base::FdEvent::readable, Deadline::after(5ms)));
        int seen = 0;
        std::vector<TaskHandle> tasks;
        for (int i = 0; i < 2; ++i) { // the second one needs a copy of the descriptor
            tasks.push_back(
                base::spawn([&] { seen += base::current_scheduler().wait_fd(ends[0], base::FdEvent::readable, Deadline::after(10s)); }));
        }
        base::sleep_for(5ms);
        EXPECT_EQ(::write(ends[1], "x", 1), 1);
        for (TaskHandle& task : tasks) task.join();
        EXPECT_EQ(seen, 2);
        EXPECT_TRUE(scheduler.wait_fd(ends[1], base::FdEvent::writable, Deadline::after(10s)));
        ::close(ends[0]);
        ::close(ends[1]);
    });
}

TEST(SignalWatch, NewestWatchGetsTheSignal)
{
    EventLoop loop;
    loop.run_main([&] {
        std::vector<int> outer;
        std::vector<int> inner;
        SignalWatch first(loop, {SIGUSR1, SIGUSR2}, [&](int number) { outer.push_back(number); });
        {
            SignalWatch second(loop, {SIGUSR1}, [&](int number) { inner.push_back(number); });
            ::kill(::getpid(), SIGUSR1);
            base::sleep_for(20ms);
        }
        ::kill(::getpid(), SIGUSR1);
        base::sleep_for(20ms);
        ::kill(::getpid(), SIGUSR2);
        base::sleep_for(20ms);
        EXPECT_EQ(inner, std::vector<int>({SIGUSR1}));
        EXPECT_EQ(outer, std::vector<int>({SIGUSR1, SIGUSR2}));
    });
}

TEST(SignalWatch, ReachesALoopThatComputes)
{
    EventLoop loop;
    loop.run_main([&] {
        base::Task& self = base::current_task();
        SignalWatch watch(loop, {SIGUSR1}, [&](int) { self.cancel_state().request(CancelReason::interrupted); });
        ::kill(::getpid(), SIGUSR1);
        EXPECT_THROW(while (true) base::poll(), base::Cancelled);
        self.cancel_state().clear();
    });
}

} // namespace
} // namespace kestrun::io
