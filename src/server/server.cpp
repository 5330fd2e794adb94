#include "server/server.hpp"

#include "io/pipe_name.hpp"
#include "server/server_core.hpp"

#include <utility>

namespace kestrun::server {

namespace {

class FunctionHandler final : public Handler
{
public:
    explicit FunctionHandler(std::function<void(RequestContext&)> function) : function_(std::move(function)) {}
    void handle(RequestContext& context) override { function_(context); }

private:
    std::function<void(RequestContext&)> function_;
};

[[noreturn]] void refuse(const io::IoError& error) { throw ServerError(ServerError::Kind::bad_endpoint, error.message); }

} // namespace

std::string endpoint_url(const io::Endpoint& endpoint)
{
    if (endpoint.kind != io::TransportKind::tcp) return endpoint.text();
    const bool v6 = endpoint.name.find(':') != std::string::npos;
    return "http://" + (v6 ? '[' + endpoint.name + ']' : endpoint.name) + ':' + std::to_string(endpoint.port);
}

std::shared_ptr<Handler> make_handler(std::function<void(RequestContext&)> function)
{
    return std::make_shared<FunctionHandler>(std::move(function));
}

Server::Server(ServerOptions options, std::shared_ptr<ServerLog> log)
    : core_(std::make_shared<ServerCore>(std::move(options), std::move(log)))
{
}

Server::~Server()
{
    try {
        const base::CancelShield shield;
        stop();
    } catch (...) {
        // Nothing throws under a shield; a destructor must not.
    }
}

void Server::add_pipe(std::string_view name, std::optional<io::ListenOptions> options)
{
    core_->require_unlocked("endpoint");
    if (const auto valid = io::check_pipe_name(name); !valid) refuse(valid.error());
    core_->add_endpoint({io::TransportKind::named_pipe, std::string(name), 0}, std::move(options));
}

void Server::add_unix(std::string_view path, const io::ListenOptions& options)
{
    core_->require_unlocked("endpoint");
    const auto full = io::unix_socket_path(path);
    if (!full) refuse(full.error());
    core_->add_endpoint({io::TransportKind::unix_socket, *full, 0}, options);
}

void Server::add_tcp(std::string_view host, std::uint16_t port, const io::ListenOptions& options)
{
    core_->add_endpoint({io::TransportKind::tcp, std::string(host), port}, options);
}

void Server::add_endpoint(io::Endpoint endpoint, std::optional<io::ListenOptions> options)
{
    switch (endpoint.kind) {
    case io::TransportKind::named_pipe: return add_pipe(endpoint.name, std::move(options));
    case io::TransportKind::unix_socket: return add_unix(endpoint.name, options.value_or(io::ListenOptions{}));
    case io::TransportKind::tcp: return add_tcp(endpoint.name, endpoint.port, options.value_or(io::ListenOptions{}));
    }
}

void Server::lock_configuration() { core_->lock(); }

Server::State Server::state() const noexcept { return core_->state(); }

ServerOptions& Server::options() noexcept { return core_->options; }

Router& Server::router() noexcept { return core_->router; }

const Route& Server::map(RouteOptions options, std::shared_ptr<Handler> handler)
{
    return core_->router.add(std::move(options), std::move(handler));
}

const Route& Server::map(std::string_view pattern, http::MethodSet methods, std::function<void(RequestContext&)> handler)
{
    RouteOptions options;
    options.pattern = pattern;
    options.methods = methods;
    return map(std::move(options), make_handler(std::move(handler)));
}

void Server::use(std::shared_ptr<Middleware> middleware)
{
    core_->require_unlocked("middleware");
    core_->middleware.push_back(std::move(middleware));
}

void Server::start() { core_->start(); }

void Server::request_stop() noexcept { core_->request_stop(); }

bool Server::wait(base::Deadline deadline)
{
    if (!core_->wait(deadline)) return false;
    core_->join_threads();
    return true;
}

void Server::stop()
{
    request_stop();
    wait();
}

std::vector<std::string> Server::urls() const
{
    std::vector<std::string> all;
    for (const io::Endpoint& endpoint : core_->endpoints()) all.push_back(endpoint_url(endpoint));
    return all;
}

std::vector<io::Endpoint> Server::endpoints() const { return core_->endpoints(); }

std::size_t Server::connection_count() const noexcept { return core_->connection_count(); }

} // namespace kestrun::server
