#pragma once

// A web server in C++: endpoints, routes, and a life. Nothing of it needs a script.
//
//     kestrun::Server server;
//     server.listen_pipe("kestrun.demo.pipe");
//     server.map("GET", "/pipe", [](kestrun::Context& context) { context.text("Hello over named pipe"); });
//     server.run();
//
// Handlers run on fibers of the server's event loops, one request at a time on each connection and many connections at once, possibly on
// several threads: what they share they must guard. They may wait (reading the body, sleeping through this library); blocking system calls
// hold up the other connections of their loop.

#include <kestrun/context.hpp>
#include <kestrun/error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun {

enum class LogLevel : std::uint8_t
{
    debug,
    information,
    warning,
    error,
};

/// Receives the server's log lines, without time and line end. Called from several threads at once; must not throw.
using LogSink = std::function<void(LogLevel level, std::string_view line)>;

/// Answers a request; may throw: the client then gets a bare 500 and the log the text.
using Handler = std::function<void(Context& context)>;

struct Options
{
    std::string name = "kestrun";
    std::string server_header = "kestrun";                                   ///< Server field of each answer; empty: none
    unsigned threads = 0;                                                    ///< event loops; 0: one for each processor
    std::size_t max_request_line = 8 * 1024;                                 ///< bytes; more is answered 414
    std::size_t max_header_bytes = 32 * 1024;                                ///< all fields together; more is answered 431
    std::size_t max_header_count = 100;                                      ///< fields; more is answered 431
    std::uint64_t max_body_size = 30'000'000;                                ///< bytes; more is answered 413 when the body is read
    std::size_t max_connections = 0;                                         ///< further ones are closed without a byte; 0: no limit
    std::chrono::nanoseconds keep_alive_timeout = std::chrono::seconds(130); ///< between requests of a connection
    std::chrono::nanoseconds header_timeout = std::chrono::seconds(30);      ///< for a request's head to arrive
    std::optional<std::chrono::nanoseconds> request_timeout;                 ///< ends a handler with 503; none: no limit
    std::chrono::nanoseconds shutdown_grace = std::chrono::seconds(30);      ///< for running requests when the server stops
    LogSink log;                                                             ///< none: nothing is logged
    LogLevel log_level = LogLevel::information;                              ///< lines below it are not made
};

/// Movable, not copyable. Configure on one thread; `map` and `request_stop` may be called from any.
class Server
{
public:
    explicit Server(Options options = {});
    /// Stops gracefully and waits.
    ~Server();
    Server(Server&&) noexcept;
    Server& operator=(Server&&) noexcept;

    /// Named pipe: `\\.\pipe\NAME` on Windows, the Unix socket that .NET uses for that name elsewhere. A short name, without a path; only
    /// the current user's processes are let in. These throw Error when the name is not valid or the server was started.
    Server& listen_pipe(std::string_view name);
    /// A bare name lies in the temporary directory.
    Server& listen_unix(std::string_view path);
    /// An address or a host name; port 0: the system chooses, see `urls`.
    Server& listen_tcp(std::string_view host, std::uint16_t port);
    /// `pipe:NAME`, `unix:/path`, `host:port`, `[::1]:port`.
    Server& listen(std::string_view endpoint);

    /// `methods`: one or several separated by commas or blanks, without case ("GET", "get, POST"). `pattern`: a route template such as
    /// `/users/{id:int}/{*rest}`. HEAD is answered by GET, OPTIONS by the server, unless mapped. Throws Error: pattern not valid, unknown
    /// method, or mapped already.
    Server& map(std::string_view methods, std::string_view pattern, Handler handler);

    /// Binds all endpoints, or none and throws Error; serves on threads of its own and returns.
    void start();
    /// Begins to stop and returns; any thread, also in a handler.
    void request_stop() noexcept;
    /// Stops and waits for the end; not in a handler.
    void stop();
    /// `start`, then waits until `request_stop`, SIGINT or SIGTERM; serves on the calling thread too. Returns when everything has ended.
    void run();

    /// Where it listens: `pipe:NAME`, `unix:/path`, `http://127.0.0.1:5000`.
    [[nodiscard]] std::vector<std::string> urls() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace kestrun
