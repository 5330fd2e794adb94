// Loggers and their configuration as scripts hold them.
#pragma once
#include "kr/support.hpp"
#include "log/logger.hpp"
#include "log/sinks.hpp"

namespace kestrun::kr {

/// What New-KrLogger gives and Register-KrLogger takes: [Serilog.LoggerConfiguration].
class LoggerConfigurationObject final : public value::Object
{
public:
    const value::Type& type() const override;
    log::LoggerConfiguration configuration;
};

/// A registered logger: [Serilog.Core.Logger].
class LoggerObject final : public value::Object
{
public:
    LoggerObject(std::shared_ptr<log::Logger> of, std::string called) : logger(std::move(of)), name(std::move(called)) {}
    const value::Type& type() const override;
    const std::shared_ptr<log::Logger> logger;
    const std::string name;
};

/// [Serilog.Core.LoggingLevelSwitch]
class LevelSwitchObject final : public value::Object
{
public:
    explicit LevelSwitchObject(std::shared_ptr<log::LevelSwitch> of) : level(std::move(of)) {}
    const value::Type& type() const override;
    const std::shared_ptr<log::LevelSwitch> level;
};

/// [Serilog.Formatting.Json.JsonFormatter]
class FormatterObject final : public value::Object
{
public:
    explicit FormatterObject(bool render) : render_message(render) {}
    const value::Type& type() const override;
    std::unique_ptr<log::Formatter> make() const;
    const bool render_message;
};

/// The logger as a value: null for a null pointer.
Value logger_value(const std::shared_ptr<log::Logger>& logger, std::string_view name);
/// The value of a level: [Serilog.Events.LogEventLevel].
Value level_value(log::Level level);

std::span<const value::TypeDef> logger_types();

} // namespace kestrun::kr
