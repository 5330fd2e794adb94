#include "log/property_value.hpp"

#include "log/value_text.hpp"

namespace kestrun::log {

PropertyValue::PropertyValue(Sequence value) : storage_(std::make_shared<const Sequence>(std::move(value))) {}

PropertyValue::PropertyValue(Dictionary value) : storage_(std::make_shared<const Dictionary>(std::move(value))) {}

PropertyValue::PropertyValue(Structure value) : storage_(std::make_shared<const Structure>(std::move(value))) {}

namespace {

PropertyValue stringified(const PropertyValue& value)
{
    if (value.is_null() || value.as_string() != nullptr) return value;
    std::string text;
    Painter painter(text, no_theme());
    append_value(painter, value, {}, Notation::display, true);
    return text;
}

struct CaptureVisitor
{
    Capture how;

    PropertyValue operator()(std::monostate) const { return {}; }
    PropertyValue operator()(const PropertyValue* value) const { return how == Capture::Stringify ? stringified(*value) : *value; }
    PropertyValue operator()(const Formattable* value) const { return value->capture(how); }
    template <typename Plain>
    PropertyValue operator()(const Plain& value) const
    {
        return how == Capture::Stringify ? stringified(PropertyValue(value)) : PropertyValue(value);
    }
};

} // namespace

PropertyValue Argument::capture(Capture how) const { return std::visit(CaptureVisitor{how}, source_); }

} // namespace kestrun::log
