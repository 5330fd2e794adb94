// Where a logger writes: Add-KrSinkConsole, Add-KrSinkFile, Get-KrSinkJsonFormatter.
#include "kr/logger_objects.hpp"
#include "kr/tables.hpp"
#include "log/output_template.hpp"
#include <cstdlib>
#include <system_error>

namespace kestrun::kr {

namespace {

using cmdlets::integral;

log::LoggerConfiguration& configuration_of(const Value& value)
{
    return static_cast<LoggerConfigurationObject*>(value.object())->configuration;
}

struct SinkCommand : KrCmdlet
{
protected:
    std::unique_ptr<log::Formatter> formatter(size_t object, size_t output_template, std::string_view fallback) const
    {
        if (has(object) && !arg(object).is_null()) {
            if (const auto* json = arg(object).as<FormatterObject>()) return json->make();
            fail_script("UnknownFormatter", "The -Formatter is none that is known. Get one with Get-KrSinkJsonFormatter.",
                        ErrorCategory::InvalidArgument, arg(object), "System.ArgumentException");
        }
        return std::make_unique<log::OutputTemplate>(has(output_template) ? text(output_template) : std::string(fallback));
    }
    std::shared_ptr<log::LevelSwitch> level_switch(size_t parameter) const
    {
        const auto* object = has(parameter) ? arg(parameter).as<LevelSwitchObject>() : nullptr;
        return object ? object->level : nullptr;
    }
};

// --- Add-KrSinkConsole ---

enum : size_t
{
    CConfig,
    CLevel,
    CTemplate,
    CProvider,
    CSwitch,
    CErrorFrom,
    CTheme,
    CFormatter,
};
constexpr ParameterDef console_parameters[] = {
    {.name = "LoggerConfig", .type = "Serilog.LoggerConfiguration", .flags = P::Mandatory | P::FromPipeline},
    {.name = "RestrictedToMinimumLevel",
     .type = "Serilog.Events.LogEventLevel",
     .position = 0,
     .default_text = "Verbose",
     .help = "Less important events are not written here."},
    {.name = "OutputTemplate",
     .type = "string",
     .position = 1,
     .default_text = "[{Timestamp:HH:mm:ss} {Level:u3}] {Message:lj}{NewLine}{ErrorRecord}{Exception}",
     .help = "A line."},
    {.name = "FormatProvider", .flags = P::AllowNull, .help = "The invariant culture is used, whatever is given."},
    {.name = "LevelSwitch", .type = "Serilog.Core.LoggingLevelSwitch", .flags = P::AllowNull, .help = "Replaces RestrictedToMinimumLevel."},
    {.name = "StandardErrorFromLevel",
     .type = "System.Nullable[Serilog.Events.LogEventLevel]",
     .flags = P::AllowNull,
     .help = "From this level on to standard error."},
    {.name = "Theme", .flags = P::AllowNull, .help = "None, Literate, Grayscale or Colored."},
    {.name = "Formatter", .type = "Serilog.Formatting.ITextFormatter", .flags = P::AllowNull, .help = "Instead of OutputTemplate."},
};
struct AddConsole final : SinkCommand
{
    void process() override
    {
        log::ConsoleOptions options;
        if (has(CErrorFrom) && !arg(CErrorFrom).is_null()) options.standard_error_from = level(CErrorFrom);
        if (has(CTheme) && !arg(CTheme).is_null()) {
            const char* terminal = std::getenv("TERM");
            const std::string name = text(CTheme);
            options.theme = log::find_theme(name, terminal ? terminal : "");
            if (!options.theme)
                fail_script("UnknownTheme", "There is no console theme '" + name + "'. Themes: None, Literate, Grayscale, Colored.",
                            ErrorCategory::InvalidArgument, Value(name), "System.ArgumentException");
        }
        configuration_of(arg(CConfig))
            .add_sink(log::console_sink(formatter(CFormatter, CTemplate, log::console_output_template), options), level(CLevel),
                      level_switch(CSwitch));
        write(arg(CConfig));
    }
};

// --- Add-KrSinkFile ---

enum : size_t
{
    FConfig,
    FPath,
    FFormatter,
    FLevel,
    FTemplate,
    FProvider,
    FSize,
    FSwitch,
    FBuffered,
    FShared,
    FInterval,
    FRolling,
    FRollSize,
    FRetained,
    FEncoding,
    FHooks,
};
constexpr ParameterDef file_parameters[] = {
    {.name = "LoggerConfig", .type = "Serilog.LoggerConfiguration", .flags = P::Mandatory | P::FromPipeline},
    {.name = "Path",
     .type = "string",
     .position = 0,
     .flags = P::Mandatory,
     .help = "Folders are made. A date goes in front of the extension when the file rolls."},
    {.name = "Formatter", .type = "Serilog.Formatting.ITextFormatter", .sets = "Formatter!"},
    {.name = "RestrictedToMinimumLevel", .type = "Serilog.Events.LogEventLevel", .default_text = "Verbose"},
    {.name = "OutputTemplate",
     .type = "string",
     .default_text = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {Message:lj}{NewLine}{Exception}"},
    {.name = "FormatProvider", .flags = P::AllowNull, .sets = "Default"},
    {.name = "FileSizeLimitBytes",
     .type = "System.Nullable[long]",
     .flags = P::AllowNull,
     .default_text = "1073741824",
     .help = "$null: no limit."},
    {.name = "LevelSwitch", .type = "Serilog.Core.LoggingLevelSwitch", .flags = P::AllowNull},
    {.name = "Buffered", .type = "switch", .help = "Lines are collected before they are written."},
    {.name = "Shared", .type = "switch", .help = "Several processes may always append to the same file."},
    {.name = "FlushToDiskInterval", .type = "System.Nullable[timespan]", .flags = P::AllowNull},
    {.name = "RollingInterval", .type = "Serilog.RollingInterval", .default_text = "Infinite"},
    {.name = "RollOnFileSizeLimit", .type = "switch", .help = "A file that is full is followed by another; else events are dropped."},
    {.name = "RetainedFileCountLimit",
     .type = "System.Nullable[int]",
     .flags = P::AllowNull,
     .default_text = "31",
     .help = "Older files are deleted. $null: none is."},
    {.name = "Encoding", .flags = P::AllowNull, .help = "UTF-8 is written, whatever is given."},
    {.name = "Hooks", .flags = P::AllowNull},
};
struct AddFile final : SinkCommand
{
    void process() override
    {
        log::FileOptions options;
        options.path = cmdlets::replace_all(text(FPath), "\\", "/");
        if (!options.path.empty() && options.path.front() != '/') options.path = context().resolve_path(options.path);
        if (has(FSize))
            options.size_limit = arg(FSize).is_null() ? std::optional<std::uint64_t>() : static_cast<std::uint64_t>(number(FSize));
        if (has(FRetained)) options.retained_files = arg(FRetained).is_null() ? std::optional<int>() : static_cast<int>(number(FRetained));
        if (has(FInterval) && !arg(FInterval).is_null())
            options.flush_interval_ms = static_cast<std::uint32_t>(arg(FInterval).as_int64() / 10'000);
        if (has(FRolling)) options.interval = static_cast<log::RollingInterval>(integral(arg(FRolling)));
        options.buffered = flag(FBuffered);
        options.roll_on_size_limit = flag(FRollSize);
        std::unique_ptr<log::Sink> sink;
        try {
            sink = log::file_sink(formatter(FFormatter, FTemplate, log::file_output_template), options);
        } catch (const std::system_error& error) {
            fail_script("LogFileError", "The log file cannot be opened: " + std::string(error.what()), ErrorCategory::OpenError, arg(FPath),
                        "System.IO.IOException");
        } catch (const std::invalid_argument& error) {
            fail_script("LogFileError", error.what(), ErrorCategory::InvalidArgument, arg(FPath), "System.ArgumentException");
        }
        configuration_of(arg(FConfig)).add_sink(std::move(sink), level(FLevel), level_switch(FSwitch));
        write(arg(FConfig));
    }
};

constexpr ParameterDef json_parameters[] = {
    {.name = "RenderMessage", .type = "switch", .help = "The message with its holes filled too."},
};
struct GetJsonFormatter final : KrCmdlet
{
    void process() override { write(Value(value::make<FormatterObject>(flag(0)))); }
};

constexpr CmdletDef rows[] = {
    {.name = "Add-KrSinkConsole",
     .synopsis = "Lets a logger write to standard output.",
     .parameters = console_parameters,
     .make = make_cmdlet<AddConsole>,
     .class_name = "Add-KrSinkConsole",
     .output = "Serilog.LoggerConfiguration",
     .description = "Colours are used on a terminal only, and not when NO_COLOR is set."},
    {.name = "Add-KrSinkFile",
     .synopsis = "Lets a logger write to a file.",
     .parameters = file_parameters,
     .make = make_cmdlet<AddFile>,
     .default_set = "Default",
     .class_name = "Add-KrSinkFile",
     .output = "Serilog.LoggerConfiguration"},
    {.name = "Get-KrSinkJsonFormatter",
     .synopsis = "Gives the formatter that writes each event as a line of JSON.",
     .parameters = json_parameters,
     .make = make_cmdlet<GetJsonFormatter>,
     .class_name = "Get-KrSinkJsonFormatter",
     .output = "Serilog.Formatting.Json.JsonFormatter"},
};

} // namespace

constinit const CmdletTable sink_commands_table{"Kestrun", rows};

} // namespace kestrun::kr
