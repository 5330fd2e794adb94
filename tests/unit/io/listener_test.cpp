#include "io/listener.hpp"

#include "base/platform.hpp"
#include "base/poll.hpp"
#include "io/loop.hpp"
#include "stream_helpers.hpp"

#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

namespace kestrun::io {
namespace {

using namespace std::chrono_literals;
using base::TaskHandle;
using helpers::expect_echo;

// A pipe's name that nobody else uses.
std::string unique(const std::string& name)
{
    static const std::string run = std::to_string(std::random_device()());
    return "kestrun.test." + run + "." + name;
}

TEST(Listener, ClientsSayWhatIsMissing)
{
    EventLoop loop;
    loop.run_main([&] {
        auto none = connect_pipe(unique("none"), Deadline::after(1s));
        ASSERT_FALSE(none);
        EXPECT_EQ(none.error().kind, IoErrorKind::not_found);
        EXPECT_NE(none.error().message.find("named pipe '" + unique("none") + "'"), std::string::npos) << none.error().message;
        EXPECT_EQ(connect_pipe("./pipe/none", Deadline::after(1s)).error().kind, IoErrorKind::invalid);
        auto start = base::Clock::now();
        EXPECT_EQ(connect_pipe(unique("none"), Deadline::after(30ms), true).error().kind, IoErrorKind::not_found);
        EXPECT_GE(base::Clock::now() - start, 30ms);
    });
}

TEST(Listener, ClientWaitsForAServerThatStartsLater)
{
    EventLoop loop;
    loop.run_main([&] {
        bool connected = false;
        TaskHandle client = base::spawn([&] { connected = connect_pipe(unique("late"), Deadline::after(10s), true).has_value(); });
        base::sleep_for(20ms);
        auto listener = listen_pipe(unique("late"));
        ASSERT_TRUE(listener);
        client.join();
        EXPECT_TRUE(connected);
    });
}

TEST(Listener, FullQueueIsBusy)
{
    EventLoop loop;
    loop.run_main([&] {
        auto listener = listen_pipe(unique("busy"), {.backlog = 1});
        ASSERT_TRUE(listener);
        std::vector<std::unique_ptr<Stream>> held;
        IoErrorKind kind = IoErrorKind::other;
        for (int i = 0; i < 20; ++i) {
            auto client = connect_pipe(unique("busy"), Deadline::after(20ms));
            if (!client) {
                kind = client.error().kind;
                break;
            }
            held.push_back(std::move(*client));
        }
        EXPECT_EQ(kind, IoErrorKind::busy);
    });
}

TEST(Listener, TcpOnBothFamilies)
{
    EventLoop loop;
    loop.run_main([] {
        for (const char* host : {"127.0.0.1", "::1"}) {
            auto listener = listen_tcp(host, 0);
            if (!listener && listener.error().kind == IoErrorKind::unreachable) continue; // a machine without IPv6
            ASSERT_TRUE(listener) << listener.error().message;
            const Endpoint& endpoint = (*listener)->endpoint();
            EXPECT_NE(endpoint.port, 0);
            EXPECT_EQ(endpoint.name, host);
            expect_echo(**listener, connect_tcp(host, endpoint.port, Deadline::after(10s)));
            auto client = connect(endpoint, Deadline::after(10s));
            auto server = (*listener)->accept(Deadline::after(10s));
            ASSERT_TRUE(client && server);
            EXPECT_EQ((*server)->peer().address, host);
            EXPECT_EQ((*client)->peer().port, endpoint.port);
            auto again = listen_tcp(host, endpoint.port);
            ASSERT_FALSE(again);
            EXPECT_EQ(again.error().kind, IoErrorKind::in_use);
            EXPECT_NE(again.error().message.find(endpoint.text()), std::string::npos) << again.error().message;
        }
    });
}

TEST(Listener, TcpNamesAndErrors)
{
    EventLoop loop;
    loop.run_main([] {
        auto listener = listen_tcp("localhost", 0);
        ASSERT_TRUE(listener) << listener.error().message;
        std::uint16_t port = (*listener)->endpoint().port;
        expect_echo(**listener, connect_tcp("localhost", port, Deadline::after(10s)));
        (*listener)->close();
        auto refused = connect_tcp("127.0.0.1", port, Deadline::after(10s));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, IoErrorKind::refused);
        EXPECT_NE(refused.error().message.find("127.0.0.1:" + std::to_string(port)), std::string::npos);
        auto elsewhere = listen_tcp("192.0.2.1", 0);
        ASSERT_FALSE(elsewhere);
        EXPECT_EQ(elsewhere.error().kind, IoErrorKind::unreachable);
        auto everywhere = listen_tcp("*", 0);
        ASSERT_TRUE(everywhere) << everywhere.error().message;
        expect_echo(**everywhere, connect_tcp("127.0.0.1", (*everywhere)->endpoint().port, Deadline::after(10s)));
        EXPECT_FALSE(connect_tcp("no-such-host.invalid", 80, Deadline::after(5s)));
    });
}

TEST(Listener, AcceptHasADeadlineAndCanBeClosed)
{
    EventLoop loop;
    loop.run_main([] {
        auto listener = listen_pipe(unique("demo"));
        ASSERT_TRUE(listener);
        EXPECT_EQ((*listener)->accept(Deadline::after(5ms)).error().kind, IoErrorKind::timed_out);
        TaskHandle waiter = base::spawn([&] { EXPECT_EQ((*listener)->accept(Deadline::never()).error().kind, IoErrorKind::cancelled); });
        base::sleep_for(2ms);
        (*listener)->close();
        EXPECT_TRUE(waiter.join(Deadline::after(10s)));
    });
}

// One accepts, two serve: the streams go to loops of their own.
TEST(Listener, ConnectionsSpreadOverLoops)
{
    LoopGroup group(2);
    std::atomic<int> served{0};
    auto listener = listen_pipe(unique("spread"));
    ASSERT_TRUE(listener);
    TaskHandle acceptor = group[0].spawn([&] {
        while (auto connection = (*listener)->accept(Deadline::never())) {
            group.next().spawn([&, stream = std::move(*connection)] {
                char buffer[64];
                while (true) {
                    auto count = stream->read_some(buffer, Deadline::never());
                    if (!count || *count == 0) break;
                    ++served;
                    if (!stream->write_all(std::string_view(buffer, *count), Deadline::never())) break;
                }
            });
        }
        (*listener)->close();
    });
    EventLoop loop;
    loop.run_main([&] {
        std::vector<TaskHandle> clients;
        for (int i = 0; i < 20; ++i) {
            clients.push_back(base::spawn([&] {
                auto stream = connect_pipe(unique("spread"), Deadline::after(10s));
                ASSERT_TRUE(stream) << stream.error().message;
                for (int n = 0; n < 50; ++n) {
                    ASSERT_TRUE((*stream)->write_all("ping", Deadline::after(10s)));
                    char buffer[4];
                    ASSERT_TRUE(read_exact(**stream, buffer, Deadline::after(10s)));
                }
            }));
        }
        for (TaskHandle& client : clients) client.join();
    });
    EXPECT_EQ(served, 1000);
    acceptor.cancel(base::CancelReason::stopping);
    EXPECT_TRUE(acceptor.join(Deadline::after(10s)));
    group.stop();
}

// A ping through a socket while four fibers compute for ever on the same loop.
TEST(Listener, PingStaysFastWhileOthersLoopForEver)
{
    LoopGroup group(1);
    auto listener = listen_pipe(unique("fair"));
    ASSERT_TRUE(listener);
    std::vector<TaskHandle> tasks;
    for (int i = 0; i < 4; ++i) {
        tasks.push_back(group[0].spawn([] {
            while (true) base::poll();
        }));
    }
    tasks.push_back(group[0].spawn([&] {
        auto stream = (*listener)->accept(Deadline::never());
        char buffer[64];
        while (true) {
            auto count = (*stream)->read_some(buffer, Deadline::never());
            if (!count || *count == 0) break;
            if (!(*stream)->write_all(std::string_view(buffer, *count), Deadline::never())) break;
        }
        (*listener)->close();
    }));
    auto client = connect_pipe(unique("fair"), Deadline::after(10s));
    ASSERT_TRUE(client);
    std::vector<base::Duration> times;
    for (int i = 0; i < 100; ++i) {
        base::TimePoint start = base::Clock::now();
        char buffer[4];
        ASSERT_TRUE((*client)->write_all("ping", Deadline::after(10s)));
        ASSERT_TRUE(read_exact(**client, buffer, Deadline::after(10s)));
        times.push_back(base::Clock::now() - start);
    }
    std::sort(times.begin(), times.end());
    EXPECT_LT(times[50], base::sys::on_windows ? 80ms : 20ms);
    std::printf("ping among loopers: median %.2f ms, p90 %.2f ms\n", std::chrono::duration<double, std::milli>(times[50]).count(),
                std::chrono::duration<double, std::milli>(times[90]).count());
    (*client)->close();
    for (TaskHandle& task : tasks) task.cancel(base::CancelReason::stopping);
    for (TaskHandle& task : tasks) EXPECT_TRUE(task.join(Deadline::after(10s)));
}

} // namespace
} // namespace kestrun::io
