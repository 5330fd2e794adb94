// Making, registering and closing loggers: New-KrLogger, Register-KrLogger, Set-KrLoggerLevel and their kin.
#include "kr/logger_objects.hpp"
#include "kr/tables.hpp"
#include "log/registry.hpp"

namespace kestrun::kr {

namespace {

log::LoggerConfiguration& configuration_of(const Value& value)
{
    return static_cast<LoggerConfigurationObject*>(value.object())->configuration;
}

struct NewLogger final : KrCmdlet
{
    void process() override { write(Value(value::make<LoggerConfigurationObject>())); }
};

// --- Set-KrLoggerLevel ---

enum : size_t
{
    LConfig,
    LValue,
    LDynamic,
};
constexpr ParameterDef level_parameters[] = {
    {.name = "LoggerConfig",
     .type = "Serilog.LoggerConfiguration",
     .flags = P::Mandatory | P::FromPipeline,
     .help = "The configuration that New-KrLogger gave."},
    {.name = "Value",
     .type = "Serilog.Events.LogEventLevel",
     .position = 0,
     .sets = "Static!",
     .aliases = "Level",
     .help = "What is less important is not written."},
    {.name = "Dynamic",
     .type = "Serilog.Events.LogEventLevel",
     .sets = "Dynamic!",
     .help = "The same, but Set-KrLoggerLevelSwitch can change it while the logger is in use."},
};
struct SetLoggerLevel final : KrCmdlet
{
    void process() override
    {
        log::LoggerConfiguration& configuration = configuration_of(arg(LConfig));
        if (has(LDynamic))
            configuration.level_switch(std::make_shared<log::LevelSwitch>(level(LDynamic)));
        else
            configuration.minimum_level(level(LValue, log::Level::Information));
        write(arg(LConfig));
    }
};

// --- Register-KrLogger ---

enum : size_t
{
    RName,
    RConfig,
    RDefault,
    RPassThru,
};
constexpr ParameterDef register_parameters[] = {
    {.name = "Name", .type = "string", .position = 0, .flags = P::Mandatory, .help = "A logger of that name is replaced and closed."},
    {.name = "LoggerConfig", .type = "Serilog.LoggerConfiguration", .position = 1, .flags = P::Mandatory | P::FromPipeline},
    {.name = "SetAsDefault", .type = "switch", .help = "What the server and Write-KrLog write to unless told otherwise."},
    {.name = "PassThru", .type = "switch", .help = "Gives the logger."},
};
struct RegisterLogger final : KrCmdlet
{
    void process() override
    {
        const std::shared_ptr<log::Logger> logger = configuration_of(arg(RConfig)).create();
        log::register_logger(text(RName), logger, flag(RDefault));
        if (flag(RPassThru)) write(logger_value(logger, text(RName)));
    }
};

// --- Close-KrLogger ---

enum : size_t
{
    CLogger,
    CName,
    CDefault,
};
constexpr ParameterDef close_parameters[] = {
    {.name = "Logger", .type = "Serilog.ILogger[]", .flags = P::FromPipeline, .sets = "Logger"},
    {.name = "LoggerName", .type = "string[]", .sets = "LoggerName!"},
    {.name = "DefaultLogger", .type = "switch", .sets = "Default!"},
};
struct CloseLogger final : KrCmdlet
{
    void process() override
    {
        if (flag(CDefault)) {
            log::close_default_logger();
        } else if (has(CName)) {
            for (const std::string& name : texts(CName))
                if (!log::close_logger(name))
                    write_error("LoggerNotFound", unknown(name), ErrorCategory::ObjectNotFound, Value(name), "System.ArgumentException");
        } else if (has(CLogger)) {
            for (const Value& item : value::elements(arg(CLogger)))
                if (const auto* object = item.as<LoggerObject>()) log::close_logger(*object->logger);
        } else {
            log::close_all_loggers();
        }
    }

private:
    static std::string unknown(const std::string& name)
    {
        const auto found = log::get_logger(name);
        return found ? std::string() : found.error();
    }
};

// --- the default logger, and whether there is one ---

enum : size_t
{
    DName,
};
constexpr ParameterDef default_parameters[] = {
    {.name = "Name", .type = "switch", .help = "Its name rather than the logger."},
};
struct GetDefaultLogger final : KrCmdlet
{
    void process() override
    {
        if (flag(DName))
            write(Value(log::default_logger_name()));
        else if (const auto& logger = log::default_logger())
            write(logger_value(logger, log::default_logger_name()));
    }
};

constexpr ParameterDef set_default_parameters[] = {
    {.name = "Name", .type = "string", .position = 0, .flags = P::Mandatory | P::FromPipeline},
};
struct SetDefaultLogger final : KrCmdlet
{
    void process() override
    {
        if (const auto done = log::set_default_logger(text(DName)); !done)
            fail_script("LoggerNotFound", done.error(), ErrorCategory::ObjectNotFound, arg(DName), "System.ArgumentException");
    }
};

constexpr ParameterDef test_parameters[] = {
    {.name = "Name", .type = "string", .position = 0, .flags = P::FromPipeline, .help = "Empty: whether there is a default logger."},
};
struct TestLogger final : KrCmdlet
{
    void process() override { write(Value(has(DName) ? log::has_logger(text(DName)) : log::default_logger() != nullptr)); }
};

// --- level switches ---

enum : size_t
{
    SName,
    SLogger,
    SLevel,
};
constexpr ParameterDef get_switch_parameters[] = {
    {.name = "LoggerName", .type = "string", .position = 0, .sets = "LoggerName", .help = "The default logger when it is left out."},
    {.name = "Logger", .type = "Serilog.ILogger", .sets = "Logger!"},
};
constexpr ParameterDef set_switch_parameters[] = {
    {.name = "LoggerName", .type = "string", .position = 0, .sets = "LoggerName", .help = "The default logger when it is left out."},
    {.name = "Logger", .type = "Serilog.ILogger", .sets = "Logger!"},
    {.name = "MinimumLevel", .type = "Serilog.Events.LogEventLevel", .position = 1, .flags = P::Mandatory},
};
struct SwitchCommand : KrCmdlet
{
protected:
    std::shared_ptr<log::LevelSwitch> level_switch() const
    {
        const std::string name = has(SName) ? text(SName) : log::default_logger_name();
        std::shared_ptr<log::Logger> logger;
        if (has(SLogger)) {
            if (const auto* object = arg(SLogger).as<LoggerObject>()) logger = object->logger;
        } else if (has(SName)) {
            const auto found = log::get_logger(name);
            if (!found)
                fail_script("LoggerNotFound", found.error(), ErrorCategory::ObjectNotFound, Value(name), "System.ArgumentException");
            logger = *found;
        } else {
            logger = log::default_logger();
        }
        std::shared_ptr<log::LevelSwitch> level = logger ? logger->level_switch() : nullptr;
        if (!level)
            fail_script("LevelSwitchNotFound",
                        "Level switch not found for logger '" + name +
                            "'. Ensure that the logger is configured with a level switch: Set-KrLoggerLevel -Dynamic.",
                        ErrorCategory::ObjectNotFound, Value(name));
        return level;
    }
};
struct GetLevelSwitch final : SwitchCommand
{
    void process() override { write(Value(value::make<LevelSwitchObject>(level_switch()))); }
};
struct SetLevelSwitch final : SwitchCommand
{
    void process() override { level_switch()->set_minimum(level(SLevel)); }
};

constexpr CmdletDef rows[] = {
    {.name = "New-KrLogger",
     .synopsis = "Begins the configuration of a logger.",
     .make = make_cmdlet<NewLogger>,
     .class_name = "New-KrLogger",
     .output = "Serilog.LoggerConfiguration"},
    {.name = "Set-KrLoggerLevel",
     .synopsis = "Sets from which level on a logger writes.",
     .parameters = level_parameters,
     .make = make_cmdlet<SetLoggerLevel>,
     .default_set = "Static",
     .class_name = "Set-KrLoggerLevel",
     .output = "Serilog.LoggerConfiguration"},
    {.name = "Register-KrLogger",
     .synopsis = "Makes the configured logger and registers it by name.",
     .parameters = register_parameters,
     .make = make_cmdlet<RegisterLogger>,
     .class_name = "Register-KrLogger",
     .output = "Serilog.Core.Logger"},
    {.name = "Close-KrLogger",
     .synopsis = "Writes out and closes loggers; all of them when none is named.",
     .parameters = close_parameters,
     .make = make_cmdlet<CloseLogger>,
     .default_set = "Logger",
     .class_name = "Close-KrLogger"},
    {.name = "Get-KrDefaultLogger",
     .synopsis = "Gives the default logger.",
     .parameters = default_parameters,
     .make = make_cmdlet<GetDefaultLogger>,
     .class_name = "Get-KrDefaultLogger"},
    {.name = "Set-KrDefaultLogger",
     .synopsis = "Makes a registered logger the default one.",
     .parameters = set_default_parameters,
     .make = make_cmdlet<SetDefaultLogger>,
     .class_name = "Set-KrDefaultLogger"},
    {.name = "Test-KrLogger",
     .synopsis = "Tells whether a logger is registered.",
     .parameters = test_parameters,
     .make = make_cmdlet<TestLogger>,
     .class_name = "Test-KrLogger",
     .output = "bool"},
    {.name = "Get-KrLoggerLevelSwitch",
     .synopsis = "Gives the level switch of a logger.",
     .parameters = get_switch_parameters,
     .make = make_cmdlet<GetLevelSwitch>,
     .default_set = "LoggerName",
     .class_name = "Get-KrLoggerLevelSwitch",
     .output = "Serilog.Core.LoggingLevelSwitch"},
    {.name = "Set-KrLoggerLevelSwitch",
     .synopsis = "Changes the level of a logger that is in use.",
     .parameters = set_switch_parameters,
     .make = make_cmdlet<SetLevelSwitch>,
     .default_set = "LoggerName",
     .class_name = "Set-KrLoggerLevelSwitch"},
};

} // namespace

constinit const CmdletTable logger_commands_table{"Kestrun", rows};

} // namespace kestrun::kr
