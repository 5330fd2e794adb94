#include "cmdlets/format/display_text.hpp"
#include "cmdlets/format/text_cells.hpp"
#include "value/xml.hpp"

namespace kestrun::cmdlets {

int enumeration_limit(Context& context)
{
    // The global one counts, wherever the display is asked for.
    const Value limit = context.get_variable("global:FormatEnumerationLimit");
    return limit.is_int32() ? limit.as_int32() : 4;
}

bool display_enumerates(const Value& value)
{
    return as_dictionary(value) || (value.is_heap() && !value.is_string() && value::is_enumerable(value));
}

bool is_display_scalar(const Value& value)
{
    const Value& base = value::unwrap(value);
    switch (base.tag()) {
    case Tag::DateTime:
    case Tag::TimeSpan:
    case Tag::DateTimeOffset:
    case Tag::Null:
    case Tag::Void:
    case Tag::Array: return false;
    case Tag::Object: {
        const value::Type& type = base.object()->type();
        return &type == &value::types::decimal() || &type == &value::types::big_integer() || &type == &value::types::secure_string();
    }
    default: return true;
    }
}

namespace {

/// Regular expression matches and their kin are known by their names among others.
std::string known_name(const Value& item)
{
    if (item.tag() != Tag::Object || as_custom_object(item)) return {};
    static const value::Type& group = value::native_type("System.Text.RegularExpressions.Capture");
    return value::type_of(item).is_assignable_to(group) ? property_text(item, "Name") : std::string();
}

std::string shown_element(const Value& item)
{
    if (item.is_null()) return "$null";
    if (const auto* entry = item.as<value::KeyValue>()) {
        return "[" + value::dotnet_text(entry->key()) + ", " + value::dotnet_text(entry->value()) + "]";
    }
    if (item.is_array() || display_enumerates(item)) return value::to_text(item);
    if (const std::string name = known_name(item); !name.empty()) return name;
    return display_text(item, -1);
}

std::string collection_text(const Value& value, int limit)
{
    std::string text = "{";
    int count = 0;
    const auto walk = value::enumerate(value);
    Value item;
    while (walk->next(item)) {
        if (limit >= 0 && count == limit) {
            text += ellipsis;
            break;
        }
        if (count++ > 0) text += ", ";
        text += shown_element(item);
    }
    return text + "}";
}

/// A dictionary's entries, which enumerate() leaves whole.
std::string dictionary_text(const value::Dictionary& dictionary, int limit)
{
    std::string text = "{";
    int count = 0;
    for (const auto& entry : dictionary.entries()) {
        if (entry.key.is_void()) continue;
        if (limit >= 0 && count == limit) {
            text += ellipsis;
            break;
        }
        if (count++ > 0) text += ", ";
        text += "[" + value::dotnet_text(entry.key) + ", " + value::dotnet_text(entry.value) + "]";
    }
    return text + "}";
}

} // namespace

std::string display_text(const Value& value, int limit, bool table)
{
    const Value& base = value::unwrap(value);
    switch (base.tag()) {
    case Tag::Null:
    case Tag::Void: return {};
    case Tag::Double: return value::format_value(base, table ? "F3" : "G15");
    case Tag::Single: return value::format_value(base, table ? "F3" : "G7");
    case Tag::DateTime:
    case Tag::DateTimeOffset: return value::format_value(base, "");
    case Tag::String: return std::string(value::text_of(base));
    default: break;
    }
    if (const value::Dictionary* dictionary = as_dictionary(base)) return dictionary_text(*dictionary, limit);
    if (base.is_array() || display_enumerates(base)) return collection_text(base, limit);
    if (const auto* type = base.as<value::Type>()) return type->dotnet_name();
    if (const auto* xml = base.as<value::XmlObject>()) // by the ToString of PowerShell's type data
        return std::string(xml->node().kind == value::XmlKind::Document ? xml->node().name : xml->node().local_name());
    if (table && base.tag() == Tag::Object && &base.object()->type() == &value::types::decimal()) return value::format_value(base, "F3");
    return value::to_text(value);
}

std::string display_text(const Value& value, std::string_view format, int limit, bool table)
{
    if (format.empty() || value.is_null()) return display_text(value, limit, table);
    try {
        if (format.find("{0") != std::string_view::npos || format.find('}') != std::string_view::npos) {
            return value::format_composite(format, std::span<const Value>(&value, 1));
        }
        return value::format_value(value, format);
    } catch (const ScriptError&) {
        // A format the value does not know is no error: the value is shown without it.
        return display_text(value, limit, table);
    }
}

} // namespace kestrun::cmdlets
