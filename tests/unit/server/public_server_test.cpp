#include <kestrun/server.hpp>

#include "io/listener.hpp"
#if defined(_WIN32)
#include "io/signals_windows.hpp"
#include "io/system_windows.hpp"
#else
#include <csignal>
#endif

#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include <unistd.h>

using namespace kestrun;
using namespace std::chrono_literals;

namespace {

std::string ask(const std::string& pipe, const std::string& start, const std::string& body = "")
{
    auto stream = io::connect_pipe(pipe, base::Deadline::after(5s), true);
    if (!stream) return stream.error().message;
    const std::string text =
        start + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    if (!(*stream)->write_all(text, base::Deadline::after(5s))) return "write failed";
    std::string all;
    char buffer[4096];
    for (;;) {
        const auto got = (*stream)->read_some(buffer, base::Deadline::after(5s));
        if (!got || *got == 0) return all;
        all.append(buffer, *got);
    }
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

class PublicServerTest : public testing::Test
{
protected:
    std::string pipe = "kestrun.public." + std::to_string(::getpid());
};

TEST_F(PublicServerTest, TheContextShowsTheRequestAndTakesTheAnswer)
{
    Server server;
    server.listen_pipe(pipe);
    server.map("get, POST", "/users/{id:int}", [](Context& context) {
        std::string text(context.method());
        text.append(" ").append(context.path()).append(" ").append(context.route_value("ID").value_or("-"));
        text.append(" ").append(context.query("q").value_or("-")).append(" ").append(context.query("none").value_or("-"));
        text.append(" ")
            .append(context.header("host").value_or("-"))
            .append(" ")
            .append(context.endpoint())
            .append(" ")
            .append(context.body());
        context.status(201).add_header("X-Made", "yes").text(text, "text/html");
    });
    server.map("GET", "/json", [](Context& context) { context.json("{}"); });
    server.map("GET", "/raw", [](Context& context) { context.send("bytes", "image/png"); });
    server.map("GET", "/away", [](Context& context) { context.redirect("/json"); });
    server.map("GET", "/stream", [](Context& context) { context.text("", "text/csv").write("a,").write("b"); });
    server.map("GET", "/bad", [](Context& context) { context.add_header("X", "a\r\nb"); });
    server.start();
    EXPECT_EQ(server.urls(), (std::vector<std::string>{"pipe:" + pipe}));
    const std::string made = ask(pipe, "POST /users/7?q=a%20b", "payload");
    EXPECT_TRUE(made.starts_with("HTTP/1.1 201 Created\r\n")) << made;
    EXPECT_TRUE(contains(made, "Content-Type: text/html; charset=utf-8\r\n"));
    EXPECT_TRUE(contains(made, "X-Made: yes\r\n"));
    EXPECT_TRUE(made.ends_with("POST /users/7 7 a b - localhost pipe:" + pipe + " payload")) << made;
    EXPECT_TRUE(contains(ask(pipe, "GET /json"), "Content-Type: application/json; charset=utf-8\r\n"));
    EXPECT_TRUE(contains(ask(pipe, "GET /raw"), "Content-Type: image/png\r\n"));
    EXPECT_TRUE(contains(ask(pipe, "GET /away"), "302 Found\r\n"));
    EXPECT_TRUE(ask(pipe, "GET /stream").ends_with("2\r\na,\r\n1\r\nb\r\n0\r\n\r\n"));
    EXPECT_TRUE(ask(pipe, "GET /bad").starts_with("HTTP/1.1 500 "));
    server.stop();
}

TEST_F(PublicServerTest, MistakesAreErrors)
{
    Server server;
    EXPECT_THROW(server.listen_pipe("a/b"), Error);
    EXPECT_THROW(server.listen("nonsense"), Error);
    EXPECT_THROW(server.map("GRAB", "/", [](Context&) {}), Error);
    EXPECT_THROW(server.map("GET", "nope", [](Context&) {}), Error);
    EXPECT_THROW(server.map("", "/", [](Context&) {}), Error);
    server.map("GET", "/", [](Context&) {});
    EXPECT_THROW(server.map("GET", "/", [](Context&) {}), Error);
    EXPECT_THROW(server.start(), Error);
    server.listen("pipe:" + pipe);
    server.start();
    EXPECT_THROW(server.listen_tcp("127.0.0.1", 0), Error);
}

// What the system does when it wants the program to end.
void ask_to_stop()
{
#if defined(_WIN32)
    EXPECT_TRUE(io::signals::deliver_console_event(CTRL_CLOSE_EVENT));
#else
    ::kill(::getpid(), SIGTERM);
#endif
}

TEST(PublicServer, RunServesUntilASignal)
{
    const std::string pipe = "kestrun.public.signal." + std::to_string(::getpid());
    Options options;
    std::mutex mutex;
    std::vector<std::string> lines;
    options.log = [&](LogLevel, std::string_view line) {
        const std::lock_guard guard(mutex);
        lines.emplace_back(line);
    };
    Server server(options);
    server.listen_pipe(pipe).map("GET", "/", [](Context& context) { context.text("up"); });
    std::string answer;
    std::thread client([&] {
        answer = ask(pipe, "GET /");
        ask_to_stop();
    });
    server.run();
    client.join();
    EXPECT_TRUE(answer.ends_with("up")) << answer;
    ASSERT_FALSE(lines.empty());
    EXPECT_EQ(lines[0], "Now listening on: pipe:" + pipe);
}

} // namespace
