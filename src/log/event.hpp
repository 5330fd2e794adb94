#pragma once
// One thing that happened, as loggers hand it to sinks.

#include "log/level.hpp"
#include "log/message_template.hpp"
#include "log/property_value.hpp"
#include "log/theme.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kestrun::log {

/// An exception or error record that an event carries.
struct Failure
{
    std::string text;         // whole: type, message, inner ones after " ---> ", stack
    std::string error_record; // what {ErrorRecord} shows; usually empty
    PropertyValue detail;     // for the ExceptionDetail enricher; null when there is none
};

struct Event
{
    std::int64_t utc_ticks = 0; // when, 100 ns since year 1
    int offset_minutes = 0;     // of local time then
    Level level = Level::Information;
    std::shared_ptr<const MessageTemplate> message;
    std::vector<Property> properties; // in order; names are unique
    std::optional<Failure> failure;

    const PropertyValue* find(std::string_view name) const noexcept;
    /// Adds, or leaves the event alone when it has a property of that name.
    void add_if_absent(Property property);
    void add_or_replace(Property property);
    /// Local time with its offset.
    base::DateText timestamp() const noexcept;
};

/// The message with its holes filled, coloured by the painter's theme. A hole without a value stays as it was written.
void render_message(Painter& out, const Event& event, std::string_view format);
/// Plain text, format "lj": what the console shows.
std::string render_message(const Event& event);

} // namespace kestrun::log
