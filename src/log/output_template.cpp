#include "log/output_template.hpp"

#include "base/platform.hpp"
#include "base/text.hpp"
#include "log/padding.hpp"
#include "log/value_text.hpp"

#include <algorithm>

namespace kestrun::log {

namespace {

Style level_style(Level level) noexcept
{
    return static_cast<Style>(static_cast<std::size_t>(Style::LevelVerbose) + static_cast<std::size_t>(level));
}

void put_date(Painter& out, base::DateText date, std::string_view format)
{
    std::string text;
    const base::DateCulture& culture = base::invariant_culture().date;
    if (base::format_date(text, date, format, culture) != base::DateFormatResult::ok) base::format_date(text, date, {}, culture);
    out.put_plain(Style::SecondaryText, text);
}

/// The failure's text line by line; stack frames, which are indented by three blanks, stand back.
void put_failure(Painter& out, std::string_view text)
{
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        out.put(line.starts_with("   ") ? Style::SecondaryText : Style::Text, line);
        out.out() += base::new_line;
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
}

bool names_hole(const MessageTemplate& text, std::string_view name)
{
    const auto tokens = text.tokens();
    return std::any_of(tokens.begin(), tokens.end(), [name](const TemplateToken& token) { return token.name == name && token.is_hole(); });
}

/// The properties that neither the message nor the line shows, as an object.
void put_properties(Painter& out, const Event& event, const MessageTemplate& line, std::string_view format)
{
    Structure rest;
    for (const Property& property : event.properties)
        if (!names_hole(*event.message, property.name) && !names_hole(line, property.name)) rest.properties.push_back(property);
    const Notation notation = format.find('j') != std::string_view::npos ? Notation::json : Notation::display;
    append_value(out, PropertyValue(std::move(rest)), {}, notation, false);
}

void put_property(Painter& out, const Event& event, const TemplateToken& token)
{
    const PropertyValue* value = event.find(token.name);
    if (value == nullptr) return;
    const std::string* text = value->as_string();
    if (text == nullptr) {
        append_value(out, *value, token.format, Notation::display, false);
        return;
    }
    // Texts take u and w for upper and lower case.
    std::string cased = *text;
    if (token.format == "u") std::transform(cased.begin(), cased.end(), cased.begin(), base::ascii_upper);
    if (token.format == "w") std::transform(cased.begin(), cased.end(), cased.begin(), base::ascii_lower);
    out.put(Style::SecondaryText, cased);
}

void put_token(Painter& out, const Event& event, const MessageTemplate& line, const TemplateToken& token)
{
    const std::string_view name = token.name;
    if (name == "Message") {
        render_message(out, event, token.format);
    } else if (name == "Timestamp") {
        put_date(out, event.timestamp(), token.format);
    } else if (name == "UtcTimestamp") {
        put_date(out, {event.utc_ticks, base::DateKind::utc, 0}, token.format);
    } else if (name == "Level") {
        std::string text;
        append_level(text, event.level, token.format);
        out.put_plain(level_style(event.level), text);
    } else if (name == "NewLine") {
        out.out() += base::new_line;
    } else if (name == "Exception") {
        if (event.failure) put_failure(out, event.failure->text);
    } else if (name == "ErrorRecord") {
        if (event.failure) put_failure(out, event.failure->error_record);
    } else if (name == "Properties") {
        put_properties(out, event, line, token.format);
    } else {
        put_property(out, event, token);
    }
}

} // namespace

void OutputTemplate::format(std::string& out, const Event& event, const Theme& theme) const
{
    const std::size_t start = out.size();
    Painter painter(out, theme);
    for (const TemplateToken& token : template_.tokens()) {
        if (!token.is_hole()) {
            painter.put_plain(Style::TertiaryText, token.text);
            continue;
        }
        const Padding padding(painter, token.alignment);
        put_token(painter, event, template_, token);
    }
    const std::string_view line = std::string_view(out).substr(start);
    if (!base::is_utf8(line)) {
        std::string mended = base::well_formed_utf8(line);
        out.resize(start);
        out += mended;
    }
}

} // namespace kestrun::log
