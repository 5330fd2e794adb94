// The loop's part that differs from system to system: events of the console.

#include "io/loop.hpp"

#include "base/poll.hpp"
#include "io/signals_windows.hpp"
#include "io/system_windows.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <system_error>
#include <vector>

namespace kestrun::io {
namespace {

using namespace std::chrono_literals;
using base::CancelReason;
using base::Deadline;

TEST(EventLoop, HasNoDescriptorsToWaitFor)
{
    EventLoop loop;
    loop.run_main(
        [] { EXPECT_THROW(base::current_scheduler().wait_fd(0, base::FdEvent::readable, Deadline::immediate()), std::system_error); });
}

TEST(SignalWatch, NewestWatchGetsTheSignal)
{
    EventLoop loop;
    loop.run_main([&] {
        std::vector<int> outer;
        std::vector<int> inner;
        SignalWatch first(loop, {SIGINT, SIGTERM}, [&](int number) { outer.push_back(number); });
        {
            SignalWatch second(loop, {SIGINT}, [&](int number) { inner.push_back(number); });
            EXPECT_TRUE(signals::deliver_console_event(CTRL_C_EVENT));
            base::sleep_for(20ms);
        }
        EXPECT_TRUE(signals::deliver_console_event(CTRL_C_EVENT));
        base::sleep_for(20ms);
        EXPECT_TRUE(signals::deliver_console_event(CTRL_CLOSE_EVENT));
        base::sleep_for(20ms);
        EXPECT_EQ(inner, std::vector<int>({SIGINT}));
        EXPECT_EQ(outer, std::vector<int>({SIGINT, SIGTERM}));
    });
    EXPECT_FALSE(signals::deliver_console_event(CTRL_C_EVENT)) << "nobody watches any more";
}

TEST(SignalWatch, CtrlBreakIsCtrlCForThoseWhoDoNotWatchIt)
{
    EventLoop loop;
    loop.run_main([&] {
        std::vector<int> seen;
        SignalWatch plain(loop, {SIGINT}, [&](int number) { seen.push_back(number); });
        EXPECT_TRUE(signals::deliver_console_event(CTRL_BREAK_EVENT));
        base::sleep_for(20ms);
        SignalWatch special(loop, {SIGBREAK}, [&](int number) { seen.push_back(number); });
        EXPECT_TRUE(signals::deliver_console_event(CTRL_BREAK_EVENT));
        base::sleep_for(20ms);
        EXPECT_EQ(seen, std::vector<int>({SIGINT, SIGBREAK}));
        EXPECT_FALSE(signals::deliver_console_event(CTRL_SHUTDOWN_EVENT));
    });
}

TEST(SignalWatch, ReachesALoopThatComputes)
{
    EventLoop loop;
    loop.run_main([&] {
        base::Task& self = base::current_task();
        SignalWatch watch(loop, {SIGINT}, [&](int) { self.cancel_state().request(CancelReason::interrupted); });
        EXPECT_TRUE(signals::deliver_console_event(CTRL_C_EVENT));
        EXPECT_THROW(while (true) base::poll(), base::Cancelled);
        self.cancel_state().clear();
    });
}

} // namespace
} // namespace kestrun::io
