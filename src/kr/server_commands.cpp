// New-KrServer, Get-KrServer, Remove-KrServer.
#include "base/calendar.hpp"
#include "kr/logger_objects.hpp"
#include "kr/server_host.hpp"
#include "kr/tables.hpp"
#include "log/registry.hpp"

namespace kestrun::kr {

namespace {

enum : size_t
{
    NName,
    NLogger,
    NLoggerName,
    NPassThru,
    NDisable,
    NDefault,
    NEnvironment,
    NForce,
};
constexpr ParameterDef new_parameters[] = {
    {.name = "Name", .type = "string", .position = 0, .flags = P::Mandatory | P::FromPipeline},
    {.name = "Logger",
     .type = "Serilog.ILogger",
     .sets = "Logger",
     .help = "Takes the server's lines; the default logger when it is left out."},
    {.name = "LoggerName", .type = "string", .sets = "LoggerName!", .help = "The same, a registered logger by its name."},
    {.name = "PassThru", .type = "switch", .help = "Gives the server."},
    {.name = "DisablePowershellMiddleware", .type = "switch", .help = "Accepted; routes run without a middleware here."},
    {.name = "Default", .type = "switch", .help = "What other commands mean when no server is named; the last one made is it anyway."},
    {.name = "Environment", .type = "string", .validate = "set:Auto,Development,Staging,Production", .default_text = "Auto"},
    {.name = "Force", .type = "switch", .help = "Replaces a server of the same name."},
};
struct NewServer final : KrCmdlet
{
    void process() override
    {
        const std::string name = text(NName);
        if (servers::find(name)) {
            if (!flag(NForce))
                fail_script("ServerExists",
                            "A server with the name '" + name + "' exists already. Use another name, or -Force to replace it.",
                            ErrorCategory::ResourceExists, arg(NName));
            if (auto old = servers::find(name)) {
                old->request_stop();
                servers::remove(name);
            }
        }
        auto host = std::make_shared<ServerHost>(name, logger());
        host->root = context().current_directory();
        if (has(NEnvironment) && !equals_ci(text(NEnvironment), "Auto")) host->environment = text(NEnvironment);
        if (const auto log = host->logger(); log && log->is_enabled(log::Level::Debug)) {
            write_line(*log, log::Level::Debug, "Setting application name: " + name);
            write_line(*log, log::Level::Debug, "Current working directory: " + host->root);
        }
        servers::add(host, true);
        if (flag(NPassThru)) write(Value(value::make<ServerObject>(host)));
    }

private:
    std::shared_ptr<log::Logger> logger() const
    {
        if (has(NLogger)) {
            const auto* object = arg(NLogger).as<LoggerObject>();
            return object ? object->logger : nullptr;
        }
        if (!has(NLoggerName)) return nullptr;
        auto found = log::get_logger(text(NLoggerName));
        if (!found)
            fail_script("LoggerNotFound", found.error(), ErrorCategory::ObjectNotFound, arg(NLoggerName), "System.ArgumentException");
        return *found;
    }
};

enum : size_t
{
    GServer,
    GStart,
    GStop,
    GUptime,
};
constexpr ParameterDef get_parameters[] = {
    {.name = "Server", .type = "Kestrun.Hosting.KestrunHost", .flags = P::FromPipeline},
    {.name = "StartTime", .type = "switch", .sets = "StartTime", .help = "When it was started, UTC; null: not yet."},
    {.name = "StopTime", .type = "switch", .sets = "StopTime"},
    {.name = "Uptime", .type = "switch", .sets = "Uptime", .help = "How long it has run."},
};
struct GetServer final : KrCmdlet
{
    void process() override
    {
        const std::shared_ptr<ServerHost> host = server(GServer);
        const int64_t started = host->start_ticks(), stopped = host->stop_ticks();
        if (flag(GStart)) return write(started ? Value::date_time(started, value::DateKind::Utc) : Value());
        if (flag(GStop)) return write(stopped ? Value::date_time(stopped, value::DateKind::Utc) : Value());
        if (flag(GUptime)) return write(started ? Value::time_span((stopped ? stopped : base::utc_now_ticks()) - started) : Value());
        write(Value(value::make<ServerObject>(host)));
    }
};

constexpr ParameterDef remove_parameters[] = {
    {.name = "Name", .type = "string", .position = 0, .flags = P::Mandatory | P::FromPipeline},
    {.name = "Force", .type = "switch", .help = "Accepted; nothing is asked."},
};
struct RemoveServer final : KrCmdlet
{
    void process() override
    {
        const std::string name = text(0);
        const auto host = servers::find(name);
        if (!host) {
            std::string message = "There is no server with the name '" + name + "'.";
            if (const auto names = servers::names(); !names.empty()) message += " Servers: " + join(names, ", ") + ".";
            return write_error("ServerNotFound", message, ErrorCategory::ObjectNotFound, arg(0), "System.InvalidOperationException");
        }
        if (!should_process(name, "Remove server")) return;
        host->request_stop();
        if (!route()) host->wait_stopped(); // a route of the server cannot wait for its own end
        servers::remove(name);
    }
};

constexpr CmdletDef rows[] = {
    {.name = "New-KrServer",
     .synopsis = "Makes a server, to be configured and started.",
     .parameters = new_parameters,
     .make = make_cmdlet<NewServer>,
     .default_set = "Logger",
     .class_name = "New-KrServer",
     .output = "Kestrun.Hosting.KestrunHost",
     .flags = C::Definition},
    {.name = "Get-KrServer",
     .synopsis = "Gives a server, or when it was started and stopped.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetServer>,
     .default_set = "Server",
     .class_name = "Get-KrServer",
     .output = "Kestrun.Hosting.KestrunHost"},
    {.name = "Remove-KrServer",
     .synopsis = "Stops and forgets a server.",
     .parameters = remove_parameters,
     .make = make_cmdlet<RemoveServer>,
     .class_name = "Remove-KrServer",
     .flags = C::ShouldProcess},
};

} // namespace

constinit const CmdletTable server_commands_table{"Kestrun", rows};

} // namespace kestrun::kr
