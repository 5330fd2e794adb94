#include "base/platform.hpp"
#include "log/output_template.hpp"
#include "log/padding.hpp"
#include "log/value_text.hpp"

namespace kestrun::log {

namespace {

void append_properties(std::string& out, const Event& event)
{
    if (event.properties.empty()) return;
    out += ",\"Properties\":{";
    bool first = true;
    for (const Property& property : event.properties) {
        if (!first) out += ',';
        first = false;
        append_json_string(out, property.name);
        out += ':';
        append_json(out, property.value);
    }
    out += '}';
}

void append_rendering(std::string& out, const TemplateToken& token, const PropertyValue& value)
{
    std::string text;
    {
        Painter painter(text, no_theme());
        const Padding padding(painter, token.alignment);
        append_value(painter, value, token.format, Notation::display, false);
    }
    out += "{\"Format\":";
    append_json_string(out, token.format);
    out += ",\"Rendering\":";
    append_json_string(out, text);
    out += '}';
}

/// Holes with a format, grouped by name in the order in which the names appear.
void append_renderings(std::string& out, const Event& event)
{
    const auto tokens = event.message->tokens();
    bool any = false;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto shown = [&](const TemplateToken& token) { return token.is_hole() && !token.format.empty() && event.find(token.name); };
        bool seen = !shown(tokens[i]);
        for (std::size_t j = 0; j < i && !seen; ++j) seen = shown(tokens[j]) && tokens[j].name == tokens[i].name;
        if (seen) continue;
        out += any ? "," : ",\"Renderings\":{";
        any = true;
        append_json_string(out, tokens[i].name);
        out += ":[";
        for (std::size_t j = i; j < tokens.size(); ++j) {
            if (!shown(tokens[j]) || tokens[j].name != tokens[i].name) continue;
            if (j > i) out += ',';
            append_rendering(out, tokens[j], *event.find(tokens[j].name));
        }
        out += ']';
    }
    if (any) out += '}';
}

} // namespace

void JsonFormatter::format(std::string& out, const Event& event, const Theme& /*theme*/) const
{
    out += "{\"Timestamp\":\"";
    base::format_date(out, event.timestamp(), "O", base::invariant_culture().date);
    out += "\",\"Level\":\"";
    out += level_name(event.level);
    out += "\",\"MessageTemplate\":";
    append_json_string(out, event.message->text());
    if (render_message_) {
        out += ",\"RenderedMessage\":";
        append_json_string(out, log::render_message(event));
    }
    if (event.failure && !event.failure->text.empty()) {
        out += ",\"Exception\":";
        append_json_string(out, event.failure->text);
    }
    append_properties(out, event);
    append_renderings(out, event);
    out += "}";
    out += base::new_line;
}

} // namespace kestrun::log
