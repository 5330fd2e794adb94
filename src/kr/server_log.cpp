#include "kr/server_log.hpp"
#include "base/calendar.hpp"
#include "log/registry.hpp"

namespace kestrun::kr {

namespace {

log::Level level_of(server::LogLevel level) noexcept
{
    switch (level) {
    case server::LogLevel::debug: return log::Level::Debug;
    case server::LogLevel::information: return log::Level::Information;
    case server::LogLevel::warning: return log::Level::Warning;
    case server::LogLevel::error: return log::Level::Error;
    }
    return log::Level::Information;
}

constexpr std::string_view finished_template = "Request finished {Protocol} {Method} {Scheme}://{Host}{Path} - {StatusCode} "
                                               "{ContentLength} {ContentType} {ElapsedMilliseconds:0.0000}ms";

} // namespace

const std::shared_ptr<log::Logger>& ScriptServerLog::logger() const noexcept { return own_ ? own_ : log::default_logger(); }

bool ScriptServerLog::enabled(server::LogLevel level) const noexcept
{
    const auto& to = logger();
    return to && to->is_enabled(level_of(level));
}

void write_line(log::Logger& logger, log::Level level, std::string_view line, const log::Failure* failure)
{
    const log::Argument argument(line);
    logger.write_arguments(level, "{Line:l}", {&argument, 1}, failure);
}

void ScriptServerLog::write(server::LogLevel level, std::string_view line) noexcept
{
    try {
        if (const auto& to = logger()) write_line(*to, level_of(level), line);
    } catch (const std::exception&) {
        // Without memory for a log line the server goes on.
    }
}

void ScriptServerLog::request_finished(const server::RequestRecord& record) noexcept
{
    try {
        const auto& to = logger();
        if (!to || !to->is_enabled(log::Level::Information)) return;
        log::Event event;
        event.utc_ticks = base::utc_now_ticks();
        event.offset_minutes = base::local_offset_minutes(event.utc_ticks);
        event.level = log::Level::Information;
        event.message = log::message_template(finished_template);
        event.properties.reserve(9);
        const auto add = [&](const char* name, log::PropertyValue value) { event.properties.push_back({name, std::move(value)}); };
        add("Protocol", record.protocol);
        add("Method", record.method);
        add("Scheme", record.scheme);
        add("Host", record.host);
        add("Path", record.target);
        add("StatusCode", record.status);
        add("ContentLength", record.length ? log::PropertyValue(static_cast<std::int64_t>(*record.length)) : log::PropertyValue());
        add("ContentType", record.content_type.empty() ? log::PropertyValue() : log::PropertyValue(record.content_type));
        add("ElapsedMilliseconds", static_cast<double>(std::chrono::duration_cast<std::chrono::nanoseconds>(record.elapsed).count()) / 1e6);
        to->write_event(std::move(event));
    } catch (const std::exception&) {
        // As above.
    }
}

} // namespace kestrun::kr
