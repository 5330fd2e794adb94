// Enable-KrConfiguration, Start-KrServer, Stop-KrServer.
#include "base/scheduler.hpp"
#include "base/startup_pages.hpp"
#include "engine/module.hpp"
#include "engine/session_impl.hpp"
#include "io/loop.hpp"
#include "io/pipe_name.hpp"
#include "kr/route_state.hpp"
#include "kr/server_host.hpp"
#include "kr/tables.hpp"
#include "log/registry.hpp"
#include "value/operators.hpp"
#include <csignal>
#include <cstdlib>

namespace kestrun::kr {

namespace {

void log_line(const ServerHost& host, log::Level importance, std::string_view line)
{
    if (const auto logger = host.logger(); logger && logger->is_enabled(importance)) write_line(*logger, importance, line);
}

// --- Enable-KrConfiguration ---

enum : size_t
{
    EServer,
    EVariables,
    EFunctions,
    EQuiet,
    EPassThru,
};
constexpr ParameterDef enable_parameters[] = {
    {.name = "Server", .type = "Kestrun.Hosting.KestrunHost", .flags = P::FromPipeline},
    {.name = "ExcludeVariables", .type = "string[]", .position = 0, .help = "Names or wildcards of variables that routes do not get."},
    {.name = "ExcludeFunctions", .type = "string[]", .position = 1, .help = "The same for functions."},
    {.name = "Quiet", .type = "switch"},
    {.name = "PassThru", .type = "switch", .help = "Gives the server."},
};
struct EnableConfiguration final : KrCmdlet
{
    void process() override
    {
        const auto host = server(EServer);
        if (host->configured())
            fail_script("ServerConfigured", "The server '" + host->name() + "' is configured already. Please create a new server instance.",
                        ErrorCategory::InvalidOperation, Value(host->name()));
        const std::vector<std::string> variables = texts(EVariables);
        host->configure(without_functions(context().session().capture(variables)));
        log_line(*host, log::Level::Information, "Kestrun server configuration enabled successfully.");
        if (!flag(EQuiet)) {
            context().host().write_line("Kestrun server configuration enabled successfully.");
            context().host().write_line("Server Name: " + host->name());
        }
        if (flag(EPassThru)) write(Value(value::make<ServerObject>(host)));
    }

private:
    std::shared_ptr<const engine::Snapshot> without_functions(std::shared_ptr<const engine::Snapshot> snapshot) const
    {
        const std::vector<std::string> patterns = texts(EFunctions);
        if (patterns.empty()) return snapshot;
        auto copy = std::make_shared<engine::Snapshot>(*snapshot);
        std::vector<engine::Symbol> gone;
        for (const auto& entry : copy->functions.entries())
            if (entry.key && cmdlets::matches_any(patterns, entry.key.name())) gone.push_back(entry.key);
        for (const engine::Symbol name : gone) copy->functions.erase(name);
        return copy;
    }
};

// --- Start-KrServer ---

std::string listening_line(const io::Endpoint& endpoint)
{
    std::string line = "Listening on " + server::endpoint_url(endpoint);
    if (endpoint.kind == io::TransportKind::named_pipe) line += " (" + io::pipe_path(endpoint.name) + ")";
    return line + " with protocols: Http1";
}

/// Ctrl+C and SIGTERM stop the server gracefully; a second one ends the program at once. `script` (may be null) is cancelled too: it runs
/// beside the server and would keep the program alive.
std::unique_ptr<io::SignalWatch> watch_signals(const std::shared_ptr<ServerHost>& host, engine::Host* console, base::Task* script)
{
    io::EventLoop* const loop = io::EventLoop::current();
    if (!loop) return nullptr;
    const base::TaskHandle task = script ? base::TaskHandle(*script) : base::TaskHandle();
    return std::make_unique<io::SignalWatch>(
        *loop, std::initializer_list<int>{SIGINT, SIGTERM}, [weak = std::weak_ptr(host), console, task](int number) {
            const auto running = weak.lock();
            if (!running) return;
            if (running->signal.exchange(number) != 0) std::_Exit(128 + number);
            if (console)
                console->write_line(number == SIGINT ? "Ctrl+C detected. Stopping Kestrun server..." : "Stopping Kestrun server...");
            running->request_stop();
            task.cancel(base::CancelReason::interrupted);
        });
}

enum : size_t
{
    SServer,
    SNoWait,
    SQuiet,
    SPassThru,
    SCloseLogs,
};
constexpr ParameterDef start_parameters[] = {
    {.name = "Server", .type = "Kestrun.Hosting.KestrunHost", .flags = P::FromPipeline},
    {.name = "NoWait", .type = "switch", .help = "Returns at once; the server runs until the script ends."},
    {.name = "Quiet", .type = "switch", .help = "Nothing is written to the console."},
    {.name = "PassThru", .type = "switch", .help = "Gives the server."},
    {.name = "CloseLogsOnExit", .type = "switch", .help = "Closes all loggers when the server has stopped."},
};
class StartServer final : public KrCmdlet
{
public:
    void process() override
    {
        const auto host = server(SServer);
        if (!host->configured())
            fail_script("ServerNotConfigured",
                        "The server '" + host->name() + "' is not configured. Call Enable-KrConfiguration before Start-KrServer.",
                        ErrorCategory::InvalidOperation, Value(host->name()));
        host->quiet = flag(SQuiet);
        announce(*host, "Starting Kestrun server '" + host->name() + "' ...");
        start(*host);
        if (flag(SNoWait)) {
            host->signals = watch_signals(host, console(*host), &base::current_task());
            show_listeners(*host);
            say(*host, "Kestrun server startup initiated (NoWait).");
        } else {
            run(host);
        }
        if (flag(SPassThru)) write(Value(value::make<ServerObject>(host)));
    }

private:
    engine::Host* console(const ServerHost& host) const { return host.quiet ? nullptr : &context().host(); }
    void say(const ServerHost& host, std::string_view line) const
    {
        if (!host.quiet) context().host().write_line(line);
    }
    void announce(const ServerHost& host, const std::string& line) const
    {
        log_line(host, log::Level::Information, line);
        say(host, line);
    }

