#include "log/logger.hpp"

#include "base/calendar.hpp"

#include <cstdio>
#include <exception>

namespace kestrun::log {

Logger::Logger(std::shared_ptr<LevelSwitch> level, bool has_switch, std::vector<SinkEntry> sinks,
               std::vector<std::unique_ptr<Enricher>> enrichers)
    : level_(std::move(level)), has_switch_(has_switch), sinks_(std::move(sinks)), enrichers_(std::move(enrichers))
{
}

Logger::~Logger() { close(); }

void Logger::write_arguments(Level level, std::string_view text, std::span<const Argument> arguments, const Failure* failure)
{
    if (!is_enabled(level)) return;
    Event event;
    event.utc_ticks = base::utc_now_ticks();
    event.offset_minutes = base::local_offset_minutes(event.utc_ticks);
    event.level = level;
    event.message = message_template(text);
    event.properties = event.message->bind(arguments);
    if (failure != nullptr) event.failure = *failure;
    enrich(event);
    dispatch(event);
}

void Logger::write_event(Event event)
{
    if (!is_enabled(event.level)) return;
    enrich(event);
    dispatch(event);
}

void Logger::enrich(Event& event) const
{
    for (const auto& enricher : enrichers_) enricher->enrich(event);
}

void Logger::dispatch(const Event& event)
{
    for (const SinkEntry& entry : sinks_) {
        const Level minimum = entry.level_switch ? entry.level_switch->minimum() : entry.minimum;
        if (event.level < minimum) continue;
        // A sink that throws must neither stop the other sinks nor the code that logs.
        try {
            entry.sink->emit(event);
        } catch (const std::exception& error) {
            if (!reported_.exchange(true)) std::fprintf(stderr, "kestrun: a log sink failed: %s\n", error.what());
        }
    }
}

void Logger::flush()
{
    for (const SinkEntry& entry : sinks_) entry.sink->flush();
}

void Logger::close()
{
    if (closed_.exchange(true)) return;
    for (const SinkEntry& entry : sinks_) entry.sink->close();
}

LoggerConfiguration::LoggerConfiguration() : level_(std::make_shared<LevelSwitch>()) {}

LoggerConfiguration& LoggerConfiguration::minimum_level(Level level)
{
    level_ = std::make_shared<LevelSwitch>(level);
    has_switch_ = false;
    return *this;
}

LoggerConfiguration& LoggerConfiguration::level_switch(std::shared_ptr<LevelSwitch> level)
{
    level_ = std::move(level);
    has_switch_ = true;
    return *this;
}

LoggerConfiguration& LoggerConfiguration::add_sink(std::unique_ptr<Sink> sink, Level minimum, std::shared_ptr<LevelSwitch> level)
{
    sinks_.push_back({std::move(sink), minimum, std::move(level)});
    return *this;
}

LoggerConfiguration& LoggerConfiguration::add_enricher(std::unique_ptr<Enricher> enricher)
{
    enrichers_.push_back(std::move(enricher));
    return *this;
}

std::shared_ptr<Logger> LoggerConfiguration::create()
{
    return std::make_shared<Logger>(level_, has_switch_, std::move(sinks_), std::move(enrichers_));
}

} // namespace kestrun::log
