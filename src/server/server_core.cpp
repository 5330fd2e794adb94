#include "server/server_core.hpp"

#include "base/scheduler.hpp"

#include <algorithm>
#include <thread>

namespace kestrun::server {

namespace {

constexpr auto accept_pause = std::chrono::milliseconds(100); // when the system has no descriptors left
constexpr auto cancel_time = std::chrono::seconds(2);         // for cancelled requests to say their last words

std::string plural(std::size_t count, std::string_view noun)
{
    return std::to_string(count) + ' ' + std::string(noun) + (count == 1 ? "" : "s");
}

} // namespace

ServerCore::ServerCore(ServerOptions server_options, std::shared_ptr<ServerLog> server_log)
    : options(std::move(server_options)), log_owner_(std::move(server_log)), log_(log_owner_ ? *log_owner_ : silent_log())
{
}

void ServerCore::log(LogLevel level, std::string_view line) noexcept
{
    if (log_.enabled(level)) log_.write(level, line);
}

// ---- configuration

void ServerCore::require_unlocked(std::string_view what) const
{
    if (state() == Server::State::configuring) return;
    throw ServerError(ServerError::Kind::configured,
                      "Cannot add " + std::string(what) + " to a server that is already configured. Please create a new server instance.");
}

void ServerCore::add_endpoint(io::Endpoint endpoint, std::optional<io::ListenOptions> listen_options)
{
    require_unlocked("endpoint");
    const bool known = std::any_of(endpoints_.begin(), endpoints_.end(), [&](const auto& each) {
        return each->endpoint == endpoint && (endpoint.kind != io::TransportKind::tcp || endpoint.port != 0);
    });
    if (known) throw ServerError(ServerError::Kind::bad_endpoint, "The server listens on " + endpoint_url(endpoint) + " already.");
    auto state = std::make_unique<EndpointState>();
    state->endpoint = std::move(endpoint);
    state->options = std::move(listen_options);
    endpoints_.push_back(std::move(state));
}

void ServerCore::lock()
{
    auto expected = Server::State::configuring;
    state_.compare_exchange_strong(expected, Server::State::locked);
}

std::vector<io::Endpoint> ServerCore::endpoints() const
{
    const std::lock_guard guard(mutex_);
    std::vector<io::Endpoint> all;
    for (const auto& each : endpoints_) all.push_back(each->listener ? each->listener->endpoint() : each->endpoint);
    return all;
}

// ---- start

void ServerCore::start()
{
    if (state() > Server::State::locked)
        throw ServerError(ServerError::Kind::running,
                          "The server '" + options.name + "' was started before. Create a new server instance.");
    if (endpoints_.empty())
        throw ServerError(ServerError::Kind::no_endpoint,
                          "The server '" + options.name +
                              "' has no endpoint to listen on. Add a named pipe, a Unix socket or a port first.");
    lock();
    bind_all();
    make_loops();
    router.publish();
    const auto self = shared_from_this();
    for (const auto& each : endpoints_) {
        EndpointState& endpoint = *each;
        const std::string url = endpoint_url(endpoint.listener->endpoint());
        endpoint.pipeline = std::make_unique<Pipeline>(Pipeline::Parts{options, log_, router, middleware}, url);
        log(LogLevel::information, "Now listening on: " + url);
    }
    state_.store(Server::State::running, std::memory_order_release);
    for (const auto& each : endpoints_) home_->spawn([self, endpoint = each.get()] { self->accept_all(*endpoint); });
}

void ServerCore::bind_all()
{
    const std::lock_guard guard(mutex_);
    for (const auto& each : endpoints_) {
        auto listener = io::listen(each->endpoint, each->options.value_or(options.pipes));
        if (!listener) {
            // All or none: what was bound before is given back, and the server can be started again when the cause is gone.
            for (const auto& bound : endpoints_) bound->listener.reset();
            throw ServerError(ServerError::Kind::listen, listener.error().message);
        }
        each->listener = std::move(*listener);
    }
}

void ServerCore::make_loops()
{
    home_ = io::EventLoop::current();
    const unsigned wanted = options.loops != 0 ? options.loops : std::max(1U, std::thread::hardware_concurrency());
    const unsigned threads = home_ != nullptr ? wanted - 1 : wanted;
    if (threads == 0) {
        sets_.push_back(std::make_unique<ConnectionSet>(*home_));
        return;
    }
    group_ = std::make_unique<io::LoopGroup>(threads, home_);
    home_ = &(*group_)[0];
    for (std::size_t i = 0; i < group_->size(); ++i) sets_.push_back(std::make_unique<ConnectionSet>((*group_)[i]));
}

// ---- connections

void ServerCore::accept_all(EndpointState& endpoint)
{
    while (state() == Server::State::running) {
        auto stream = endpoint.listener->accept(base::Deadline::never());
        if (stream) {
            serve(endpoint, std::move(*stream));
            continue;
        }
        if (stream.error().kind == io::IoErrorKind::cancelled) return;
        // Descriptors or memory are short: connections wait in the system's queue until some are given back.
        log(LogLevel::warning, stream.error().message);
        base::sleep_for(accept_pause);
    }
}

void ServerCore::serve(EndpointState& endpoint, std::unique_ptr<io::Stream> stream)
{
    if (options.max_connections != 0 && connections_.load(std::memory_order_relaxed) >= options.max_connections)
        return; // closed without a byte
    connections_.fetch_add(1, std::memory_order_relaxed);
    // Round robin: over thousands of connections as even as any count, and without reading other threads' counters.
    ConnectionSet& set = *sets_[turn_.fetch_add(1, std::memory_order_relaxed) % sets_.size()];
    set.loop().spawn([self = shared_from_this(), &set, &endpoint, transport = std::move(stream)]() mutable {
        self->serve_on(set, endpoint, std::move(transport));
    });
}

void ServerCore::serve_on(ConnectionSet& set, EndpointState& endpoint, std::unique_ptr<io::Stream> stream)
{
    {
        const auto connection = std::make_unique<Connection>(std::move(stream), *endpoint.pipeline, options.connection);
        set.add(*connection);
        connection->http.serve();
        set.remove(*connection);
    }
    if (connections_.fetch_sub(1, std::memory_order_acq_rel) == 1 && state() == Server::State::stopping) emptied_.set();
}

// ---- stop

void ServerCore::request_stop() noexcept
{
    auto expected = Server::State::running;
    if (state_.compare_exchange_strong(expected, Server::State::stopping)) {
        home_->spawn([self = shared_from_this()] { self->shut_down(); });
        return;
    }
    for (const auto idle : {Server::State::configuring, Server::State::locked}) {
        expected = idle;
        if (state_.compare_exchange_strong(expected, Server::State::stopped)) stopped_.set();
    }
}

void ServerCore::shut_down()
{
    const base::CancelShield shield;
    log(LogLevel::information, "Application is shutting down...");
    close_listeners();
    on_each_loop([](ConnectionSet& set) { set.drain(); });
    if (!wait_for_connections(base::Deadline::after(options.shutdown_grace))) {
        log(LogLevel::warning, plural(connection_count(), "request") + " did not finish within the grace time and will be cancelled.");
        on_each_loop([](ConnectionSet& set) { set.cancel(base::CancelReason::stopping); });
        if (!wait_for_connections(base::Deadline::after(cancel_time)))
            log(LogLevel::error, plural(connection_count(), "request") + " could not be ended.");
    }
    state_.store(Server::State::stopped, std::memory_order_release);
    stopped_.set();
}

void ServerCore::close_listeners() noexcept
{
    const std::lock_guard guard(mutex_);
    for (const auto& each : endpoints_) {
        each->endpoint = each->listener->endpoint();
        each->listener->close();
    }
}

/// True when the last connection has ended. The count may touch zero while accepted ones are on their way to their loop: it is raised
/// before.
bool ServerCore::wait_for_connections(base::Deadline deadline)
{
    while (connection_count() != 0) {
        emptied_.reset();
        if (connection_count() == 0) return true;
        if (!emptied_.wait(deadline)) return connection_count() == 0;
    }
    return true;
}

void ServerCore::on_each_loop(void (*action)(ConnectionSet&))
{
    for (const auto& set : sets_) set->loop().post([self = shared_from_this(), &each = *set, action] { action(each); });
}

bool ServerCore::wait(base::Deadline deadline) { return stopped_.wait(deadline); }

void ServerCore::join_threads() noexcept
{
    // The loops go with their threads: what was posted to them and never ran holds references to this object.
    std::unique_ptr<io::LoopGroup> group;
    {
        const std::lock_guard guard(mutex_);
        group = std::move(group_);
    }
    group.reset();
}

} // namespace kestrun::server
