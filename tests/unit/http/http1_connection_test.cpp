#include "http/http1_connection.hpp"

#include "base/scheduler.hpp"
#include "io/listener.hpp"
#include "io/loop.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <vector>

using namespace kestrun;
using namespace kestrun::http;
using namespace std::chrono_literals;

namespace {

/// A handler made of a lambda, which remembers what it was told.
class TestHandler final : public ExchangeHandler
{
public:
    std::function<void(Exchange&)> action;
    std::vector<std::string> seen;
    int refused_status = 0;

    void handle(Exchange& exchange) override
    {
        seen.emplace_back(exchange.request.target);
        try {
            action(exchange);
        } catch (const BodyError& error) {
            exchange.response.status = error.status();
        } catch (const base::Cancelled& cancelled) {
            seen.emplace_back(std::string("cancelled: ") + base::to_string(cancelled.reason()));
            exchange.response.status = 503;
        }
    }
    void finished(Exchange&) noexcept override { ++finished_count; }
    void refused(const Request&, const ParseFailure& failure, const io::PeerInfo&) noexcept override { refused_status = failure.status; }
    int finished_count = 0;
};

/// A connection served on one fiber, and the other end of its stream on the test's own.
class Http1ConnectionTest : public testing::Test
{
protected:
    TestHandler handler;
    ConnectionOptions options;

    Http1ConnectionTest()
    {
        handler.action = [](Exchange& exchange) {
            exchange.response.set_content_type_view("text/plain");
            exchange.response.set_body_copy(exchange.request.path);
        };
    }

    using Ends = std::pair<std::unique_ptr<io::Stream>, std::unique_ptr<io::Stream>>;

    // Of a named pipe: they tell on every system that the other one has gone, where sockets of a pair may only tell that it sends no more.
    static io::Result<Ends> pipe_pair()
    {
        const std::string name = "kestrun.connection." + std::to_string(::getpid());
        const base::Deadline patience = base::Deadline::after(5s);
        auto listener = io::listen_pipe(name);
        if (!listener) return base::Unexpected(listener.error());
        auto client = io::connect_pipe(name, patience);
        if (!client) return base::Unexpected(client.error());
        auto server = (*listener)->accept(patience);
        if (!server) return base::Unexpected(server.error());
        return Ends(std::move(*server), std::move(*client));
    }

    void run(const std::function<void(io::Stream&, Http1Connection&)>& client, io::Result<Ends> (*make)() = &io::stream_pair)
    {
        io::EventLoop loop;
        loop.run_main([&] {
            auto pair = make();
            ASSERT_TRUE(pair);
            Http1Connection connection(*pair->first, handler, options);
            const base::TaskHandle server = base::spawn([&] { connection.serve(); });
            client(*pair->second, connection);
            pair->second->close();
            EXPECT_TRUE(server.join(base::Deadline::after(5s))) << "the connection did not end";
        });
    }

    /// Sends everything, says that no more comes, and returns all that is answered; Date and Server fields are left out.
    std::string talk(std::string_view text, bool half_close = true)
    {
        std::string all;
        run([&](io::Stream& stream, Http1Connection&) {
            EXPECT_TRUE(stream.write_all(text, base::Deadline::after(5s)));
            if (half_close) {
                EXPECT_TRUE(stream.shutdown_write());
            }
            all = read_to_end(stream);
        });
        return without_dates(all);
    }

    static std::string read_to_end(io::Stream& stream)
    {
        std::string all;
        char buffer[4096];
        for (;;) {
            const auto got = stream.read_some(buffer, base::Deadline::after(5s));
            if (!got) return all + "<" + io::to_string(got.error().kind) + ">";
            if (*got == 0) return all;
            all.append(buffer, *got);
        }
    }

    /// Reads until the text ends so, or five seconds have passed.
    static std::string read_until(io::Stream& stream, std::string_view end)
    {
        std::string all;
        char buffer[4096];
        while (!all.ends_with(end)) {
            const auto got = stream.read_some(buffer, base::Deadline::after(5s));
            if (!got || *got == 0) return all + "<end>";
            all.append(buffer, *got);
        }
        return without_dates(all);
    }

