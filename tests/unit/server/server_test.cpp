#include "server/server.hpp"

#include "base/platform.hpp"
#include "base/poll.hpp"
#include "base/scheduler.hpp"
#include "io/loop.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>
#include <vector>

#include <unistd.h>

using namespace kestrun;
using namespace kestrun::server;
using namespace std::chrono_literals;
using http::Method;

namespace {

class TestLog final : public ServerLog
{
public:
    [[nodiscard]] bool enabled(LogLevel level) const noexcept override { return level >= least; }
    void write(LogLevel level, std::string_view line) noexcept override
    {
        const std::lock_guard guard(mutex_);
        constexpr std::string_view names[] = {"DBG ", "INF ", "WRN ", "ERR "};
        lines_.push_back(std::string(names[static_cast<int>(level)]) + std::string(line));
    }
    std::vector<std::string> lines() const
    {
        const std::lock_guard guard(mutex_);
        return lines_;
    }
    bool has(std::string_view part) const
    {
        for (const std::string& line : lines())
            if (line.find(part) != std::string::npos) return true;
        return false;
    }
    LogLevel least = LogLevel::debug;

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

std::string unique_name()
{
    static std::atomic<int> number{0};
    return "kestrun.test." + std::to_string(::getpid()) + "." + std::to_string(number++);
}

std::string without_dates(std::string text)
{
    for (const std::string_view name : {"Date: ", "Server: "})
        for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name))
            text.erase(at, text.find("\r\n", at) + 2 - at);
    return text;
}

/// Sends the text on a new connection and reads to the end.
std::string ask(std::string_view pipe, std::string_view request)
{
    auto stream = io::connect_pipe(pipe, base::Deadline::after(5s));
    if (!stream) return stream.error().message;
    if (!(*stream)->write_all(request, base::Deadline::after(5s))) return "write failed";
    std::string all;
    char buffer[4096];
    for (;;) {
        const auto got = (*stream)->read_some(buffer, base::Deadline::after(10s));
        if (!got) return all + "<" + io::to_string(got.error().kind) + ">";
        if (*got == 0) return without_dates(all);
        all.append(buffer, *got);
    }
}

std::string request(std::string_view method, std::string_view path)
{
    return std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
}

/// Status code and, where there are, Allow and body.
std::string summary(const std::string& answer)
{
    std::string text = answer.substr(9, 3);
    if (const std::size_t allow = answer.find("Allow: "); allow != std::string::npos)
        text += " [" + answer.substr(allow + 7, answer.find('\r', allow) - allow - 7) + "]";
    const std::size_t body = answer.find("\r\n\r\n");
    if (body != std::string::npos && body + 4 < answer.size()) text += " " + answer.substr(body + 4);
    return text;
}

class ServerTest : public testing::Test
{
protected:
    ServerTest() : log(std::make_shared<TestLog>()), pipe(unique_name()) { options.loops = 2; }

    Server& make()
    {
        server = std::make_unique<Server>(options, log);
        server->add_pipe(pipe);
        return *server;
    }
    void map(std::string_view pattern, http::MethodSet methods, std::string_view text)
    {
        server->map(pattern, methods, [text = std::string(text)](RequestContext& context) {
            context.response().set_content_type_view("text/plain; charset=utf-8");
            context.response().set_body_copy(text);
        });
    }
    std::string get(std::string_view path, std::string_view method = "GET") { return summary(ask(pipe, request(method, path))); }
    /// A request finishes for its client before its line is written: waits for the line.
    bool logged(std::string_view part)
    {
        for (int i = 0; i < 200 && !log->has(part); ++i) std::this_thread::sleep_for(10ms);
        return log->has(part);
    }

    ServerOptions options;
    std::shared_ptr<TestLog> log;
    std::string pipe;
    std::unique_ptr<Server> server;
};

