#pragma once

#include "base/clock.hpp"
#include "io/endpoint.hpp"
#include "io/listener.hpp"
#include "server/context.hpp"
#include "server/options.hpp"
#include "server/router.hpp"
#include "server/server_log.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::server {

class ServerCore;

/// A web server: endpoints, routes, middleware, and a life: configured, started, stopped once. Routes may be mapped at any time and from
/// any thread; everything else before `start`, from one thread.
class Server
{
public:
    enum class State
    {
        configuring,
        locked,
        running,
        stopping,
        stopped,
    };

    /// `log` may be null: nothing is logged.
    explicit Server(ServerOptions options = {}, std::shared_ptr<ServerLog> log = nullptr);
    /// Stops and waits, as `stop`.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Throw ServerError: `configured` when the configuration is locked, `bad_endpoint` when the name cannot be. Nothing is bound before
    /// `start`.
    /// No options: those that ServerOptions::pipes has at the start.
    void add_pipe(std::string_view name, std::optional<io::ListenOptions> options = {});
    void add_unix(std::string_view path, const io::ListenOptions& options = {});
    /// Port 0: the system chooses; see `endpoints` once the server runs.
    void add_tcp(std::string_view host, std::uint16_t port, const io::ListenOptions& options = {});
    void add_endpoint(io::Endpoint endpoint, std::optional<io::ListenOptions> options = {});

    /// Endpoints, options and middleware are fixed from here on. Idempotent.
    void lock_configuration();
    [[nodiscard]] State state() const noexcept;
    /// To be changed before the configuration is locked.
    [[nodiscard]] ServerOptions& options() noexcept;
    [[nodiscard]] Router& router() noexcept;
    /// Throws RouteError.
    const Route& map(RouteOptions options, std::shared_ptr<Handler> handler);
    const Route& map(std::string_view pattern, http::MethodSet methods, std::function<void(RequestContext&)> handler);
    /// Middleware runs in the order of these calls. Throws ServerError when the configuration is locked.
    void use(std::shared_ptr<Middleware> middleware);

    /// Binds every endpoint, or none and throws ServerError (`listen`, with the endpoint's name and the reason); then serves in the
    /// background and returns. On an event loop's fiber that loop serves too; elsewhere all loops get threads of their own. Locks the
    /// configuration.
    void start();
    /// Any thread, also a handler's: begins the stop and returns. Endpoints close at once, idle connections end, running requests get the
    /// grace time, then are cancelled.
    void request_stop() noexcept;
    /// Waits for the end of a stop; false when the deadline passed first. Throws base::Cancelled when the waiting task is cancelled. Not in
    /// a handler.
    bool wait(base::Deadline deadline = base::Deadline::never());
    /// request_stop and wait. Not in a handler of this server.
    void stop();

    /// `pipe:NAME`, `unix:/path`, `http://127.0.0.1:5000`: of every endpoint, with the port that was chosen once it runs.
    [[nodiscard]] std::vector<std::string> urls() const;
    [[nodiscard]] std::vector<io::Endpoint> endpoints() const;
    [[nodiscard]] std::size_t connection_count() const noexcept;

private:
    std::shared_ptr<ServerCore> core_;
};

/// `http://host:port` for TCP, the endpoint's text for others.
[[nodiscard]] std::string endpoint_url(const io::Endpoint& endpoint);

/// A handler made of a callable.
[[nodiscard]] std::shared_ptr<Handler> make_handler(std::function<void(RequestContext&)> function);

} // namespace kestrun::server
