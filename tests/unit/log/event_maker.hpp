#pragma once
// Events for tests, at 2026-11-23 08:13:45.6161508 UTC.

#include "base/calendar.hpp"
#include "log/output_template.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace kestrun::log::test {

inline Event make_event(Level level, std::string_view text, std::initializer_list<Argument> arguments = {})
{
    Event event;
    event.utc_ticks = base::date_ticks(2026, 11, 23) + 8 * base::ticks_per_hour + 13 * base::ticks_per_minute + 456'161'508;
    event.level = level;
    event.message = message_template(text);
    event.properties = event.message->bind({arguments.begin(), arguments.size()});
    return event;
}

inline std::string format(std::string_view output_template, const Event& event, const Theme& theme = no_theme())
{
    std::string out;
    OutputTemplate(output_template).format(out, event, theme);
    return out;
}

/// The message as the console shows it.
inline std::string message(std::string_view text, std::initializer_list<Argument> arguments = {})
{
    return format("{Message:lj}", make_event(Level::Information, text, arguments));
}

} // namespace kestrun::log::test