    static std::string without_dates(std::string text)
    {
        for (const std::string_view name : {"Date: ", "Server: "})
            for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name))
                text.erase(at, text.find("\r\n", at) + 2 - at);
        return text;
    }
};

std::string ok(std::string_view body, std::string_view extra = "")
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(extra) +
           "Content-Type: text/plain\r\n\r\n" + std::string(body);
}

TEST_F(Http1ConnectionTest, AnswersAndKeepsTheConnection)
{
    EXPECT_EQ(talk("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"), ok("/a"));
    EXPECT_EQ(handler.finished_count, 1);
    run([&](io::Stream& stream, Http1Connection&) {
        for (int i = 0; i < 3; ++i) {
            ASSERT_TRUE(stream.write_all("GET /k HTTP/1.1\r\nHost: h\r\n\r\n", base::Deadline::after(5s)));
            EXPECT_EQ(read_until(stream, "/k"), ok("/k"));
        }
    });
}

TEST_F(Http1ConnectionTest, PipelinedRequestsAreAnsweredInOrder)
{
    std::string requests;
    std::string answers;
    for (int i = 0; i < 500; ++i) {
        requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
        answers += ok("/" + std::to_string(i));
    }
    EXPECT_EQ(talk(requests), answers);
}

TEST_F(Http1ConnectionTest, ASlowRequestDoesNotHoldBackAnswersBeforeIt)
{
    base::Event release;
    handler.action = [&](Exchange& exchange) {
        if (exchange.request.path == "/slow") release.wait(base::Deadline::after(5s));
        exchange.response.set_content_type_view("text/plain");
        exchange.response.set_body_copy(exchange.request.path);
    };
    run([&](io::Stream& stream, Http1Connection&) {
        ASSERT_TRUE(stream.write_all(
            "GET /fast HTTP/1.1\r\nHost: h\r\n\r\nGET /slow HTTP/1.1\r\nHost: h\r\n\r\nGET /last HTTP/1.1\r\nHost: h\r\n\r\n",
            base::Deadline::after(5s)));
        EXPECT_EQ(read_until(stream, "/fast"), ok("/fast"));
        release.set();
        EXPECT_EQ(read_until(stream, "/last"), ok("/slow") + ok("/last"));
    });
}

TEST_F(Http1ConnectionTest, BytesMayArriveOneByOne)
{
    run([&](io::Stream& stream, Http1Connection&) {
        for (const char c :
             std::string_view("POST /drip HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /n HTTP/1.1\r\nHost: h\r\n\r\n")) {
            ASSERT_TRUE(stream.write_all(std::string_view(&c, 1), base::Deadline::after(5s)));
            base::yield();
        }
        EXPECT_EQ(read_until(stream, "/n"), ok("/drip") + ok("/n"));
    });
}

TEST_F(Http1ConnectionTest, LongHeadsMoveTheBuffer)
{
    handler.action = [](Exchange& exchange) {
        exchange.response.set_content_type_view("text/plain");
        exchange.response.set_body_copy(exchange.request.headers.value_or("X-Last"));
    };
    std::string request = "GET / HTTP/1.1\r\nHost: h\r\n";
    for (int i = 0; i < 60; ++i) request += "X-" + std::to_string(i) + ": " + std::string(300, 'v') + "\r\n";
    request += "X-Last: end\r\n\r\n";
    EXPECT_EQ(talk(request), ok("end"));
    EXPECT_EQ(talk(request + request), ok("end") + ok("end"));
}

