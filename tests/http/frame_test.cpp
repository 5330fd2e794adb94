// The HTTP/1.1 frame, byte for byte: what a client sees for each kind of request, good and bad.

#include "wire.hpp"

#include <kestrun/server.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <regex>

#include <unistd.h>

using namespace kestrun;
using namespace std::chrono_literals;
using wire::plain;

namespace {

std::string ok(std::string_view body, std::string_view fields = "")
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(fields) +
           "Content-Type: text/plain; charset=utf-8\r\n\r\n" + std::string(body);
}

std::string closed(std::string_view status)
{
    return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}

constexpr std::string_view bad_request = "400 Bad Request";

/// One server for all tests of the suite.
class FrameTest : public testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        Options options;
        options.threads = 2;
        options.max_request_line = 1000;
        options.max_header_bytes = 4000;
        options.max_header_count = 20;
        options.max_body_size = 10'000;
        options.header_timeout = 400ms;
        options.keep_alive_timeout = 5s;
        server = std::make_unique<Server>(options);
        server->listen_tcp("127.0.0.1", 0);
        server->map("GET", "/hello", [](Context& context) { context.text("hello"); });
        server->map("GET", "/", [](Context& context) { context.text("root"); });
        server->map("GET", "/b", [](Context& context) { context.text("b"); });
        server->map("GET, POST, DELETE", "/echo", [](Context& context) { context.text(context.body()); });
        server->map("GET", "/host", [](Context& context) { context.text(context.header("Host").value_or("none")); });
        server->map("GET", "/value", [](Context& context) { context.text(context.header("X").value_or("none")); });
        server->map("GET", "/status/{code:int}",
                    [](Context& context) { context.status(std::atoi(std::string(*context.route_value("code")).c_str())); });
        server->map("HEAD", "/mapped-head", [](Context& context) { context.text("head"); });
        server->start();
        const std::string url = server->urls()[0];
        port = static_cast<std::uint16_t>(std::atoi(url.substr(url.rfind(':') + 1).c_str()));
    }
    static void TearDownTestSuite() { server.reset(); }

    /// Everything that is answered; `<open>` at the end when the connection stays.
    static std::string ask(std::string_view bytes)
    {
        wire::Socket socket(port);
        socket.send(bytes);
        return plain(socket.receive());
    }

    static inline std::unique_ptr<Server> server;
    static inline std::uint16_t port = 0;
};

