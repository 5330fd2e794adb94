#pragma once
// A logger: a level, enrichers, sinks. Made by LoggerConfiguration, shared by name through the registry.

#include "log/enricher.hpp"
#include "log/event.hpp"
#include "log/level.hpp"
#include "log/sink.hpp"

#include <atomic>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace kestrun::log {

/// A sink of a logger, with a level of its own.
struct SinkEntry
{
    std::unique_ptr<Sink> sink;
    Level minimum = Level::Verbose;
    std::shared_ptr<LevelSwitch> level_switch; // replaces `minimum` when set
};

/// All members may be called from any thread.
class Logger
{
public:
    Logger(std::shared_ptr<LevelSwitch> level, bool has_switch, std::vector<SinkEntry> sinks,
           std::vector<std::unique_ptr<Enricher>> enrichers);
    ~Logger();
    Logger(const Logger&) = delete;
    Logger& operator=(const Logger&) = delete;

    /// Cheap: ask before anything is built for an event.
    bool is_enabled(Level level) const noexcept { return level_->allows(level) && !closed_.load(std::memory_order_relaxed); }

    /// Arguments fill the template's holes; they are only looked at when the level is enabled.
    template <typename... Arguments>
    void write(Level level, std::string_view message_template, const Arguments&... arguments)
    {
        if (!is_enabled(level)) return;
        if constexpr (sizeof...(Arguments) == 0) {
            write_arguments(level, message_template, {}, nullptr);
        } else {
            const Argument list[] = {Argument(arguments)...};
            write_arguments(level, message_template, list, nullptr);
        }
    }
    template <typename... Arguments>
    void write_failure(Level level, const Failure& failure, std::string_view message_template, const Arguments&... arguments)
    {
        if (!is_enabled(level)) return;
        if constexpr (sizeof...(Arguments) == 0) {
            write_arguments(level, message_template, {}, &failure);
        } else {
            const Argument list[] = {Argument(arguments)...};
            write_arguments(level, message_template, list, &failure);
        }
    }
    /// The same with a list made at run time. `failure` may be null.
    void write_arguments(Level level, std::string_view message_template, std::span<const Argument> arguments, const Failure* failure);
    /// Enriches and hands on an event as it is (its level is checked).
    void write_event(Event event);

    void flush();
    /// Flushes and closes the sinks; writing is silent afterwards.
    void close();
    bool closed() const noexcept { return closed_.load(std::memory_order_relaxed); }

    /// The switch that was asked for when the logger was configured; null when its level is fixed.
    std::shared_ptr<LevelSwitch> level_switch() const { return has_switch_ ? level_ : nullptr; }
    Level minimum() const noexcept { return level_->minimum(); }

private:
    void enrich(Event& event) const;
    void dispatch(const Event& event);

    std::shared_ptr<LevelSwitch> level_;
    std::atomic<bool> closed_{false};
    std::atomic<bool> reported_{false}; // a failing sink, once
    bool has_switch_;
    std::vector<SinkEntry> sinks_;
    std::vector<std::unique_ptr<Enricher>> enrichers_;
};

/// Collects what a logger is made of. Not thread-safe.
class LoggerConfiguration
{
public:
    LoggerConfiguration();

    LoggerConfiguration& minimum_level(Level level);
    /// The logger's level can be changed while it runs.
    LoggerConfiguration& level_switch(std::shared_ptr<LevelSwitch> level);
    LoggerConfiguration& add_sink(std::unique_ptr<Sink> sink, Level minimum = Level::Verbose, std::shared_ptr<LevelSwitch> level = nullptr);
    LoggerConfiguration& add_enricher(std::unique_ptr<Enricher> enricher);
    /// Moves the sinks and enrichers into a logger; the configuration is empty afterwards.
    std::shared_ptr<Logger> create();

private:
    std::shared_ptr<LevelSwitch> level_;
    bool has_switch_ = false;
    std::vector<SinkEntry> sinks_;
    std::vector<std::unique_ptr<Enricher>> enrichers_;
};

} // namespace kestrun::log