    void start(ServerHost& host) const
    {
        try {
            host.start();
        } catch (const server::ServerError& error) {
            const std::string message = error.what();
            log_line(host, log::Level::Error, "Failed to start Kestrun server '" + host.name() + "'. " + message);
            if (flag(SCloseLogs)) log::close_all_loggers();
            const auto kind = error.kind();
            const bool listen = kind == server::ServerError::Kind::listen;
            const char* id = listen ? "ListenFailed" : kind == server::ServerError::Kind::no_endpoint ? "NoEndpoint" : "ServerStartFailed";
            fail_script(id, listen ? "Failed to start Kestrun server '" + host.name() + "'. " + message : message,
                        listen ? ErrorCategory::OpenError : ErrorCategory::InvalidOperation, Value(host.name()),
                        listen ? "System.IO.IOException" : "System.InvalidOperationException");
        }
        log_line(host, log::Level::Information, "Application started. Press Ctrl+C to shut down.");
    }

    void show_listeners(ServerHost& host) const
    {
        say(host, "Kestrun server started successfully.");
        for (const io::Endpoint& endpoint : host.server().endpoints()) say(host, listening_line(endpoint));
    }

    void run(const std::shared_ptr<ServerHost>& host) const
    {
        host->signals = watch_signals(host, console(*host), nullptr);
        show_listeners(*host);
        say(*host, "Press Ctrl+C to stop the server.");
        base::release_startup_pages();
        try {
            host->wait_stopped();
        } catch (const base::Cancelled&) {
            // The script itself is told to end: its server goes with it.
            host->request_stop();
            const base::CancelShield shield;
            host->wait_stopped();
            throw;
        }
        if (host->signal.load() != SIGTERM) say(*host, "Stopping Kestrun server...");
        say(*host, "Kestrun server stopped.");
        host->signal.store(0);
        if (flag(SCloseLogs)) log::close_all_loggers();
    }
};

// --- Stop-KrServer ---

constexpr ParameterDef stop_parameters[] = {
    {.name = "Server", .type = "Kestrun.Hosting.KestrunHost", .flags = P::FromPipeline},
    {.name = "NoWait", .type = "switch", .help = "Returns at once."},
    {.name = "Quiet", .type = "switch"},
};
struct StopServer final : KrCmdlet
{
    void process() override
    {
        const auto host = server(0);
        // The answer of the route that asks is still sent.
        if (route() || flag(1)) return host->request_stop();
        if (host->server().state() != server::Server::State::running) return;
        if (!flag(2)) context().host().write_line("Stopping Kestrun server...");
        host->request_stop();
        host->wait_stopped();
        if (!flag(2)) context().host().write_line("Kestrun server stopped.");
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Enable-KrConfiguration",
     .synopsis = "Locks the configuration; routes start from the variables and functions there are now.",
     .parameters = enable_parameters,
     .make = make_cmdlet<EnableConfiguration>,
     .class_name = "Enable-KrConfiguration",
     .flags = C::Definition},
    {.name = "Start-KrServer",
     .synopsis = "Starts the server and waits until it is stopped.",
     .parameters = start_parameters,
     .make = make_cmdlet<StartServer>,
     .class_name = "Start-KrServer",
     .flags = C::Definition,
     .description = "Ctrl+C and SIGTERM stop it: running requests are finished within 30 seconds, then the script goes on. A second Ctrl+C "
                    "ends the program."},
    {.name = "Stop-KrServer",
     .synopsis = "Stops the server; running requests are finished.",
     .parameters = stop_parameters,
     .make = make_cmdlet<StopServer>,
     .class_name = "Stop-KrServer"},
};

} // namespace

constinit const CmdletTable life_commands_table{"Kestrun", rows};

} // namespace kestrun::kr