TEST_F(FrameTest, AnAnswerHasItsFieldsInOrder)
{
    wire::Socket socket(port);
    socket.send("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string answer = socket.receive_until("hello");
    EXPECT_TRUE(std::regex_match(
        answer,
        std::regex(
            "HTTP/1\\.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Date: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d \\w\\w\\w \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\nServer: kestrun\r\n\r\nhello")))
        << answer;
}

TEST_F(FrameTest, NoRouteNoVerb)
{
    EXPECT_EQ(ask("GET /none HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n<open>");
    EXPECT_EQ(ask("PUT /echo HTTP/1.1\r\nHost: h\r\n\r\n"),
              "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nAllow: DELETE, GET, POST\r\n\r\n<open>");
    EXPECT_EQ(ask("FOO /echo HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n<open>");
    EXPECT_EQ(ask("TRACE /echo HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n<open>");
    EXPECT_EQ(ask("CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n<open>");
    EXPECT_EQ(ask("get /hello HTTP/1.1\r\nHost: h\r\n\r\n"), ok("hello") + "<open>");
}

TEST_F(FrameTest, HeadAndOptions)
{
    EXPECT_EQ(ask("HEAD /hello HTTP/1.1\r\nHost: h\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n<open>");
    EXPECT_EQ(ask("HEAD /mapped-head HTTP/1.1\r\nHost: h\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n<open>");
    EXPECT_EQ(ask("OPTIONS /hello HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 204 No Content\r\nAllow: GET, HEAD, OPTIONS\r\n\r\n<open>");
    EXPECT_EQ(ask("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 204 No Content\r\nAllow: GET, HEAD, OPTIONS\r\n\r\n<open>");
}

TEST_F(FrameTest, HostIsRequiredOnce)
{
    EXPECT_EQ(ask("GET /hello HTTP/1.1\r\n\r\n"), closed(bad_request));
    EXPECT_EQ(ask("GET /hello HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), closed(bad_request));
    EXPECT_EQ(ask("GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n"), closed(bad_request));
    EXPECT_EQ(ask("GET http://other/hello HTTP/1.1\r\nHost: h\r\n\r\n"), closed(bad_request));
    EXPECT_EQ(ask("GET http://h/hello HTTP/1.1\r\nHost: H\r\n\r\n"), ok("hello") + "<open>");
    EXPECT_EQ(ask("GET /host HTTP/1.1\r\nHost: [::1]:5000\r\n\r\n"), ok("[::1]:5000") + "<open>");
}

TEST_F(FrameTest, OtherVersions)
{
    EXPECT_EQ(ask("GET /hello HTTP/1.0\r\n\r\n"), ok("hello", "Connection: close\r\n"));
    EXPECT_EQ(ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), ok("hello", "Connection: keep-alive\r\n") + "<open>");
    EXPECT_EQ(ask("GET /hello HTTP/2.0\r\nHost: h\r\n\r\n"), closed("505 HTTP Version Not Supported"));
    EXPECT_EQ(ask("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), closed("505 HTTP Version Not Supported"));
    EXPECT_EQ(ask("GET /hello\r\n\r\n"), closed(bad_request));
    EXPECT_EQ(ask("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"), closed(bad_request));
}

TEST_F(FrameTest, MalformedHeads)
{
    for (const char* head : {"GET /hello HTTP/1.1\r\nHost: h\r\nX y: 1\r\n\r\n", "GET /hello HTTP/1.1\r\nHost: h\r\nX : 1\r\n\r\n",
                             "GET /hello HTTP/1.1\r\nHost: h\r\nA: b\r\n c\r\n\r\n", "GET /hello HTTP/1.1\nHost: h\n\n",
                             "GET  /hello HTTP/1.1\r\nHost: h\r\n\r\n", "GET /hello HTTP/1.1\r\nHost: h\r\nA: b\rc\r\n\r\n",
                             "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n", "GET /a%00b HTTP/1.1\r\nHost: h\r\n\r\n"})
        EXPECT_EQ(ask(head), closed(bad_request)) << head;
    EXPECT_EQ(ask("GET /value HTTP/1.1\r\nHost: h\r\nX: a\x01"
                  "b\r\n\r\n"),
              ok("a\x01"
                 "b") +
                  "<open>");
}

TEST_F(FrameTest, Limits)
{
    EXPECT_EQ(ask("GET /" + std::string(2000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n"), closed("414 URI Too Long"));
    EXPECT_EQ(ask("GET /hello HTTP/1.1\r\nHost: h\r\nX: " + std::string(5000, 'a') + "\r\n\r\n"),
              closed("431 Request Header Fields Too Large"));
    std::string many = "GET /hello HTTP/1.1\r\nHost: h\r\n";
    for (int i = 0; i < 20; ++i) many += "X: 1\r\n";
    EXPECT_EQ(ask(many + "\r\n"), closed("431 Request Header Fields Too Large"));
    EXPECT_EQ(ask("POST /none HTTP/1.1\r\nHost: h\r\nContent-Length: 20000\r\n\r\n" + std::string(20'000, 'x')),
              "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n<open>");
    EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 20000\r\n\r\n" + std::string(20'000, 'x')),
              "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n<open>");
}

TEST_F(FrameTest, BodiesAndContinue)
{
    EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"), ok("hello") + "<open>");
    EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;ext\r\nde\r\n0\r\nT: x\r\n\r\n"),
              ok("abcde") + "<open>");
    EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nabc\r\n0\r\n\r\n"), closed(bad_request));
    wire::Socket socket(port);
    socket.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(socket.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    socket.send("hello");
    EXPECT_EQ(plain(socket.receive_until("hello")), ok("hello"));
}

TEST_F(FrameTest, PathsAreNormalisedBeforeRouting)
{
    for (const char* path : {"/a/../b", "/a/%2e%2e/b", "/./b", "/b/", "/%62"})
        EXPECT_EQ(ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n"), ok("b") + "<open>") << path;
    EXPECT_EQ(ask("GET //b HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n<open>");
    EXPECT_EQ(ask("GET /a%2F..%2Fb HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n<open>");
}

TEST_F(FrameTest, StatusLines)
{
    EXPECT_EQ(ask("GET /status/299 HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n<open>");
    EXPECT_EQ(ask("GET /status/600 HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 600 \r\nContent-Length: 0\r\n\r\n<open>");
    EXPECT_EQ(ask("GET /status/204 HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 204 No Content\r\n\r\n<open>");
    EXPECT_EQ(ask("GET /status/304 HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 304 Not Modified\r\n\r\n<open>");
    EXPECT_EQ(ask("GET /status/418 HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\n\r\n<open>");
}

TEST_F(FrameTest, PipelinedRequestsAreAnsweredInOrderThoughTheClientHasFinished)
{
    wire::Socket socket(port);
    socket.send("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\nPOST /echo HTTP/1.1\r\nHost: "
                "h\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                "GET /never HTTP/1.1\r\nHost: h\r\n\r\n");
    socket.finish();
    EXPECT_EQ(plain(socket.receive(2s)), ok("hello") + ok("b") + ok("abc") + ok("root", "Connection: close\r\n"));
}

TEST_F(FrameTest, ASlowHeadIsEndedWith408)
{
    wire::Socket socket(port);
    socket.send("GET /hello HTTP/1.1\r\nHo");
    EXPECT_EQ(plain(socket.receive(3s)), closed("408 Request Timeout"));
}

TEST_F(FrameTest, SmugglingIsRefusedAndNothingBehindItIsAnswered)
{
    const std::string inner = "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n";
    const std::string head = "POST /echo HTTP/1.1\r\nHost: h\r\n";
    for (const std::string& framing : {
             std::string("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
             std::string("Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n"),
             std::string("Content-Length: 0\r\nContent-Length: 33\r\n\r\n"),
             std::string("Content-Length: 0, 33\r\n\r\n"),
             std::string("Content-Length: +0\r\n\r\n"),
             std::string("Content-Length: 0x0\r\n\r\n"),
             std::string("Content-Length : 0\r\n\r\n"),
             std::string("Content-Length\t: 0\r\n\r\n"),
             std::string(" Content-Length: 0\r\n\r\n"),
             std::string("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
             std::string("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
             std::string("Transfer-Encoding: identity\r\n\r\n"),
             std::string("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
             std::string("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
             std::string("Transfer-Encoding:\x0b"
                         "chunked\r\n\r\n0\r\n\r\n"),
             std::string("Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
             std::string("X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
             std::string("X: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
             std::string("Transfer-Encoding: chunked\n\r\n0\r\n\r\n"),
             std::string("Transfer_Encoding\0: chunked\r\n\r\n0\r\n\r\n", 36),
         })
        EXPECT_EQ(ask(head + framing + inner), closed(bad_request)) << framing;
    EXPECT_EQ(ask(head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + inner), closed("501 Not Implemented"));
}

TEST_F(FrameTest, SmugglingInChunksIsRefused)
{
    const std::string inner = "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n";
    const std::string head = "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const char* body : {"0\n\n", "0\r\n\n", "5\r\nhello0\r\n\r\n", "5\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n", "-0\r\n\r\n",
                             "0x0\r\n\r\n", "00000000000000000\r\n\r\n", "10000000000000000\r\n\r\n", "5\r\nhello\n0\r\n\r\n",
                             "5;a\nb\r\nhello\r\n0\r\n\r\n", "0\r\nX : y\r\n\r\n", "0\r\n X: y\r\n\r\n"})
        EXPECT_EQ(ask(head + body + inner), closed(bad_request)) << body;
}

TEST_F(FrameTest, AnyCutOfTheBytesGivesTheSameAnswer)
{
    const std::string requests = "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET /b "
                                 "HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    for (std::size_t cut = 1; cut < requests.size(); cut += 7) {
        wire::Socket socket(port);
        socket.send(std::string_view(requests).substr(0, cut));
        ::usleep(2000);
        socket.send(std::string_view(requests).substr(cut));
        ASSERT_EQ(plain(socket.receive(2s)), ok("hello") + ok("b", "Connection: close\r\n")) << "cut at " << cut;
    }
}

} // namespace
