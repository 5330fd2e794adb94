// The public API over the server: <kestrun/server.hpp> and <kestrun/context.hpp>.

#include <kestrun/server.hpp>

#include "base/scheduler.hpp"
#include "http/ascii.hpp"
#include "http/media_type.hpp"
#include "http/url.hpp"
#include "io/loop.hpp"
#include "server/context_access.hpp"
#include "server/server.hpp"

#include <csignal>

namespace kestrun {

namespace {

class SinkLog final : public server::ServerLog
{
public:
    SinkLog(LogSink sink, LogLevel level) : sink_(std::move(sink)), level_(level) {}
    [[nodiscard]] bool enabled(server::LogLevel level) const noexcept override
    {
        return static_cast<int>(level) >= static_cast<int>(level_);
    }
    void write(server::LogLevel level, std::string_view line) noexcept override { sink_(static_cast<LogLevel>(level), line); }

private:
    LogSink sink_;
    LogLevel level_;
};

class PublicHandler final : public server::Handler
{
public:
    explicit PublicHandler(kestrun::Handler handler) : handler_(std::move(handler)) {}
    void handle(server::RequestContext& request) override
    {
        Context context = ContextAccess::make(request);
        handler_(context);
    }

private:
    kestrun::Handler handler_;
};

server::ServerOptions translate(const Options& options)
{
    server::ServerOptions made;
    made.name = options.name;
    made.loops = options.threads;
    made.max_connections = options.max_connections;
    made.request_timeout = options.request_timeout;
    made.shutdown_grace = options.shutdown_grace;
    made.connection.head = {options.max_request_line, options.max_header_bytes, options.max_header_count};
    made.connection.max_body_size = options.max_body_size;
    made.connection.keep_alive_timeout = options.keep_alive_timeout;
    made.connection.header_timeout = options.header_timeout;
    made.connection.server_name = options.server_header;
    return made;
}

/// "GET", "get, POST".
http::MethodSet parse_methods(std::string_view text)
{
    http::MethodSet methods;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t start = text.find_first_not_of(", ", at);
        if (start == std::string_view::npos) break;
        at = std::min(text.find_first_of(", ", start), text.size());
        const std::string_view name = text.substr(start, at - start);
        const http::Method method = http::parse_method_title(name);
        if (method == http::Method::unknown) throw Error("'" + std::string(name) + "' is not a known HTTP method.");
        methods.add(method);
    }
    return methods;
}

/// The library's own errors leave it as kestrun::Error.
template <typename Action>
auto translated(Action action)
{
    try {
        return action();
    } catch (const server::ServerError& error) {
        throw Error(error.what());
    } catch (const server::RouteError& error) {
        throw Error(error.what());
    }
}

} // namespace

struct Server::State
{
    explicit State(const Options& options)
        : server(translate(options), options.log ? std::make_shared<SinkLog>(options.log, options.log_level) : nullptr)
    {
    }
    server::Server server;
};

Server::Server(Options options) : state_(std::make_unique<State>(options)) {}
Server::~Server() = default;
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;

Server& Server::listen_pipe(std::string_view name)
{
    translated([&] { state_->server.add_pipe(name); });
    return *this;
}

Server& Server::listen_unix(std::string_view path)
{
    translated([&] { state_->server.add_unix(path); });
    return *this;
}

Server& Server::listen_tcp(std::string_view host, std::uint16_t port)
{
    translated([&] { state_->server.add_tcp(host, port); });
    return *this;
}

Server& Server::listen(std::string_view endpoint)
{
    auto parsed = io::parse_endpoint(endpoint);
    if (!parsed) throw Error(parsed.error().message);
    translated([&] { state_->server.add_endpoint(std::move(*parsed)); });
    return *this;
}

Server& Server::map(std::string_view methods, std::string_view pattern, Handler handler)
{
    server::RouteOptions route;
    route.pattern = pattern;
    route.methods = parse_methods(methods);
    translated([&] { state_->server.map(std::move(route), std::make_shared<PublicHandler>(std::move(handler))); });
    return *this;
}

void Server::start()
{
    translated([&] { state_->server.start(); });
}

void Server::request_stop() noexcept { state_->server.request_stop(); }

void Server::stop() { state_->server.stop(); }

void Server::run()
{
    io::EventLoop loop;
    loop.run_main([&] {
        start();
        const io::SignalWatch signals(loop, {SIGINT, SIGTERM}, [&](int) { request_stop(); });
        state_->server.wait();
    });
}

std::vector<std::string> Server::urls() const { return state_->server.urls(); }

} // namespace kestrun
