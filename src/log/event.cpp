#include "log/event.hpp"

#include "base/calendar.hpp"
#include "log/padding.hpp"
#include "log/value_text.hpp"

#include <algorithm>

namespace kestrun::log {

const PropertyValue* Event::find(std::string_view name) const noexcept
{
    for (const Property& property : properties)
        if (property.name == name) return &property.value;
    return nullptr;
}

void Event::add_if_absent(Property property)
{
    if (find(property.name) == nullptr) properties.push_back(std::move(property));
}

void Event::add_or_replace(Property property)
{
    const auto found = std::find_if(properties.begin(), properties.end(), [&](const Property& p) { return p.name == property.name; });
    if (found == properties.end())
        properties.push_back(std::move(property));
    else
        found->value = std::move(property.value);
}

base::DateText Event::timestamp() const noexcept
{
    return {utc_ticks + offset_minutes * base::ticks_per_minute, base::DateKind::offset, offset_minutes};
}

void render_message(Painter& out, const Event& event, std::string_view format)
{
    const bool literal = format.find('l') != std::string_view::npos;
    const Notation notation = format.find('j') != std::string_view::npos ? Notation::json : Notation::display;
    for (const TemplateToken& token : event.message->tokens()) {
        if (!token.is_hole()) {
            out.put_plain(Style::Text, token.text);
            continue;
        }
        const PropertyValue* value = event.find(token.name);
        if (value == nullptr) {
            out.put_plain(Style::Invalid, token.text);
            continue;
        }
        const Padding padding(out, token.alignment);
        append_value(out, *value, token.format, notation, literal);
    }
}

std::string render_message(const Event& event)
{
    std::string text;
    Painter painter(text, no_theme());
    render_message(painter, event, "lj");
    return text;
}

} // namespace kestrun::log
