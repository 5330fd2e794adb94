// Streams over pipes of Windows: real ones, and one whose system answers as the test wants.

#include "io/overlapped_stream_windows.hpp"

#include "io/listener.hpp"
#include "io/loop.hpp"
#include "stream_helpers.hpp"

#include <deque>
#include <gtest/gtest.h>
#include <random>
#include <thread>

namespace kestrun::io {
namespace {

using namespace std::chrono_literals;
using base::CancelReason;
using base::TaskHandle;
using helpers::read_text;

struct Pair
{
    std::unique_ptr<Listener> listener;
    std::unique_ptr<Stream> client;
    std::unique_ptr<Stream> server;
};

Pair make_pair()
{
    static const std::string run = std::to_string(std::random_device()());
    static int count = 0;
    std::string name = "kestrun.stream." + run + "." + std::to_string(++count);
    Pair pair;
    auto listener = listen_pipe(name, {.backlog = 1});
    EXPECT_TRUE(listener) << listener.error().message;
    pair.listener = std::move(*listener);
    pair.client = std::move(*connect_pipe(name, Deadline::after(10s)));
    pair.server = std::move(*pair.listener->accept(Deadline::after(10s)));
    return pair;
}

TEST(PipeStream, CarriesBytesBothWaysAtOnce)
{
    EventLoop loop;
    loop.run_main([] {
        Pair pair = make_pair();
        TaskHandle echo = base::spawn([&] {
            char buffer[64];
            while (true) {
                Result<std::size_t> count = pair.server->read_some(buffer, Deadline::never());
                ASSERT_TRUE(count) << count.error().message;
                if (*count == 0) break;
                ASSERT_TRUE(pair.server->write_all(std::string_view(buffer, *count), Deadline::never()));
            }
        });
        for (int i = 0; i < 100; ++i) {
            std::string_view parts[] = {"hello ", "", "fiber ", "world"};
            ASSERT_TRUE(pair.client->write_all(parts, Deadline::never()));
            EXPECT_EQ(read_text(*pair.client, 17), "hello fiber world");
        }
        EXPECT_FALSE(pair.client->shutdown_write()) << "a pipe has no half-closed state";
        pair.client->close();
        EXPECT_TRUE(echo.join(Deadline::after(10s)));
    });
}

TEST(PipeStream, BackPressureBothSidesLarge)
{
    EventLoop loop;
    loop.run_main([] {
        Pair pair = make_pair();
        std::string big(4 << 20, 'x');
        for (std::size_t i = 0; i < big.size(); i += 4096) big[i] = static_cast<char>('a' + i / 4096 % 26);
        bool written = false;
        TaskHandle writer = base::spawn([&] {
            std::vector<std::string_view> parts;
            for (std::size_t i = 0; i < big.size() / 2; i += 1000)
                parts.push_back(std::string_view(big).substr(i, std::min<std::size_t>(1000, big.size() / 2 - i)));
            parts.push_back(std::string_view(big).substr(big.size() / 2));
            EXPECT_TRUE(pair.server->write_all(parts, Deadline::after(60s)));
            written = true;
            pair.server->close();
        });
        base::sleep_for(50ms);
        EXPECT_FALSE(written) << "the pipe's buffer is smaller than that";
        std::string got;
        char buffer[30'000];
        while (true) {
            Result<std::size_t> count = pair.client->read_some(buffer, Deadline::after(30s));
            ASSERT_TRUE(count) << count.error().message;
            if (*count == 0) break;
            got.append(buffer, *count);
        }
        EXPECT_TRUE(got == big);
        writer.join();
    });
}

// The last answer is read after the server has closed its end; then the stream has ended.
TEST(PipeStream, CloseLeavesWhatWasWritten)
{
    EventLoop loop;
    loop.run_main([] {
        Pair pair = make_pair();
        ASSERT_TRUE(pair.server->write_all("last answer", Deadline::after(10s)));
        pair.server->close();
        base::sleep_for(5ms);
        EXPECT_EQ(read_text(*pair.client, 11), "last answer");
        char buffer[4];
        EXPECT_EQ(pair.client->read_some(buffer, Deadline::after(10s)).value(), 0u);
        EXPECT_EQ(pair.client->read_some(buffer, Deadline::after(10s)).value(), 0u) << "the end stays";
        auto written = pair.client->write_all("x", Deadline::after(10s));
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().kind, IoErrorKind::reset);
    });
}

// A client that sends more than the server wants to read still gets the answer.
TEST(PipeStream, AWriteThatWaitsEndsWhenThePeerCloses)
{
    EventLoop loop;
    loop.run_main([] {
        Pair pair = make_pair();
        TaskHandle server = base::spawn([&] {
            char buffer[1000];
            ASSERT_TRUE(pair.server->read_some(buffer, Deadline::after(10s)));
            ASSERT_TRUE(pair.server->write_all("too much", Deadline::after(10s)));
            base::sleep_for(20ms);
            pair.server->close();
        });
        auto written = pair.client->write_all(std::string(4 << 20, 'x'), Deadline::after(10s));
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().kind, IoErrorKind::reset) << written.error().message;
        EXPECT_EQ(read_text(*pair.client, 8), "too much");
        server.join();
    });
}

TEST(PipeStream, DeadlinesOfReadAndWrite)
{
    EventLoop loop;
    loop.run_main([] {
        Pair pair = make_pair();
        char buffer[16];
        auto start = base::Clock::now();
        EXPECT_EQ(pair.server->read_some(buffer, Deadline::after(20ms)).error().kind, IoErrorKind::timed_out);
        EXPECT_GE(base::Clock::now() - start, 20ms);
        EXPECT_EQ(pair.server->read_some(buffer, Deadline::immediate()).error().kind, IoErrorKind::timed_out);
        EXPECT_EQ(pair.server->write_all(std::string(4 << 20, 'x'), Deadline::after(20ms)).error().kind, IoErrorKind::timed_out);
        ASSERT_TRUE(pair.client->write_all("data", Deadline::immediate()));
        EXPECT_EQ(pair.server->read_some(buffer, Deadline::immediate()).value(), 4u);
    });
}

TEST(PipeStream, WatchPeerCancelsTheWorkOfAClientThatLeft)
{
    EventLoop loop;
    loop.run_main([] {
        for (bool before : {false, true}) {
            Pair pair = make_pair();
            if (before) pair.client->close();
            TaskHandle work = base::spawn([&] {
                pair.server->watch_peer(&base::current_task(), PeerWatch::hang_up);
                CancelReason reason = CancelReason::none;
                try {
                    base::sleep_for(60s);
                } catch (const base::Cancelled& why) {
                    reason = why.reason();
                }
                pair.server->watch_peer(nullptr, PeerWatch::hang_up);
                EXPECT_EQ(reason, CancelReason::client_gone);
            });
            base::sleep_for(2ms);
            if (!before) pair.client->close();
            EXPECT_TRUE(work.join(Deadline::after(10s)));
        }
    });
}

// What the watch has read ahead is not lost, and a reader that waits while the watch reads is served.
TEST(PipeStream, WatchPeerKeepsWhatItReads)
{
    EventLoop loop;
    loop.run_main([] {
        Pair pair = make_pair();
        pair.server->watch_peer(&base::current_task(), PeerWatch::hang_up);
        ASSERT_TRUE(pair.client->write_all("first ", Deadline::after(10s)));
        base::sleep_for(5ms);
        ASSERT_TRUE(pair.client->write_all("second ", Deadline::after(10s)));
        base::sleep_for(5ms);
        EXPECT_EQ(read_text(*pair.server, 13), "first second ");
        char buffer[16];
        EXPECT_EQ(pair.server->read_some(buffer, Deadline::after(5ms)).error().kind, IoErrorKind::timed_out);
        TaskHandle late = base::spawn([&] {
            base::sleep_for(5ms);
            ASSERT_TRUE(pair.client->write_all("third", Deadline::after(10s)));
        });
        EXPECT_EQ(read_text(*pair.server, 5), "third");
        late.join();
        pair.server->watch_peer(nullptr, PeerWatch::hang_up);
        // A stream may go while its watch is reading.
    });
}

TEST(PipeStream, WorksOnThreadsWithoutALoop)
{
    Pair pair = make_pair();
    std::thread other([&] {
        EXPECT_EQ(read_text(*pair.server, 5), "hello");
        EXPECT_TRUE(pair.server->write_all("world", Deadline::after(10s)));
    });
    std::this_thread::sleep_for(5ms);
    EXPECT_TRUE(pair.client->write_all("hello", Deadline::after(10s)));
    EXPECT_EQ(read_text(*pair.client, 5), "world");
    other.join();
    char buffer[4];
    EXPECT_EQ(pair.client->read_some(buffer, Deadline::after(5ms)).error().kind, IoErrorKind::timed_out);
}

// Answers every operation at once, as the test has laid out; on a thread without a loop, so that no port is asked.
class FakeStream final : public PipeStream
{
public:
    struct Answer
    {
        DWORD error = 0;
        std::string_view data = {};
    };

