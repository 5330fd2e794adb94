#include "http/client.hpp"

#include "base/scheduler.hpp"
#include "io/listener.hpp"
#include "io/loop.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <unistd.h>

using namespace kestrun;
using namespace kestrun::http;
using namespace std::chrono_literals;

namespace {

/// A server that answers each request with bytes chosen by the test; it knows as much HTTP as finding a request's end.
class ScriptedServer
{
public:
    /// Given the request's text; what it returns is sent. An empty answer closes the connection.
    using Answer = std::function<std::string(const std::string&)>;

    ScriptedServer(std::string name, Answer answer) : name_(std::move(name)), answer_(std::move(answer))
    {
        auto listener = io::listen_pipe(name_);
        if (!listener) throw std::runtime_error(listener.error().message);
        listener_ = std::move(*listener);
        acceptor_ = base::spawn([this] {
            for (;;) {
                auto stream = listener_->accept(base::Deadline::never());
                if (!stream) return;
                ++connections;
                tasks_.push_back(base::spawn([this, held = std::move(*stream)]() mutable { serve(*held); }));
            }
        });
    }
    ~ScriptedServer()
    {
        listener_->close();
        acceptor_.join();
        for (const base::TaskHandle& task : tasks_) {
            task.cancel(base::CancelReason::stopping);
            task.join();
        }
    }

    int connections = 0;
    bool close_after_answer = false;
    std::vector<std::string> requests;

private:
    void serve(io::Stream& stream)
    {
        std::string pending;
        char buffer[65536];
        for (;;) {
            const auto got = stream.read_some(buffer, base::Deadline::never());
            if (!got || *got == 0) return;
            pending.append(buffer, *got);
            const std::size_t head = pending.find("\r\n\r\n");
            if (head == std::string::npos) continue;
            std::size_t size = head + 4;
            if (const std::size_t length = pending.find("Content-Length: "); length < head) size += std::stoul(pending.substr(length + 16));
            if (pending.find("Transfer-Encoding: chunked") < head) {
                const std::size_t end = pending.find("0\r\n\r\n", head);
                if (end == std::string::npos) continue;
                size = end + 5;
            }
            if (pending.size() < size && pending.find("Expect:") > head) continue;
            const std::string request = pending.substr(0, size);
            pending.erase(0, size);
            requests.push_back(request);
            const std::string answer = answer_(request);
            if (answer.empty() || !stream.write_all(answer, base::Deadline::after(5s)) || close_after_answer) return;
        }
    }

    std::string name_;
    Answer answer_;
    std::unique_ptr<io::Listener> listener_;
    base::TaskHandle acceptor_;
    std::vector<base::TaskHandle> tasks_;
};

std::string ok(std::string_view body, std::string_view fields = "")
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

class ClientTest : public testing::Test
{
protected:
    ClientTest() : pipe("kestrun.client." + std::to_string(::getpid())) {}

    void run(const std::function<void()>& body)
    {
        io::EventLoop loop;
        loop.run_main(body);
    }
    ClientRequest request(std::string target = "/", std::string method = "GET") const
    {
        ClientRequest made;
        made.endpoint = {io::TransportKind::named_pipe, pipe, 0};
        made.target = std::move(target);
        made.method = std::move(method);
        made.timeout = 5s;
        return made;
    }
    static std::string kind_of(const std::function<void()>& action)
    {
        try {
            action();
        } catch (const ClientError& error) {
            message = error.what();
            return std::string(to_string(error.kind()));
        }
        return "no error";
    }
    static inline std::string message;