TEST_F(Http1ConnectionTest, ErrorsCloseTheConnection)
{
    const std::string bad = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    EXPECT_EQ(talk("GET / HTTP/1.1\r\n\r\n", false), bad);
    EXPECT_EQ(handler.refused_status, 400);
    EXPECT_EQ(talk("GET /first HTTP/1.1\r\nHost: h\r\n\r\nnonsense\r\n\r\n", false), ok("/first") + bad);
    EXPECT_EQ(talk("GET / HTTP/2.0\r\nHost: h\r\n\r\n", false),
              "HTTP/1.1 505 HTTP Version Not Supported\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

TEST_F(Http1ConnectionTest, ConnectionCloseIsHonoured)
{
    EXPECT_EQ(talk("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n", false),
              ok("/a", "Connection: close\r\n"));
    EXPECT_EQ(talk("GET /a HTTP/1.0\r\n\r\n", false), ok("/a", "Connection: close\r\n"));
    EXPECT_EQ(talk("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), ok("/a", "Connection: keep-alive\r\n"));
    handler.action = [](Exchange& exchange) {
        exchange.response.set_content_type_view("text/plain");
        exchange.response.headers.add("Connection", "close");
    };
    EXPECT_EQ(talk("GET /a HTTP/1.1\r\nHost: h\r\n\r\n", false), ok("", "Connection: close\r\n"));
}

TEST_F(Http1ConnectionTest, HeadHasFieldsButNoBody)
{
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\n";
    EXPECT_EQ(talk("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n"), head + ok("/b"));
}

TEST_F(Http1ConnectionTest, BodylessStatusesHaveNoLength)
{
    for (const auto& [status, text] :
         std::vector<std::pair<int, std::string>>{{204, "HTTP/1.1 204 No Content\r\n\r\n"},
                                                  {304, "HTTP/1.1 304 Not Modified\r\n\r\n"},
                                                  {205, "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n"}}) {
        handler.action = [status = status](Exchange& exchange) {
            exchange.response.status = status;
            exchange.response.set_body("dropped");
        };
        EXPECT_EQ(talk("GET / HTTP/1.1\r\nHost: h\r\n\r\n"), text);
    }
    handler.action = [](Exchange& exchange) { exchange.response.status = 100; };
    EXPECT_EQ(talk("GET / HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
}

class EchoTest : public Http1ConnectionTest
{
protected:
    EchoTest()
    {
        handler.action = [](Exchange& exchange) {
            exchange.response.set_content_type_view("text/plain");
            exchange.response.set_body(exchange.body().read_all());
        };
    }
};

TEST_F(EchoTest, SizedBodiesAreReadAndTheNextRequestFollows)
{
    EXPECT_EQ(talk("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloPOST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\nGET "
                   "/ HTTP/1.1\r\nHost: h\r\n\r\n"),
              ok("hello") + ok("") + ok(""));
    const std::string large(1'000'000, 'x');
    EXPECT_EQ(talk("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" + large + "GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
              ok(large) + ok(""));
}

TEST_F(EchoTest, ChunkedBodiesAreReadAndTheNextRequestFollows)
{
    const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(talk(head + "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nX-T: 1\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"),
              ok("hello world") + ok(""));
    std::string chunks;
    std::string body;
    for (int i = 0; i < 2000; ++i) {
        const std::string piece(static_cast<std::size_t>(i % 97 + 1), static_cast<char>('a' + i % 26));
        char size[18];
        chunks.append(size, write_chunk_size(piece.size(), size));
        chunks += piece + "\r\n";
        body += piece;
    }
    EXPECT_EQ(talk(head + chunks + "0\r\n\r\n" + head + "0\r\n\r\n"), ok(body) + ok(""));
}

TEST_F(EchoTest, MalformedChunksAre400AndClose)
{
    EXPECT_EQ(talk("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", false),
              "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n");
}

TEST_F(EchoTest, BodiesOverTheLimitAre413)
{
    options.max_body_size = 10;
    const std::string refused = "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nContent-Type: text/plain\r\n\r\n";
    // Short enough to be skipped, so the connection lives on.
    EXPECT_EQ(
        talk(
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\nhello worldPOST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nok"),
        refused + ok("ok"));
    EXPECT_EQ(talk("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n"), refused);
    const std::string closed =
        "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n";
    EXPECT_EQ(talk("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\nhello", false), closed);
}

TEST_F(EchoTest, ContinueIsSentWhenTheBodyIsWanted)
{
    run([&](io::Stream& stream, Http1Connection&) {
        ASSERT_TRUE(
            stream.write_all("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n", base::Deadline::after(5s)));
        EXPECT_EQ(read_until(stream, "\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
        ASSERT_TRUE(stream.write_all("hello", base::Deadline::after(5s)));
        EXPECT_EQ(read_until(stream, "hello"), ok("hello"));
    });
    // The body is there already: nothing to be told.
    EXPECT_EQ(talk("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello"), ok("hello"));
}

TEST_F(Http1ConnectionTest, AnUnwantedExpectedBodyClosesTheConnection)
{
    EXPECT_EQ(talk("PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n", false),
              ok("/x", "Connection: close\r\n"));
}

TEST_F(Http1ConnectionTest, UnreadBodiesAreSkipped)
{
    const std::string next = "GET /n HTTP/1.1\r\nHost: h\r\n\r\n";
    EXPECT_EQ(talk("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n" + std::string(50'000, 'b') + next), ok("/x") + ok("/n"));
    EXPECT_EQ(talk("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + next), ok("/x") + ok("/n"));
    // Too much of it: answered, then closed.
    EXPECT_EQ(talk("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 150000\r\n\r\n" + std::string(150'000, 'b') + next, false),
              ok("/x", "Connection: close\r\n"));
}

TEST_F(EchoTest, AClientThatLeavesInTheMiddleOfABodyGetsNoSuccess)
{
    EXPECT_EQ(talk("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\n\r\nhello"),
              "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n");
}

TEST_F(EchoTest, ABodyThatComesTooSlowlyIs408)
{
    options.rate_grace = 50ms;
    EXPECT_EQ(talk("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\n\r\nhello", false),
              "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n");
}

TEST_F(Http1ConnectionTest, TimeOutsEndIdleAndSlowConnections)
{
    options.keep_alive_timeout = 50ms;
    options.header_timeout = 60ms;
    EXPECT_EQ(talk("", false), "");
    EXPECT_EQ(talk("GET /a HTTP/1.1\r\nHost: h\r\n\r\n", false), ok("/a"));
    EXPECT_EQ(talk("GET / HTTP/1.1\r\nHos", false), "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    // Dripping bytes does not extend the time.
    run([&](io::Stream& stream, Http1Connection&) {
        const base::TimePoint start = base::Clock::now();
        while (base::Clock::now() - start < 3s && stream.write_all("X", base::Deadline::after(1s))) {
            char byte = 0;
            if (const auto got = stream.read_some({&byte, 1}, base::Deadline::after(10ms)); got) break;
        }
        EXPECT_LT(base::Clock::now() - start, 2s);
    });
}

TEST_F(Http1ConnectionTest, AQuietConnectionGivesBackItsMemoryAndLivesOn)
{
    options.quiet_after = 20ms;
    options.keep_alive_timeout = 300ms;
    run([&](io::Stream& stream, Http1Connection& connection) {
        for (int i = 0; i < 3; ++i) {
            ASSERT_TRUE(stream.write_all("GET /q HTTP/1.1\r\nHost: h\r\n\r\n", base::Deadline::after(5s)));
            EXPECT_EQ(read_until(stream, "/q"), ok("/q"));
            base::sleep_for(60ms);
            EXPECT_TRUE(connection.idle());
        }
        const base::TimePoint start = base::Clock::now();
        EXPECT_EQ(read_to_end(stream), "");
        EXPECT_GT(base::Clock::now() - start, 150ms) << "the keep-alive time-out is still the one that counts";
    });
}

TEST_F(Http1ConnectionTest, StreamsInChunks)
{
    handler.action = [](Exchange& exchange) {
        exchange.response.set_content_type_view("text/plain");
        exchange.start();
        exchange.write("hello");
        exchange.write("");
        exchange.write(std::string(20, 'x'));
        EXPECT_THROW(exchange.start(), std::logic_error);
    };
    const std::string chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(talk("GET / HTTP/1.1\r\nHost: h\r\n\r\n"), chunked + "5\r\nhello\r\n14\r\nxxxxxxxxxxxxxxxxxxxx\r\n0\r\n\r\n");
    EXPECT_EQ(talk("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false),
              "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\nhelloxxxxxxxxxxxxxxxxxxxx");
    EXPECT_EQ(talk("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
}

TEST_F(Http1ConnectionTest, AnAnnouncedLengthIsKept)
{
    handler.action = [](Exchange& exchange) {
        exchange.start(5);
        exchange.write("hel");
        exchange.write("lo");
        EXPECT_THROW(exchange.write("!"), std::logic_error);
    };
    EXPECT_EQ(talk("GET / HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    handler.action = [](Exchange& exchange) {
        exchange.start(5);
        exchange.write("hel");
    };
    // Too short: the connection ends so that the client sees it.
    EXPECT_EQ(talk("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", false),
              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
}

TEST_F(Http1ConnectionTest, SourcesArePulled)
{
    handler.action = [](Exchange& exchange) { exchange.response.set_body_source(std::make_unique<TextBody>(std::string(100'000, 's'))); };
    EXPECT_EQ(talk("GET / HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 's'));
}

TEST_F(Http1ConnectionTest, LargeBodiesAreSentWhole)
{
    handler.action = [](Exchange& exchange) { exchange.response.set_body(std::string(3'000'000, 'L')); };
    EXPECT_EQ(talk("GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + std::string(3'000'000, 'L'));
}

TEST_F(Http1ConnectionTest, DrainEndsIdleConnectionsAtOnceAndBusyOnesAfterTheirAnswer)
{
    run([&](io::Stream& stream, Http1Connection& connection) {
        base::sleep_for(10ms);
        EXPECT_TRUE(connection.idle());
        connection.drain();
        EXPECT_EQ(read_to_end(stream), "");
    });
    base::Event release;
    handler.action = [&](Exchange& exchange) {
        release.wait(base::Deadline::after(5s));
        exchange.response.set_body("done");
    };
    run([&](io::Stream& stream, Http1Connection& connection) {
        ASSERT_TRUE(stream.write_all("GET / HTTP/1.1\r\nHost: h\r\n\r\n", base::Deadline::after(5s)));
        base::sleep_for(10ms);
        EXPECT_FALSE(connection.idle());
        connection.drain();
        release.set();
        EXPECT_EQ(without_dates(read_to_end(stream)), "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ndone");
    });
}

TEST_F(Http1ConnectionTest, ACancelledRequestStillGetsItsAnswer)
{
    handler.action = [](Exchange&) { base::sleep_for(5s); };
    run([&](io::Stream& stream, Http1Connection& connection) {
        ASSERT_TRUE(stream.write_all("GET / HTTP/1.1\r\nHost: h\r\n\r\n", base::Deadline::after(5s)));
        base::sleep_for(10ms);
        connection.task()->cancel_state().request(base::CancelReason::stopping);
        EXPECT_EQ(without_dates(read_to_end(stream)), "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
    EXPECT_EQ(handler.finished_count, 1);
}

TEST_F(Http1ConnectionTest, AClientThatLeavesCancelsItsRequest)
{
    handler.action = [](Exchange&) { base::sleep_for(5s); };
    run(
        [&](io::Stream& stream, Http1Connection&) {
            ASSERT_TRUE(stream.write_all("GET / HTTP/1.1\r\nHost: h\r\n\r\n", base::Deadline::after(5s)));
            base::sleep_for(10ms);
            stream.close();
            base::sleep_for(20ms);
            ASSERT_EQ(handler.seen.size(), 2u);
            EXPECT_EQ(handler.seen[1], "cancelled: client gone");
        },
        &pipe_pair);
}

TEST_F(Http1ConnectionTest, WritingToAClientThatLeftEndsTheHandler)
{
    bool ended = false;
    handler.action = [&](Exchange& exchange) {
        try {
            for (;;) exchange.write(std::string(100'000, 'x'));
        } catch (const base::Cancelled&) {
            ended = true;
        }
    };
    run([&](io::Stream& stream, Http1Connection&) {
        ASSERT_TRUE(stream.write_all("GET / HTTP/1.1\r\nHost: h\r\n\r\n", base::Deadline::after(5s)));
        char buffer[100];
        ASSERT_TRUE(stream.read_some(buffer, base::Deadline::after(5s)));
    });
    EXPECT_TRUE(ended);
}

TEST_F(Http1ConnectionTest, AReaderThatStopsReadingIsGivenUp)
{
    options.rate_grace = 50ms;
    options.min_data_rate = 1'000'000'000;
    bool ended = false;
    handler.action = [&](Exchange& exchange) {
        try {
            for (;;) exchange.write(std::string(100'000, 'x'));
        } catch (const base::Cancelled&) {
            ended = true;
        }
    };
    run([&](io::Stream& stream, Http1Connection&) {
        ASSERT_TRUE(stream.write_all("GET / HTTP/1.1\r\nHost: h\r\n\r\n", base::Deadline::after(5s)));
        base::sleep_for(500ms);
        EXPECT_TRUE(ended);
    });
}

} // namespace
