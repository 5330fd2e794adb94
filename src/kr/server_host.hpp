// A server as scripts configure it: the C++ server, its logger, and what its routes start from.
#pragma once
#include "engine/session.hpp"
#include "kr/server_log.hpp"
#include "kr/support.hpp"
#include "server/server.hpp"
#include <atomic>
#include <functional>
#include <optional>
#include <vector>

namespace kestrun::io {
class SignalWatch;
}

namespace kestrun::kr {

class ServerHost : public std::enable_shared_from_this<ServerHost>
{
public:
    /// `logger` may be null: the default logger of each moment is taken.
    ServerHost(std::string server_name, std::shared_ptr<log::Logger> logger);
    ~ServerHost();
    ServerHost(const ServerHost&) = delete;
    ServerHost& operator=(const ServerHost&) = delete;

    const std::string& name() const noexcept { return name_; }
    ScriptServerLog& log() const noexcept { return *log_; }
    /// The logger of this server; null when none is configured.
    std::shared_ptr<log::Logger> logger() const { return log_->logger(); }
    server::Server& server() noexcept { return server_; }

    // --- configuration; the main script's fiber ---
    bool configured() const noexcept { return snapshot_ != nullptr; }
    /// Locks endpoints and options, and keeps what routes start from.
    void configure(std::shared_ptr<const engine::Snapshot> snapshot);
    const std::shared_ptr<const engine::Snapshot>& snapshot() const noexcept { return snapshot_; }
    bool quiet = false;
    std::string environment = "Production";
    std::string root; // where the script was started

    // --- life ---
    /// Binds and serves; throws server::ServerError.
    void start();
    /// Begins to stop; any thread.
    void request_stop() noexcept;
    /// Waits for the end of a stop and notes it.
    void wait_stopped();
    /// UTC ticks, 0: not yet.
    int64_t start_ticks() const noexcept { return started_.load(std::memory_order_relaxed); }
    int64_t stop_ticks() const noexcept { return stopped_.load(std::memory_order_relaxed); }
    /// While the server runs without somebody waiting for it (Start-KrServer -NoWait).
    std::unique_ptr<io::SignalWatch> signals;
    /// Of a server that was made in C++ (map_script): stops that one.
    std::function<void()> stop_instead;
    /// A route asked for the stop (Stop-KrServer), or a signal came.
    std::atomic<int> signal{0};

private:
    std::string name_;
    std::shared_ptr<ScriptServerLog> log_;
    server::Server server_;
    std::shared_ptr<const engine::Snapshot> snapshot_;
    std::atomic<int64_t> started_{0};
    std::atomic<int64_t> stopped_{0};
};

/// The server as scripts hold it: [Kestrun.Hosting.KestrunHost].
class ServerObject final : public value::Object, public value::Textual
{
public:
    explicit ServerObject(std::shared_ptr<ServerHost> server) : host(std::move(server)) {}
    const value::Type& type() const override;
    std::string text() const override { return type().full_name(); }
    const std::shared_ptr<ServerHost> host;
};

/// The servers of the process, by name. Any thread.
namespace servers {
void add(std::shared_ptr<ServerHost> host, bool make_default);
/// Name without case; null when there is none.
std::shared_ptr<ServerHost> find(std::string_view name);
std::shared_ptr<ServerHost> get_default();
bool remove(std::string_view name);
std::vector<std::string> names();
/// Stops all that run and waits: the program's end.
void stop_all();
} // namespace servers

std::span<const value::TypeDef> server_types();

} // namespace kestrun::kr