    std::string pipe;
};

TEST_F(ClientTest, SendsARequestAndReusesTheConnection)
{
    run([&] {
        ScriptedServer server(pipe, [](const std::string&) { return ok("hello", "X-A: b\r\n"); });
        Client client;
        for (int i = 0; i < 3; ++i) {
            ClientResponse response = client.send(request("/path?q=1"));
            EXPECT_EQ(response.status(), 200);
            EXPECT_EQ(response.head.headers.get("x-a"), "b");
            EXPECT_EQ(response.body->read_all(), "hello");
            EXPECT_EQ(response.url, "http://localhost/path?q=1");
        }
        EXPECT_EQ(server.connections, 1);
        EXPECT_EQ(client.idle_connections(), 1u);
        EXPECT_EQ(server.requests[0],
                  "GET /path?q=1 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: kestrun\r\nAccept-Encoding: gzip, deflate\r\n\r\n");
    });
}

TEST_F(ClientTest, AConnectionWithAnUnreadBodyIsNotReused)
{
    run([&] {
        ScriptedServer server(pipe, [](const std::string&) { return ok(std::string(100'000, 'x')); });
        Client client;
        for (int i = 0; i < 2; ++i) (void)client.send(request());
        EXPECT_EQ(server.connections, 2);
        EXPECT_EQ(client.idle_connections(), 0u);
    });
}

TEST_F(ClientTest, BodiesOfEveryFraming)
{
    run([&] {
        std::string answer;
        ScriptedServer server(pipe, [&](const std::string&) { return answer; });
        server.close_after_answer = true;
        Client client;
        const auto body = [&](std::string text, const std::string& method = "GET") {
            answer = std::move(text);
            return client.send(request("/", method)).body->read_all();
        };
        EXPECT_EQ(body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\nX: y\r\n\r\n"),
                  "hello world");
        EXPECT_EQ(body("HTTP/1.1 200 OK\r\n\r\nuntil the end"), "until the end");
        EXPECT_EQ(body("HTTP/1.1 204 No Content\r\n\r\n"), "");
        EXPECT_EQ(body("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD"), "");
        EXPECT_EQ(body("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"), "x");
    });
}

TEST_F(ClientTest, RequestBodiesOfEveryFraming)
{
    run([&] {
        ScriptedServer server(pipe, [](const std::string&) { return ok(""); });
        Client client;
        ClientRequest text = request("/", "POST");
        text.text = "hello";
        text.headers.add("Content-Type", "text/plain");
        (void)client.send(text);
        EXPECT_TRUE(server.requests.back().ends_with("Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"));
        (void)client.send(request("/", "POST"));
        EXPECT_TRUE(server.requests.back().ends_with("Content-Length: 0\r\n\r\n"));
        TextBody sized("streamed");
        ClientRequest stream = request("/", "PUT");
        stream.body = &sized;
        (void)client.send(stream);
        EXPECT_TRUE(server.requests.back().ends_with("Content-Length: 8\r\n\r\nstreamed"));
        class Unsized final : public BodyReader
        {
        public:
            std::size_t read(std::span<char> into) override
            {
                if (left == 0) return 0;
                into[0] = static_cast<char>('0' + left--);
                return 1;
            }
            int left = 3;
        } drip;
        stream.body = &drip;
        (void)client.send(stream);
        EXPECT_TRUE(server.requests.back().ends_with("Transfer-Encoding: chunked\r\n\r\n1\r\n3\r\n1\r\n2\r\n1\r\n1\r\n0\r\n\r\n"));
    });
}

TEST_F(ClientTest, WaitsForContinueBeforeTheBody)
{
    run([&] {
        bool refuse = false;
        ScriptedServer server(pipe, [&](const std::string& seen) -> std::string {
            if (seen.ends_with("\r\n\r\n") && !refuse) return "HTTP/1.1 100 Continue\r\n\r\n";
            return refuse ? "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n" : ok("got it");
        });
        Client client;
        ClientRequest put = request("/", "PUT");
        put.text = "body";
        put.expect_continue = true;
        // The scripted server takes the body for a request of its own; what it answers to it ends the exchange.
        auto listener_sees = [&] { return server.requests.size(); };
        refuse = true;
        EXPECT_EQ(client.send(put).status(), 417);
        EXPECT_EQ(listener_sees(), 1u);
        EXPECT_TRUE(server.requests[0].ends_with("Expect: 100-continue\r\n\r\n"));
    });
}

TEST_F(ClientTest, AStaleConnectionIsReplacedWithoutNotice)
{
    run([&] {
        ScriptedServer server(pipe, [](const std::string&) { return ok("x"); });
        server.close_after_answer = true; // although it promised to keep the connection
        Client client;
        for (int i = 0; i < 3; ++i) {
            EXPECT_EQ(client.send(request("/", "POST")).body->read_all(), "x");
            base::sleep_for(5ms);
        }
        EXPECT_EQ(server.connections, 3);
    });
}

TEST_F(ClientTest, AReusedConnectionThatBreaksBeforeTheAnswerIsTriedOnceMore)
{
    run([&] {
        int count = 0;
        ScriptedServer server(pipe, [&](const std::string&) { return ++count == 2 ? std::string() : ok("x"); });
        Client client;
        EXPECT_EQ(client.send(request()).body->read_all(), "x");
        EXPECT_EQ(client.send(request()).body->read_all(), "x"); // the second request is the one that finds the connection closing
        EXPECT_EQ(server.connections, 2);
        EXPECT_EQ(count, 3);
    });
}

TEST_F(ClientTest, RedirectsAreFollowed)
{
    run([&] {
        std::map<std::string, std::string> answers{
            {"GET /a ", "HTTP/1.1 302 Found\r\nLocation: b?x=1\r\nContent-Length: 4\r\n\r\nmore"},
            {"GET /b?x=1 ", "HTTP/1.1 301 Moved\r\nLocation: http://other/c\r\nContent-Length: 0\r\n\r\n"},
            {"GET /c ", ok("there")},
            {"POST /p ", "HTTP/1.1 302 Found\r\nLocation: /c\r\nContent-Length: 0\r\n\r\n"},
            {"PUT /s ", "HTTP/1.1 303 See Other\r\nLocation: /c\r\nContent-Length: 0\r\n\r\n"},
            {"POST /t ", "HTTP/1.1 307 Temporary\r\nLocation: /u\r\nContent-Length: 0\r\n\r\n"},
            {"POST /u ", ok("kept")},
            {"GET /loop ", "HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n"},
            {"GET /ftp ", "HTTP/1.1 302 Found\r\nLocation: ftp://x/\r\nContent-Length: 0\r\n\r\n"},
        };
        ScriptedServer server(pipe, [&](const std::string& seen) {
            for (const auto& [start, answer] : answers)
                if (seen.starts_with(start)) return answer;
            return ok("unexpected " + seen);
        });
        Client client;
        ClientRequest get = request("/a");
        get.headers.add("Authorization", "Bearer secret");
        ClientResponse response = client.send(get);
        EXPECT_EQ(response.body->read_all(), "there");
        EXPECT_EQ(response.redirects, 2);
        EXPECT_EQ(response.url, "http://other/c");
        EXPECT_NE(server.requests[1].find("Authorization"), std::string::npos);
        EXPECT_EQ(server.requests[2].find("Authorization"), std::string::npos) << "credentials stay with their origin";
        EXPECT_NE(server.requests[2].find("Host: other\r\n"), std::string::npos);
        for (const auto& [method, target, body] :
             std::vector<std::array<std::string, 3>>{{"POST", "/p", "there"}, {"PUT", "/s", "there"}, {"POST", "/t", "kept"}}) {
            ClientRequest post = request(target, method);
            post.text = "payload";
            EXPECT_EQ(client.send(post).body->read_all(), body);
        }
        EXPECT_TRUE(server.requests.back().ends_with("payload"));
        EXPECT_EQ(kind_of([&] { (void)client.send(request("/loop")); }), "redirect");
        EXPECT_EQ(kind_of([&] { (void)client.send(request("/ftp")); }), "redirect");
        ClientRequest stay = request("/loop");
        stay.max_redirects = 0;
        EXPECT_EQ(client.send(stay).status(), 302);
        TextBody once("stream");
        ClientRequest streamed = request("/t", "POST");
        streamed.body = &once;
        EXPECT_EQ(kind_of([&] { (void)client.send(streamed); }), "redirect");
    });
}

TEST_F(ClientTest, ARedirectPastTheLimitCanBeTheAnswer)
{
    run([&] {
        ScriptedServer server(pipe, [](const std::string& seen) {
            return seen.starts_with("GET /end ") ? ok("end")
                                                 : std::string("HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n");
        });
        Client client;
        ClientRequest get = request("/first");
        get.headers.add("Authorization", "Bearer secret");
        get.max_redirects = 2;
        get.last_redirect_answers = get.drop_authorization = true;
        const ClientResponse response = client.send(get);
        EXPECT_EQ(response.status(), 302);
        EXPECT_TRUE(response.redirect_limit_met);
        EXPECT_EQ(response.redirects, 2);
        EXPECT_EQ(response.method, "GET");
        EXPECT_EQ(server.requests.size(), 3U);
        EXPECT_NE(server.requests[0].find("Authorization"), std::string::npos);
        EXPECT_EQ(server.requests[1].find("Authorization"), std::string::npos) << "not even to the same origin";
        EXPECT_FALSE(client.send(request("/end")).redirect_limit_met);
    });
}

TEST_F(ClientTest, HeadAndBodyHaveTimesOfTheirOwn)
{
    run([&] {
        ScriptedServer server(pipe, [](const std::string& seen) {
            if (seen.starts_with("GET /late ")) base::sleep_for(300ms);
            return seen.starts_with("GET /part ") ? std::string("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf") : ok("whole");
        });
        Client client;
        ClientRequest late = request("/late");
        late.head_timeout = 50ms;
        EXPECT_EQ(kind_of([&] { (void)client.send(late); }), "timeout");
        ClientRequest part = request("/part");
        part.head_timeout = 5s;
        part.read_timeout = 50ms;
        const ClientResponse response = client.send(part);
        EXPECT_EQ(kind_of([&] { (void)response.body->read_all(); }), "timeout");
    });
}

TEST_F(ClientTest, AnAnswerOverTheLimitIsAnError)
{
    run([&] {
        ScriptedServer server(pipe, [](const std::string&) { return ok("hello"); });
        Client client;
        EXPECT_EQ(client.send(request("/")).read_body(5), "hello");
        EXPECT_EQ(kind_of([&] { (void)client.send(request("/")).read_body(4); }), "too large");
    });
}

TEST_F(ClientTest, CookiesLiveInTheJar)
{
    run([&] {
        ScriptedServer server(pipe, [](const std::string&) { return ok("", "Set-Cookie: id=7; Path=/\r\n"); });
        Client client;
        CookieJar jar;
        ClientRequest get = request("/in");
        get.cookies = &jar;
        (void)client.send(get);
        (void)client.send(get);
        EXPECT_EQ(server.requests[0].find("Cookie"), std::string::npos);
        EXPECT_NE(server.requests[1].find("Cookie: id=7\r\n"), std::string::npos);
    });
}

TEST_F(ClientTest, ErrorsSayWhatWentWrongAndNameTheEndpoint)
{
    run([&] {
        Client client;
        ClientRequest fast = request();
        fast.connect_timeout = 50ms;
        EXPECT_EQ(kind_of([&] { (void)client.send(fast); }), "not found");
        EXPECT_NE(message.find(pipe), std::string::npos) << message;
        std::string answer;
        base::Duration delay{};
        ScriptedServer server(pipe, [&](const std::string&) {
            base::sleep_for(delay);
            return answer;
        });
        server.close_after_answer = true;
        const auto kind = [&](std::string text) {
            answer = std::move(text);
            return kind_of([&] { (void)client.send(request()).body->read_all(); });
        };
        EXPECT_EQ(kind("SSH-2.0-OpenSSH_9\r\n"), "not HTTP");
        EXPECT_NE(message.find(pipe), std::string::npos) << message;
        EXPECT_EQ(kind(""), "reset");
        EXPECT_NE(message.find("closed the connection without an answer"), std::string::npos) << message;
        EXPECT_EQ(kind("HTTP/1.1 200 OK\r\nConte"), "reset");
        EXPECT_EQ(kind("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"), "reset");
        EXPECT_EQ(kind("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"), "reset");
        EXPECT_EQ(kind("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "not HTTP");
        EXPECT_EQ(kind("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'a') + "\r\n\r\n"), "too large");
        delay = 2s;
        answer = ok("late");
        ClientRequest slow = request();
        slow.timeout = 50ms;
        EXPECT_EQ(kind_of([&] { (void)client.send(slow); }), "timeout");
        EXPECT_NE(message.find(pipe), std::string::npos) << message;
    });
}

TEST_F(ClientTest, AsksAProxyForTheWholeUrlAndForTunnels)
{
    run([&] {
        auto listener = io::listen_tcp("127.0.0.1", 0);
        ASSERT_TRUE(listener);
        std::string received;
        const base::TaskHandle proxy = base::spawn([&] {
            for (const char* const text : {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi",
                                           "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"}) {
                auto stream = (*listener)->accept(base::Deadline::after(5s));
                char buffer[1000];
                const auto count = (*stream)->read_some(buffer, base::Deadline::after(5s));
                received.append(buffer, *count);
                (void)(*stream)->write_all(text, base::Deadline::after(5s));
            }
        });
        Client client;
        ClientRequest asked;
        asked.set_url("http://example.invalid:81/a?b");
        asked.proxy = ClientProxy{(*listener)->endpoint(), "Basic dTpw"};
        EXPECT_EQ(client.send(asked).read_body(), "hi");
        EXPECT_TRUE(received.starts_with(
            "GET http://example.invalid:81/a?b HTTP/1.1\r\nHost: example.invalid:81\r\nProxy-Authorization: Basic dTpw\r\n"))
            << received;
        received.clear();
        asked.set_url("https://example.invalid/a");
        EXPECT_EQ(kind_of([&] { (void)client.send(asked); }), "unreachable");
        EXPECT_NE(message.find("failed with status code '407'"), std::string::npos) << message;
        EXPECT_EQ(received, "CONNECT example.invalid:443 HTTP/1.1\r\nHost: example.invalid:443\r\nProxy-Authorization: Basic dTpw\r\n\r\n");
        (void)proxy.join();
    });
}

TEST_F(ClientTest, BadRequestsAreNotSent)
{
    run([&] {
        Client client;
        EXPECT_EQ(kind_of([&] { (void)client.send(request("/a b")); }), "invalid");
        EXPECT_EQ(kind_of([&] { (void)client.send(request("/\r\nX: y")); }), "invalid");
        EXPECT_EQ(kind_of([&] { (void)client.send(request("/", "GET /")); }), "invalid");
        ClientRequest url;
        EXPECT_EQ(kind_of([&] { url.set_url("localhost/x"); }), "invalid");
        url.set_url("https://localhost/x");
        EXPECT_TRUE(url.secure);
        EXPECT_EQ(url.endpoint, (io::Endpoint{io::TransportKind::tcp, "localhost", 443}));
        url.set_url("http://[::1]:81/x?y");
        EXPECT_EQ(url.endpoint, (io::Endpoint{io::TransportKind::tcp, "::1", 81}));
        EXPECT_EQ(url.target, "/x?y");
    });
}

TEST_F(ClientTest, AnEarlyAnswerToALargeBodyIsRead)
{
    run([&] {
        auto listener = io::listen_pipe(pipe);
        ASSERT_TRUE(listener);
        const base::TaskHandle server = base::spawn([&] {
            auto stream = (*listener)->accept(base::Deadline::after(5s));
            char buffer[1000];
            (void)(*stream)->read_some(buffer, base::Deadline::after(5s));
            (void)(*stream)->write_all("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                                       base::Deadline::after(5s));
            (void)(*stream)->shutdown_write();
            base::sleep_for(50ms);
        });
        Client client;
        ClientRequest post = request("/", "POST");
        post.text.assign(5'000'000, 'x');
        std::string result;
        try {
            result = std::to_string(client.send(post).status());
        } catch (const ClientError& error) {
            result = error.what();
        }
        EXPECT_EQ(result, "413");
        server.join();
    });
}

TEST_F(ClientTest, ManyFibersShareOneClient)
{
    run([&] {
        ScriptedServer server(pipe, [](const std::string& seen) { return ok(seen.substr(4, seen.find(' ', 4) - 4)); });
        Client client;
        std::vector<base::TaskHandle> tasks;
        int right = 0;
        for (int i = 0; i < 20; ++i)
            tasks.push_back(base::spawn([&, i] {
                for (int n = 0; n < 20; ++n) {
                    const std::string target = "/" + std::to_string(i) + "/" + std::to_string(n);
                    if (client.send(request(target)).body->read_all() == target) ++right;
                }
            }));
        for (const base::TaskHandle& task : tasks) task.join();
        EXPECT_EQ(right, 400);
        EXPECT_LE(server.connections, 20 + 20);
    });
}

} // namespace
