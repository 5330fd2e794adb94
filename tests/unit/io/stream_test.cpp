#include "io/stream.hpp"

#include "io/loop.hpp"
#include "stream_helpers.hpp"

#include <gtest/gtest.h>
#include <string>
#include <thread>

namespace kestrun::io {
namespace {

using namespace std::chrono_literals;
using base::CancelReason;
using base::TaskHandle;
using helpers::make_pair;
using helpers::Pair;
using helpers::read_text;

TEST(Stream, CarriesBytesBothWays)
{
    EventLoop loop;
    loop.run_main([] {
        Pair pair = make_pair();
        TaskHandle echo = base::spawn([&] {
            char buffer[64];
            while (true) {
                Result<std::size_t> count = pair.b->read_some(buffer, Deadline::never());
                ASSERT_TRUE(count);
                if (*count == 0) break;
                ASSERT_TRUE(pair.b->write_all(std::string_view(buffer, *count), Deadline::never()));
            }
        });
        for (int i = 0; i < 100; ++i) {
            std::string_view parts[] = {"hello ", "", "fiber ", "world"};
            ASSERT_TRUE(pair.a->write_all(parts, Deadline::never()));
            EXPECT_EQ(read_text(*pair.a, 17), "hello fiber world");
        }
        ASSERT_TRUE(pair.a->shutdown_write());
        EXPECT_TRUE(echo.join(Deadline::after(10s)));
    });
}

TEST(Stream, BackPressureBothSidesLarge)
{
    EventLoop loop;
    loop.run_main([] {
        Pair pair = make_pair();
        std::string big(8 << 20, 'x');
        for (std::size_t i = 0; i < big.size(); i += 4096) big[i] = static_cast<char>('a' + i / 4096 % 26);
        TaskHandle writer = base::spawn([&] {
            std::string_view half = std::string_view(big).substr(0, big.size() / 2);
            std::string_view rest = std::string_view(big).substr(big.size() / 2);
            std::vector<std::string_view> parts;
            for (std::size_t i = 0; i < half.size(); i += 1000) parts.push_back(half.substr(i, 1000));
            parts.push_back(rest);
            EXPECT_TRUE(pair.a->write_all(parts, Deadline::after(30s)));
            pair.a->close();
        });
        std::string got;
        char buffer[30'000];
        while (true) {
            Result<std::size_t> count = pair.b->read_some(buffer, Deadline::after(30s));
            ASSERT_TRUE(count) << count.error().message;
            if (*count == 0) break;
            got.append(buffer, *count);
        }
        EXPECT_TRUE(got == big);
        writer.join();
    });
}

TEST(Stream, DeadlinesOfReadAndWrite)
{
    EventLoop loop;
    loop.run_main([] {
        Pair pair = make_pair();
        char buffer[16];
        auto start = base::Clock::now();
        Result<std::size_t> read = pair.a->read_some(buffer, Deadline::after(20ms));
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().kind, IoErrorKind::timed_out);
        EXPECT_GE(base::Clock::now() - start, 20ms);
        EXPECT_EQ(pair.a->read_some(buffer, Deadline::immediate()).error().kind, IoErrorKind::timed_out);
        std::string big(8 << 20, 'x');
        EXPECT_EQ(pair.a->write_all(big, Deadline::after(20ms)).error().kind, IoErrorKind::timed_out);
        ASSERT_TRUE(pair.b->write_all("data", Deadline::immediate()));
        EXPECT_EQ(pair.a->read_some(buffer, Deadline::immediate()).value(), 4u) << "tries before it looks at the deadline";
    });
}

TEST(Stream, CloseAndCancelEndTheWaitsOfOthers)
{
    EventLoop loop;
    loop.run_main([] {
        Pair pair = make_pair();
        char buffer[16];
        auto wait = [&] { EXPECT_EQ(pair.a->read_some(buffer, Deadline::never()).error().kind, IoErrorKind::cancelled); };
        TaskHandle first = base::spawn(wait);
        base::sleep_for(2ms);
        pair.a->cancel();
        EXPECT_TRUE(first.join(Deadline::after(10s)));
        ASSERT_TRUE(pair.b->write_all("x", Deadline::never()));
        EXPECT_EQ(pair.a->read_some(buffer, Deadline::after(10s)).value(), 1u) << "usable after cancel()";
        TaskHandle second = base::spawn(wait);
        base::sleep_for(2ms);
        pair.a->close();
        EXPECT_TRUE(second.join(Deadline::after(10s)));
        EXPECT_FALSE(pair.a->is_open());
        EXPECT_EQ(pair.a->write_all("x", Deadline::never()).error().kind, IoErrorKind::cancelled);
        EXPECT_EQ(pair.b->read_some(buffer, Deadline::after(10s)).value(), 0u);
    });
}

TEST(Stream, CancelledTasksStopWaiting)
{
    EventLoop loop;
    loop.run_main([] {
        Pair pair = make_pair();
        char buffer[16];
        base::TimeLimit limit(Deadline::after(10ms));
        Result<std::size_t> read = pair.a->read_some(buffer, Deadline::never());
        EXPECT_EQ(read.error().kind, IoErrorKind::cancelled);
        EXPECT_EQ(base::current_task().cancel_state().reason(), CancelReason::timeout);
    });
}

TEST(Stream, HalfCloseIsNoHangUp)
{
    EventLoop loop;
    loop.run_main([] {
        Pair pair = make_pair();
        pair.a->watch_peer(&base::current_task(), PeerWatch::hang_up);
        ASSERT_TRUE(pair.b->write_all("last words", Deadline::never()));
        ASSERT_TRUE(pair.b->shutdown_write());
        base::sleep_for(10ms);
        EXPECT_EQ(read_text(*pair.a, 10), "last words");
        char buffer[4];
        EXPECT_EQ(pair.a->read_some(buffer, Deadline::after(10s)).value(), 0u);
        EXPECT_EQ(pair.a->read_some(buffer, Deadline::after(10s)).value(), 0u) << "the end stays";
        ASSERT_TRUE(pair.a->write_all("answer", Deadline::never()));
        EXPECT_EQ(read_text(*pair.b, 6), "answer");
    });
}

// The end comes together with the last bytes: one event for both.
TEST(Stream, EndAfterAShortReadIsNotMissed)
{
    EventLoop loop;
    loop.run_main([] {
        for (int i = 0; i < 20; ++i) {
            Pair pair = make_pair();
            char buffer[64];
            TaskHandle reader = base::spawn([&] {
                std::size_t total = 0;
                while (true) {
                    Result<std::size_t> count = pair.a->read_some(buffer, Deadline::after(5s));
                    ASSERT_TRUE(count) << count.error().message;
                    if (*count == 0) break;
                    total += *count;
                }
                EXPECT_EQ(total, 7u);
            });
            base::yield();
            ASSERT_TRUE(pair.b->write_all("abc", Deadline::never()));
            if (i % 2 == 0) base::sleep_for(1ms);
            ASSERT_TRUE(pair.b->write_all("defg", Deadline::never()));
            pair.b->close();
            reader.join();
        }
    });
}

TEST(Stream, AReaderThatIsAlwaysFedGivesWay)
{
    EventLoop loop;
    loop.run_main([] {
        Pair pair = make_pair();
        std::atomic<bool> stop{false};
        std::thread feeder([&] {
            std::string chunk(1 << 16, 'x');
            while (!stop && pair.b->write_all(chunk, Deadline::after(50ms))) {
            }
        });
        TaskHandle reader = base::spawn([&] {
            char small[8];
            while (pair.a->read_some(small, Deadline::never())) {
            }
        });
        int ticks = 0;
        auto end = base::Clock::now() + 200ms;
        while (base::Clock::now() < end) {
            base::sleep_for(1ms);
            ++ticks;
        }
        EXPECT_GT(ticks, 3);
        stop = true;
        reader.cancel(CancelReason::stopped);
        pair.a->close();
        feeder.join();
        EXPECT_TRUE(reader.join(Deadline::after(10s)));
    });
}

TEST(Stream, OutlivesItsLoop)
{
    Pair pair = make_pair();
    char buffer[4];
    {
        EventLoop loop;
        loop.run_main([&] { EXPECT_FALSE(pair.a->read_some(buffer, Deadline::after(1ms))); });
    }
    {
        EventLoop loop;
        loop.run_main([&] {
            ASSERT_TRUE(pair.b->write_all("data", Deadline::after(10s)));
            EXPECT_EQ(pair.a->read_some(buffer, Deadline::after(10s)).value(), 4u);
        });
    }
    pair.b->close();
    EXPECT_EQ(pair.a->read_some(buffer, Deadline::after(10s)).value(), 0u);
}

TEST(Stream, WorksOnThreadsWithoutALoop)
{
    Pair pair = make_pair();
    std::thread other([&] {
        EXPECT_EQ(read_text(*pair.b, 5), "hello");
        EXPECT_TRUE(pair.b->write_all("world", Deadline::after(10s)));
    });
    std::this_thread::sleep_for(5ms);
    EXPECT_TRUE(pair.a->write_all("hello", Deadline::after(10s)));
    EXPECT_EQ(read_text(*pair.a, 5), "world");
    other.join();
    char buffer[4];
    EXPECT_EQ(pair.a->read_some(buffer, Deadline::after(5ms)).error().kind, IoErrorKind::timed_out);
}

TEST(Stream, ReadExactTellsOfAnEarlyEnd)
{
    Pair pair = make_pair();
    ASSERT_TRUE(pair.b->write_all("abc", Deadline::never()));
    pair.b->close();
    char buffer[5];
    EXPECT_EQ(read_exact(*pair.a, buffer, Deadline::after(10s)).error().kind, IoErrorKind::eof);
}

} // namespace
} // namespace kestrun::io
