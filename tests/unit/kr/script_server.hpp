#pragma once
// A server that a script has configured, on a pipe and loop threads of its own, for tests that ask it.

#include "engine/session.hpp"
#include "http/client.hpp"
#include "kr/register.hpp"
#include "kr/server_host.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <mutex>
#include <string>
#include <unistd.h>

namespace kestrun::kr {

/// Keeps what a script shows.
class TestHost final : public engine::Host
{
public:
    void write(std::string_view text, int, int) override { output += text; }
    void write_error_line(std::string_view text) override { errors.append(text).append("\n"); }
    void write_stream_line(engine::Stream, std::string_view text) override { output.append(text).append("\n"); }
    std::optional<std::string> read_line(std::string_view, bool) override { return std::nullopt; }
    std::string output;
    std::string errors;
};

inline void register_once()
{
    static std::once_flag once;
    std::call_once(once, register_commands);
}

inline std::unique_ptr<engine::Session> make_session(TestHost& host)
{
    engine::SessionOptions options;
    options.host = &host;
    return engine::Session::create(options);
}

struct Answer
{
    int status = 0;
    std::string body;
    std::string type;
    http::Headers headers;
};

class ScriptServer
{
public:
    /// `before` runs before Enable-KrConfiguration, `routes` after it.
    explicit ScriptServer(std::string_view routes, std::string_view before = {}, unsigned loops = 1)
    {
        static std::atomic<int> count{0};
        register_once();
        name = "kr.test." + std::to_string(getpid()) + "." + std::to_string(++count);
        session_ = make_session(host);
        const std::string script = "New-KrServer -Name '" + name + "'\nSet-KrServerOptions -LoopThreads " + std::to_string(loops) +
                                   " -ShutdownTimeoutSeconds 1\nAdd-KrNamedPipeListener -NamedPipeName '" + name + "'\n" +
                                   std::string(before) + "\nEnable-KrConfiguration -Quiet\n" + std::string(routes) +
                                   "\nStart-KrServer -NoWait -Quiet\n";
        const engine::RunResult result = session_->run(script, "test.ps1", {});
        EXPECT_FALSE(result.error) << host.errors;
    }
    ~ScriptServer()
    {
        if (const auto server = servers::find(name)) {
            server->request_stop();
            server->wait_stopped();
            servers::remove(name);
        }
    }
    ScriptServer(const ScriptServer&) = delete;
    ScriptServer& operator=(const ScriptServer&) = delete;

    http::ClientRequest request(std::string_view target, std::string_view method = "GET") const
    {
        http::ClientRequest made;
        made.endpoint = {io::TransportKind::named_pipe, name, 0};
        made.target = target;
        made.method = method;
        made.max_redirects = 0;
        made.timeout = std::chrono::seconds(60);
        return made;
    }
    Answer send(const http::ClientRequest& asked)
    {
        http::ClientResponse response = client_.send(asked);
        Answer answer;
        answer.status = response.status();
        answer.headers = response.head.headers;
        answer.type = std::string(answer.headers.value_or("Content-Type"));
        answer.body = response.body->read_all();
        return answer;
    }
    Answer get(std::string_view target) { return send(request(target)); }

    TestHost host;
    std::string name;

private:
    std::unique_ptr<engine::Session> session_;
    http::Client client_;
};

} // namespace kestrun::kr