TEST_F(ServerTest, AnswersFromItsRoutes)
{
    make();
    map("/pipe", Method::get, "Hello over named pipe");
    server->map("/user/{id:int}", Method::get,
                [](RequestContext& context) { context.response().set_body_copy(*context.values().get("ID")); });
    server->start();
    EXPECT_EQ(ask(pipe, request("GET", "/pipe")), "HTTP/1.1 200 OK\r\nContent-Length: 21\r\nConnection: close\r\nContent-Type: text/plain; "
                                                  "charset=utf-8\r\n\r\nHello over named pipe");
    EXPECT_EQ(get("/user/42"), "200 42");
    EXPECT_EQ(get("/user/x"), "404");
    EXPECT_EQ(ask(pipe, request("GET", "/none")), "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

TEST_F(ServerTest, MethodsThatAreNotMapped)
{
    make();
    http::MethodSet three(Method::post);
    three.add(Method::get);
    three.add(Method::del);
    map("/m", three, "m");
    map("/o", Method::options, "own");
    map("/t", Method::trace, "traced");
    server->start();
    EXPECT_EQ(get("/m", "PUT"), "405 [DELETE, GET, POST]");
    EXPECT_EQ(get("/m", "HEAD"), "200");
    EXPECT_EQ(get("/m", "OPTIONS"), "204 [DELETE, GET, HEAD, OPTIONS, POST]");
    EXPECT_EQ(get("/o", "OPTIONS"), "200 own");
    EXPECT_EQ(get("/o", "HEAD"), "405 [OPTIONS]");
    EXPECT_EQ(get("/none", "OPTIONS"), "404");
    EXPECT_EQ(get("/m", "FOO"), "501");
    EXPECT_EQ(get("/none", "FOO"), "501");
    EXPECT_EQ(get("/m", "TRACE"), "501");
    EXPECT_EQ(get("/t", "TRACE"), "200 traced");
    EXPECT_EQ(get("/m", "CONNECT"), "400"); // its target is an authority
    EXPECT_EQ(summary(ask(pipe, "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")), "501");
    EXPECT_EQ(get("/m", "PROPFIND"), "405 [DELETE, GET, POST]");
    EXPECT_EQ(get("/m", "get"), "200 m");
}

TEST_F(ServerTest, AHandlerThatThrowsIs500WithoutInternals)
{
    make();
    server->map("/throw", Method::get, [](RequestContext& context) {
        context.response().headers.add("X-Half", "done");
        context.response().set_body("secret");
        throw std::runtime_error("the database password is hunter2");
    });
    server->map("/odd", Method::get, [](RequestContext&) { throw 42; });
    server->map("/late", Method::get, [](RequestContext& context) {
        context.exchange().write("part");
        throw std::runtime_error("too late");
    });
    map("/ok", Method::get, "fine");
    server->start();
    EXPECT_EQ(ask(pipe, "GET /throw HTTP/1.1\r\nHost: h\r\n\r\nGET /ok HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
              "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
              "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nfine");
    EXPECT_TRUE(
        logged("ERR An unhandled error has occurred while executing HTTP/1.1 GET http://h/throw: the database password is hunter2"));
    EXPECT_EQ(get("/odd"), "500");
    // The body was begun: it is cut off, without its last chunk.
    EXPECT_TRUE(ask(pipe, "GET /late HTTP/1.1\r\nHost: h\r\n\r\n").ends_with("\r\n\r\n4\r\npart\r\n"));
}

TEST_F(ServerTest, ATimeoutIs503)
{
    options.request_timeout = 50ms;
    make();
    server->map("/sleep", Method::get, [](RequestContext&) { base::sleep_for(10s); });
    server->map("/loop", Method::get, [](RequestContext&) {
        for (;;) base::poll();
    });
    RouteOptions slow;
    slow.pattern = "/allowed";
    slow.timeout = 5s;
    server->map(slow, make_handler([](RequestContext& context) {
                    base::sleep_for(150ms);
                    context.response().set_body("made it");
                }));
    server->start();
    EXPECT_EQ(get("/sleep"), "503");
    EXPECT_EQ(get("/loop"), "503");
    EXPECT_EQ(get("/allowed"), "200 made it");
    EXPECT_TRUE(logged("WRN Request HTTP/1.1 GET http://localhost/sleep was ended: timeout"));
}

TEST_F(ServerTest, BodyErrorsAreTheClients)
{
    options.connection.max_body_size = 10;
    make();
    server->map("/post", Method::post, [](RequestContext& context) { context.response().set_body(context.body().read_all()); });
    RouteOptions large;
    large.pattern = "/large";
    large.methods = Method::post;
    large.max_body_size = 100;
    server->map(large, make_handler([](RequestContext& context) { context.response().set_body(context.body().read_all()); }));
    server->start();
    const auto post = [&](std::string_view path, std::string_view body) {
        return summary(ask(pipe, "POST " + std::string(path) + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " +
                                     std::to_string(body.size()) + "\r\n\r\n" + std::string(body)));
    };
    EXPECT_EQ(post("/post", "0123456789"), "200 0123456789");
    EXPECT_EQ(post("/post", "0123456789a"), "413");
    EXPECT_EQ(post("/large", "0123456789a"), "200 0123456789a");
    EXPECT_EQ(post("/none", "0123456789a"), "404");
}

class TagMiddleware final : public Middleware
{
public:
    explicit TagMiddleware(std::string tag) : tag_(std::move(tag)) {}
    void invoke(RequestContext& context, Next& next) override
    {
        if (tag_ == "stop" && context.request().query == "stop") {
            context.response().status = 418;
            return;
        }
        next();
        context.response().headers.add("X-Tag", tag_ + (context.route() != nullptr ? "+" : "-"));
    }

private:
    std::string tag_;
};

TEST_F(ServerTest, MiddlewareWrapsTheEndpointInOrder)
{
    make();
    server->use(std::make_shared<TagMiddleware>("outer"));
    server->use(std::make_shared<TagMiddleware>("stop"));
    server->use(std::make_shared<TagMiddleware>("inner"));
    map("/x", Method::get, "x");
    server->start();
    EXPECT_NE(ask(pipe, request("GET", "/x")).find("X-Tag: inner+\r\nX-Tag: stop+\r\nX-Tag: outer+\r\n"), std::string::npos);
    EXPECT_NE(ask(pipe, request("GET", "/none")).find("404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\nX-Tag: inner-"),
              std::string::npos);
    EXPECT_EQ(get("/x?stop"), "418");
}

TEST_F(ServerTest, LogsOneLineForEachRequestAtInformation)
{
    log->least = LogLevel::information;
    make();
    map("/pipe", Method::get, "Hello, World!");
    server->start();
    get("/pipe?q=1");
    get("/none");
    ask(pipe, "nonsense\r\n\r\n");
    EXPECT_TRUE(logged("INF Request finished HTTP/1.1 GET http://localhost/pipe?q=1 - 200 13 text/plain; charset=utf-8 "));
    EXPECT_TRUE(logged("INF Request finished HTTP/1.1 GET http://localhost/none - 404 0 null "));
    EXPECT_TRUE(logged("INF Connection refused a request with 400: malformed method"));
    EXPECT_TRUE(logged("INF Now listening on: pipe:" + pipe));
    EXPECT_FALSE(log->has("Request starting"));
}

TEST_F(ServerTest, LogsTheOthersAtDebug)
{
    make();
    map("/pipe", Method::get, "x");
    server->start();
    get("/pipe");
    EXPECT_TRUE(logged("DBG Request starting HTTP/1.1 GET http://localhost/pipe - null null"));
    EXPECT_TRUE(logged("DBG Executing endpoint 'HTTP: GET /pipe'"));
    EXPECT_TRUE(logged("DBG Executed endpoint 'HTTP: GET /pipe'"));
}

TEST_F(ServerTest, TheConfigurationLocks)
{
    make();
    server->lock_configuration();
    try {
        server->add_tcp("127.0.0.1", 0);
        FAIL();
    } catch (const ServerError& error) {
        EXPECT_EQ(error.kind(), ServerError::Kind::configured);
        EXPECT_STREQ(error.what(), "Cannot add endpoint to a server that is already configured. Please create a new server instance.");
    }
    EXPECT_THROW(server->use(std::make_shared<TagMiddleware>("x")), ServerError);
    map("/later", Method::get, "later");
    server->start();
    map("/latest", Method::get, "latest");
    EXPECT_EQ(get("/later"), "200 later");
    EXPECT_EQ(get("/latest"), "200 latest");
    EXPECT_THROW(server->start(), ServerError);
}

TEST_F(ServerTest, BadEndpointsAreToldAtOnce)
{
    Server bad(options, log);
    for (const char* name : {"", "a/b", "\\\\.\\pipe\\x"}) EXPECT_THROW(bad.add_pipe(name), ServerError) << name;
    EXPECT_THROW(bad.add_unix(std::string(200, 'x')), ServerError);
    EXPECT_THROW(bad.start(), ServerError);
    bad.add_pipe(pipe);
    EXPECT_THROW(bad.add_pipe(pipe), ServerError);
}

TEST_F(ServerTest, AllEndpointsAreBoundOrNone)
{
    make().add_tcp("127.0.0.1", 0);
    server->start();
    const std::uint16_t port = server->endpoints().back().port;
    const std::string first = unique_name();
    Server second(options, log);
    second.add_pipe(first);
    second.add_tcp("127.0.0.1", port);
    try {
        second.start();
        FAIL();
    } catch (const ServerError& error) {
        EXPECT_EQ(error.kind(), ServerError::Kind::listen);
        EXPECT_NE(std::string(error.what()).find("127.0.0.1:" + std::to_string(port)), std::string::npos) << error.what();
    }
    EXPECT_FALSE(io::connect_pipe(first, base::Deadline::after(1s)));
    server->stop();
    second.start(); // the cause is gone
    EXPECT_EQ(summary(ask(first, request("GET", "/"))), "404");
}

TEST_F(ServerTest, ServesEveryKindOfEndpoint)
{
    make();
    const std::string socket = "/tmp/" + unique_name() + ".sock";
    if (!base::sys::on_windows) server->add_unix(socket);
    server->add_tcp("127.0.0.1", 0);
    map("/", Method::get, "root");
    server->start();
    const auto urls = server->urls();
    ASSERT_EQ(urls.size(), base::sys::on_windows ? 2u : 3u);
    EXPECT_EQ(urls[0], "pipe:" + pipe);
    if (!base::sys::on_windows) {
        EXPECT_EQ(urls[1], "unix:" + socket);
    }
    EXPECT_TRUE(urls.back().starts_with("http://127.0.0.1:") && !urls.back().ends_with(":0")) << urls.back();
    for (const io::Endpoint& endpoint : server->endpoints()) {
        auto stream = io::connect(endpoint, base::Deadline::after(5s));
        ASSERT_TRUE(stream);
        ASSERT_TRUE((*stream)->write_all(request("GET", "/"), base::Deadline::after(5s)));
        char buffer[512];
        const auto got = (*stream)->read_some(buffer, base::Deadline::after(5s));
        ASSERT_TRUE(got);
        EXPECT_TRUE(std::string_view(buffer, *got).ends_with("root"));
    }
    server->stop();
    EXPECT_FALSE(std::filesystem::exists(socket));
    EXPECT_FALSE(io::connect_pipe(pipe, base::Deadline::after(1s)));
}

TEST_F(ServerTest, StoppingLetsRunningRequestsFinish)
{
    make();
    std::atomic<bool> entered{false};
    server->map("/slow", Method::get, [&](RequestContext& context) {
        entered = true;
        base::sleep_for(600ms);
        context.response().set_body("finished");
    });
    server->start();
    auto idle = io::connect_pipe(pipe, base::Deadline::after(5s));
    ASSERT_TRUE(idle);
    std::string answer;
    std::thread client([&] { answer = get("/slow"); });
    while (!entered) std::this_thread::sleep_for(1ms);
    server->request_stop();
    char byte = 0;
    const auto ended = (*idle)->read_some({&byte, 1}, base::Deadline::after(400ms));
    EXPECT_TRUE(ended && *ended == 0) << "an idle connection ends at once";
    EXPECT_TRUE(server->wait(base::Deadline::after(5s)));
    client.join();
    EXPECT_EQ(answer, "200 finished");
    EXPECT_EQ(server->state(), Server::State::stopped);
    EXPECT_EQ(server->connection_count(), 0u);
}

TEST_F(ServerTest, StoppingCancelsWhatTakesTooLong)
{
    options.shutdown_grace = 50ms;
    make();
    std::atomic<int> entered{0};
    server->map("/sleep", Method::get, [&](RequestContext&) {
        ++entered;
        base::sleep_for(60s);
    });
    server->map("/loop", Method::get, [&](RequestContext&) {
        ++entered;
        for (;;) base::poll();
    });
    server->start();
    std::string sleeper;
    std::string looper;
    std::thread first([&] { sleeper = get("/sleep"); });
    std::thread second([&] { looper = get("/loop"); });
    while (entered < 2) std::this_thread::sleep_for(1ms);
    const base::TimePoint start = base::Clock::now();
    server->stop();
    EXPECT_LT(base::Clock::now() - start, 2s);
    first.join();
    second.join();
    EXPECT_EQ(sleeper, "503");
    EXPECT_EQ(looper, "503");
    EXPECT_TRUE(log->has("2 requests did not finish within the grace time"));
}

TEST_F(ServerTest, AHandlerMayStopTheServer)
{
    make();
    server->map("/stop", Method::get, [&](RequestContext& context) {
        server->request_stop();
        context.response().set_body("bye");
    });
    server->start();
    EXPECT_EQ(get("/stop"), "200 bye");
    EXPECT_TRUE(server->wait(base::Deadline::after(5s)));
}

TEST_F(ServerTest, ConnectionsOverTheLimitAreClosedWithoutAByte)
{
    options.max_connections = 2;
    make();
    map("/", Method::get, "x");
    server->start();
    std::vector<std::unique_ptr<io::Stream>> held;
    for (int i = 0; i < 2; ++i) {
        auto stream = io::connect_pipe(pipe, base::Deadline::after(5s));
        ASSERT_TRUE(stream);
        held.push_back(std::move(*stream));
    }
    while (server->connection_count() < 2) std::this_thread::sleep_for(1ms);
    auto third = io::connect_pipe(pipe, base::Deadline::after(5s));
    ASSERT_TRUE(third);
    char byte = 0;
    const auto got = (*third)->read_some({&byte, 1}, base::Deadline::after(5s));
    EXPECT_TRUE(!got || *got == 0);
    held.clear();
    while (server->connection_count() > 0) std::this_thread::sleep_for(1ms);
    EXPECT_EQ(get("/"), "200 x");
}

TEST_F(ServerTest, LivesOnTheLoopOfTheFiberThatStartsIt)
{
    options.loops = 1;
    make();
    server->map("/thread", Method::get,
                [](RequestContext& context) { context.response().set_body(io::EventLoop::current() != nullptr ? "loop" : "none"); });
    io::EventLoop loop;
    loop.run_main([&] {
        server->start();
        EXPECT_EQ(get("/thread"), "200 loop");
        server->stop();
    });
}

TEST_F(ServerTest, AServerThatNeverStartedStops)
{
    make();
    server->stop();
    EXPECT_EQ(server->state(), Server::State::stopped);
    EXPECT_THROW(server->start(), ServerError);
}

TEST_F(ServerTest, NobodyWaitsForSomebodyElsesHandler)
{
    options.loops = 1;
    options.request_timeout = 3s;
    log->least = LogLevel::error;
    make();
    map("/hello", Method::get, "hello");
    server->map("/sleep", Method::get, [](RequestContext& context) {
        base::sleep_for(500ms);
        context.response().set_body("slept");
    });
    server->map("/loop", Method::get, [](RequestContext&) {
        for (;;) base::poll();
    });
    server->start();
    std::vector<std::thread> clients;
    std::atomic<int> slept{0};
    for (int i = 0; i < 40; ++i)
        clients.emplace_back([&] {
            if (get("/sleep") == "200 slept") ++slept;
        });
    for (int i = 0; i < 4; ++i) clients.emplace_back([&] { EXPECT_EQ(get("/loop"), "503"); });
    std::this_thread::sleep_for(50ms);
    base::Duration longest{};
    for (int i = 0; i < 50; ++i) {
        const base::TimePoint start = base::Clock::now();
        EXPECT_EQ(get("/hello"), "200 hello");
        longest = std::max<base::Duration>(longest, base::Clock::now() - start);
    }
    EXPECT_LT(longest, 1s);
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(slept, 40);
}

} // namespace
