#pragma once
// The template of a whole line: {Timestamp:HH:mm:ss} {Level:u3} {Message:lj} {NewLine} {Exception} {ErrorRecord} {Properties[:j]}, and any
// property of the event. Each takes an alignment. A property that the event does not have writes nothing.

#include "log/sink.hpp"

#include <string_view>

namespace kestrun::log {

constexpr std::string_view console_output_template = "[{Timestamp:HH:mm:ss} {Level:u3}] {Message:lj}{NewLine}{ErrorRecord}{Exception}";
constexpr std::string_view file_output_template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {Message:lj}{NewLine}{Exception}";

class OutputTemplate final : public Formatter
{
public:
    explicit OutputTemplate(std::string_view text) : template_(text) {}
    void format(std::string& out, const Event& event, const Theme& theme) const override;

private:
    MessageTemplate template_;
};

/// One JSON object a line: Timestamp, Level, MessageTemplate, and where there are any Exception, Properties, Renderings (the text of holes
/// that have a format). The rendered message on wish.
class JsonFormatter final : public Formatter
{
public:
    explicit JsonFormatter(bool render_message = false) noexcept : render_message_(render_message) {}
    void format(std::string& out, const Event& event, const Theme& theme) const override;

private:
    bool render_message_;
};

} // namespace kestrun::log
