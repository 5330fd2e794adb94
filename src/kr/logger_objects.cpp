#include "kr/logger_objects.hpp"
#include "kr/log_value.hpp"
#include "kr/server_log.hpp"
#include "kr/type_rows.hpp"
#include "log/output_template.hpp"
#include "log/registry.hpp"

namespace kestrun::kr {

const value::Type& LoggerConfigurationObject::type() const
{
    static const value::Type& type = value::native_type("Serilog.LoggerConfiguration");
    return type;
}

const value::Type& LoggerObject::type() const
{
    static const value::Type& type = value::native_type("Serilog.Core.Logger");
    return type;
}

const value::Type& LevelSwitchObject::type() const
{
    static const value::Type& type = value::native_type("Serilog.Core.LoggingLevelSwitch");
    return type;
}

const value::Type& FormatterObject::type() const
{
    static const value::Type& type = value::native_type("Serilog.Formatting.Json.JsonFormatter");
    return type;
}

std::unique_ptr<log::Formatter> FormatterObject::make() const { return std::make_unique<log::JsonFormatter>(render_message); }

Value logger_value(const std::shared_ptr<log::Logger>& logger, std::string_view name)
{
    return logger ? Value(value::make<LoggerObject>(logger, std::string(name))) : Value();
}

Value level_value(log::Level level)
{
    static const value::Type& type = value::native_type("Serilog.Events.LogEventLevel");
    return Value::enumeration(type.enum_index(), static_cast<int64_t>(level));
}

namespace {

log::Logger& logger_of(value::Call& call) { return *static_cast<LoggerObject*>(call.self.object())->logger; }

/// $logger.Information('text {A}', 1): the template, then what fills it.
void write_to(log::Logger& logger, log::Level level, const Value& text, const Value& values, const log::Failure* failure = nullptr)
{
    if (!logger.is_enabled(level)) return;
    const std::vector<Value> items = values.is_null() ? std::vector<Value>() : value::elements(values);
    std::vector<LogValue> borrowed(items.begin(), items.end());
    std::vector<log::Argument> arguments(borrowed.begin(), borrowed.end());
    logger.write_arguments(level, value::to_text(text), arguments, failure);
}

template <log::Level level>
Value write_level(value::Call& call)
{
    write_to(logger_of(call), level, call.arg(0), call.args.size() > 1 ? call.arg(1) : Value());
    return Value::nothing();
}

template <log::Level level>
Value write_level_exception(value::Call& call)
{
    const auto* exception = call.arg(0).as<value::ExceptionObject>();
    const log::Failure failure{exception ? value::exception_text(*exception) : std::string(), {}, {}};
    write_to(logger_of(call), level, call.arg(1), call.args.size() > 2 ? call.arg(2) : Value(), exception ? &failure : nullptr);
    return Value::nothing();
}

Value write_any(value::Call& call)
{
    write_to(logger_of(call), static_cast<log::Level>(call.arg(0).as_int64()), call.arg(1), call.args.size() > 2 ? call.arg(2) : Value());
    return Value::nothing();
}

Value is_enabled(value::Call& call) { return Value(logger_of(call).is_enabled(static_cast<log::Level>(call.arg(0).as_int64()))); }

constexpr const char* plain = "string messageTemplate, params object[] propertyValues";
constexpr const char* with_exception = "System.Exception exception, string messageTemplate, params object[] propertyValues";

constexpr value::MemberDef logger_members[] = {
    property("Name", "string", [](value::Call& call) { return Value(static_cast<LoggerObject*>(call.self.object())->name); }),
    method("Verbose", plain, "void", write_level<log::Level::Verbose>),
    method("Debug", plain, "void", write_level<log::Level::Debug>),
    method("Information", plain, "void", write_level<log::Level::Information>),
    method("Warning", plain, "void", write_level<log::Level::Warning>),
    method("Error", plain, "void", write_level<log::Level::Error>),
    method("Error", with_exception, "void", write_level_exception<log::Level::Error>),
    method("Fatal", plain, "void", write_level<log::Level::Fatal>),
    method("Fatal", with_exception, "void", write_level_exception<log::Level::Fatal>),
    method("Write", "Serilog.Events.LogEventLevel level, string messageTemplate, params object[] propertyValues", "void", write_any),
    method("IsEnabled", "Serilog.Events.LogEventLevel level", "bool", is_enabled),
};

log::LevelSwitch& switch_of(value::Call& call) { return *static_cast<LevelSwitchObject*>(call.self.object())->level; }

Value new_level_switch(value::Call& call)
{
    const auto initial = call.args.empty() ? log::Level::Information : static_cast<log::Level>(call.arg(0).as_int64());
    return Value(value::make<LevelSwitchObject>(std::make_shared<log::LevelSwitch>(initial)));
}

Value set_minimum(value::Call& call)
{
    switch_of(call).set_minimum(static_cast<log::Level>(call.arg(0).as_int64()));
    return Value::nothing();
}

constexpr value::MemberDef switch_members[] = {
    {"new", value::MemberKind::Constructor, "", "", new_level_switch},
    {"new", value::MemberKind::Constructor, "Serilog.Events.LogEventLevel initialMinimumLevel", "", new_level_switch},
    property(
        "MinimumLevel", "Serilog.Events.LogEventLevel", [](value::Call& call) { return level_value(switch_of(call).minimum()); },
        set_minimum),
};

Value set_configuration_level(value::Call& call, log::Level level)
{
    static_cast<LoggerConfigurationObject*>(call.self.object())->configuration.minimum_level(level);
    return call.self;
}

constexpr value::MemberDef configuration_members[] = {
    method("SetMinimumLevel", "Serilog.Events.LogEventLevel level", "Serilog.LoggerConfiguration",
           [](value::Call& call) { return set_configuration_level(call, static_cast<log::Level>(call.arg(0).as_int64())); }),
};

Value new_json_formatter(value::Call& call) { return Value(value::make<FormatterObject>(call.args.size() > 0 && call.arg(0).as_bool())); }

constexpr value::MemberDef formatter_members[] = {
    {"new", value::MemberKind::Constructor, "", "", new_json_formatter},
    {"new", value::MemberKind::Constructor, "bool renderMessage", "", new_json_formatter},
};

constexpr value::EnumMember levels[] = {{"Verbose", 0}, {"Debug", 1}, {"Information", 2}, {"Warning", 3}, {"Error", 4}, {"Fatal", 5}};
constexpr value::EnumMember intervals[] = {{"Infinite", 0}, {"Year", 1}, {"Month", 2}, {"Day", 3}, {"Hour", 4}, {"Minute", 5}};

constexpr value::TypeDef rows[] = {
    enum_row("Serilog.Events.LogEventLevel", levels),
    enum_row("Serilog.RollingInterval", intervals),
    interface_row("Serilog.ILogger"),
    interface_row("Serilog.Formatting.ITextFormatter"),
    {.full_name = "Serilog.Core.Logger", .interfaces = "Serilog.ILogger", .members = logger_members},
    {.full_name = "Serilog.LoggerConfiguration", .members = configuration_members},
    {.full_name = "Serilog.Core.LoggingLevelSwitch", .members = switch_members},
    {.full_name = "Serilog.Formatting.Json.JsonFormatter", .interfaces = "Serilog.Formatting.ITextFormatter", .members = formatter_members},
};

} // namespace

std::span<const value::TypeDef> logger_types() { return rows; }

} // namespace kestrun::kr