    FakeStream() : PipeStream(::CreateEventW(nullptr, TRUE, FALSE, nullptr), {TransportKind::named_pipe, "", 0, "fake"}) {}

    std::deque<Answer> reads;
    std::deque<DWORD> writes;
    std::vector<std::string> written;

protected:
    DWORD begin_read(std::span<char> buffer, OVERLAPPED* overlapped) override
    {
        Answer answer = reads.empty() ? Answer{ERROR_BROKEN_PIPE} : reads.front();
        if (!reads.empty()) reads.pop_front();
        std::copy(answer.data.begin(), answer.data.end(), buffer.begin());
        overlapped->Internal = 0;
        overlapped->InternalHigh = answer.data.size();
        return answer.error;
    }
    DWORD begin_write(const Rest& rest, OVERLAPPED* overlapped) override
    {
        written.emplace_back(rest.buffers.front().substr(rest.offset));
        DWORD error = writes.empty() ? 0 : writes.front();
        if (!writes.empty()) writes.pop_front();
        overlapped->Internal = 0;
        overlapped->InternalHigh = (written.back().size() + 1) / 2; // never all of it
        return error;
    }
};

TEST(PipeStream, EndsInAllItsSpellings)
{
    for (DWORD code : {ERROR_BROKEN_PIPE, ERROR_NO_DATA, ERROR_PIPE_NOT_CONNECTED}) {
        FakeStream stream;
        stream.reads = {{0, "abc"}, {static_cast<DWORD>(code)}, {0, "never seen"}};
        char buffer[16];
        EXPECT_EQ(stream.read_some(buffer, Deadline::never()).value(), 3u);
        EXPECT_EQ(stream.read_some(buffer, Deadline::never()).value(), 0u) << code;
        EXPECT_EQ(stream.read_some(buffer, Deadline::never()).value(), 0u) << "the end stays";
        stream.writes = {static_cast<DWORD>(code)};
        EXPECT_EQ(stream.write_all("x", Deadline::never()).error().kind, IoErrorKind::reset) << code;
    }
}

TEST(PipeStream, AReadOfNothingIsNotTheEnd)
{
    FakeStream stream;
    stream.reads = {{0, ""}, {0, ""}, {0, "data"}};
    char buffer[16];
    EXPECT_EQ(stream.read_some(buffer, Deadline::never()).value(), 4u);
}

TEST(PipeStream, OtherErrorsAreErrorsAndStay)
{
    FakeStream stream;
    stream.reads = {{ERROR_OPERATION_ABORTED}, {ERROR_NOT_ENOUGH_QUOTA}};
    char buffer[16];
    EXPECT_EQ(stream.read_some(buffer, Deadline::never()).error().kind, IoErrorKind::cancelled);
    auto failed = stream.read_some(buffer, Deadline::never());
    EXPECT_EQ(failed.error().kind, IoErrorKind::exhausted);
    EXPECT_EQ(failed.error().code, static_cast<int>(ERROR_NOT_ENOUGH_QUOTA));
    EXPECT_NE(failed.error().message.find("named pipe 'fake'"), std::string::npos) << failed.error().message;
    EXPECT_EQ(stream.read_some(buffer, Deadline::never()).error().kind, IoErrorKind::exhausted);
}

TEST(PipeStream, WritesGoOnWhereTheyStopped)
{
    FakeStream stream;
    std::string_view parts[] = {"", "abcd", "", "e"};
    EXPECT_TRUE(stream.write_all(parts, Deadline::never()));
    EXPECT_EQ(stream.written, std::vector<std::string>({"abcd", "cd", "d", "e"}));
}

} // namespace
} // namespace kestrun::io
