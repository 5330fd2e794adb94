#pragma once

#include "base/sync.hpp"
#include "io/loop.hpp"
#include "server/connection_set.hpp"
#include "server/pipeline.hpp"
#include "server/server.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace kestrun::server {

/// What a server consists of. Every fiber of it holds a reference, so one that resists the stop finds everything in its place.
///
/// Threads: endpoints, loops and pipelines are fixed when `start` returns; the listeners belong to the home loop, each ConnectionSet to its
/// own.
class ServerCore : public std::enable_shared_from_this<ServerCore>
{
public:
    ServerCore(ServerOptions server_options, std::shared_ptr<ServerLog> server_log);

    void add_endpoint(io::Endpoint endpoint, std::optional<io::ListenOptions> listen_options);
    void require_unlocked(std::string_view what) const;
    void lock();
    void start();
    void request_stop() noexcept;
    bool wait(base::Deadline deadline);
    /// After the stop: ends the threads. Not on one of them.
    void join_threads() noexcept;
    [[nodiscard]] Server::State state() const noexcept { return state_.load(std::memory_order_acquire); }
    [[nodiscard]] std::vector<io::Endpoint> endpoints() const;
    [[nodiscard]] std::size_t connection_count() const noexcept { return connections_.load(std::memory_order_relaxed); }

    ServerOptions options;
    Router router;
    std::vector<std::shared_ptr<Middleware>> middleware;

private:
    struct EndpointState
    {
        io::Endpoint endpoint;
        std::optional<io::ListenOptions> options; // none: the server's for pipes
        std::unique_ptr<io::Listener> listener;
        std::unique_ptr<Pipeline> pipeline;
    };

    void bind_all();
    void make_loops();
    void accept_all(EndpointState& endpoint);
    void serve(EndpointState& endpoint, std::unique_ptr<io::Stream> stream);
    void serve_on(ConnectionSet& set, EndpointState& endpoint, std::unique_ptr<io::Stream> stream);
    void shut_down();
    void close_listeners() noexcept;
    bool wait_for_connections(base::Deadline deadline);
    void on_each_loop(void (*action)(ConnectionSet&));
    void log(LogLevel level, std::string_view line) noexcept;

    std::shared_ptr<ServerLog> log_owner_;
    ServerLog& log_;
    std::atomic<Server::State> state_{Server::State::configuring};
    std::vector<std::unique_ptr<EndpointState>> endpoints_;
    mutable std::mutex mutex_;
    std::unique_ptr<io::LoopGroup> group_;
    io::EventLoop* home_ = nullptr;
    std::vector<std::unique_ptr<ConnectionSet>> sets_;
    std::atomic<std::size_t> connections_{0};
    std::atomic<unsigned> turn_{0};
    base::Event emptied_;
    base::Event stopped_;
};

} // namespace kestrun::server
