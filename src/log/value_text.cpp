#include "log/value_text.hpp"

#include "base/text.hpp"

#include <cmath>
#include <type_traits>

namespace kestrun::log {

namespace {

using base::FormatResult;

const base::NumberCulture& invariant_number() { return base::invariant_culture().number; }

void append_enum(std::string& out, const EnumValue& value, std::string_view format)
{
    const char letter = format.size() == 1 ? base::ascii_upper(format[0]) : 'G';
    if (letter == 'D')
        base::append_int64(out, value.number);
    else if (letter == 'X')
        base::format_int64(out, value.number, 4, "X8", invariant_number());
    else
        out += value.name;
}

/// D (default) with dashes, N without, B in braces, P in parentheses.
void append_guid(std::string& out, const Guid& value, std::string_view format)
{
    const char letter = format.size() == 1 ? base::ascii_upper(format[0]) : 'D';
    if (letter == 'B' || letter == 'P') out += letter == 'B' ? '{' : '(';
    for (const char c : value.text)
        if (c != '-' || letter != 'N') out += c;
    if (letter == 'B' || letter == 'P') out += letter == 'B' ? '}' : ')';
}

/// Appends the text of a scalar; formats that do not fit fall back to the default one.
struct ScalarWriter
{
    std::string& out;
    std::string_view format;

    void operator()(std::monostate) const { out += "null"; }
    void operator()(bool value) const { out += value ? "True" : "False"; }
    void operator()(Integer value) const
    {
        if (format.empty() || base::format_int64(out, value.number, value.bytes, format, invariant_number()) != FormatResult::ok)
            base::append_int64(out, value.number);
    }
    void operator()(std::uint64_t value) const
    {
        if (format.empty() || base::format_uint64(out, value, format, invariant_number()) != FormatResult::ok)
            base::append_uint64(out, value);
    }
    void operator()(double value) const
    {
        if (base::format_double(out, value, format, invariant_number()) != FormatResult::ok) base::append_double(out, value);
    }
    void operator()(float value) const
    {
        if (base::format_single(out, value, format, invariant_number()) != FormatResult::ok) base::append_single(out, value);
    }
    void operator()(const base::Digits& value) const
    {
        if (base::format_digits(out, value, format, invariant_number()) != FormatResult::ok)
            base::format_digits(out, value, {}, invariant_number());
    }
    void operator()(const std::string& value) const { out += value; }
    void operator()(char32_t value) const { base::append_utf8(out, value); }
    void operator()(const base::DateText& value) const
    {
        const base::DateCulture& culture = base::invariant_culture().date;
        if (base::format_date(out, value, format, culture) != base::DateFormatResult::ok) base::format_date(out, value, {}, culture);
    }
    void operator()(TimeSpan value) const
    {
        if (base::format_time_span(out, value.ticks, format, invariant_number()) != base::DateFormatResult::ok)
            base::format_time_span(out, value.ticks, {}, invariant_number());
    }
    void operator()(const Guid& value) const { append_guid(out, value, format); }
    void operator()(const EnumValue& value) const { append_enum(out, value, format); }
    template <typename Collection>
    void operator()(const std::shared_ptr<const Collection>&) const
    {
    }
};

bool is_finite(const PropertyValue& value)
{
    if (const double* d = std::get_if<double>(&value.storage())) return std::isfinite(*d);
    if (const float* f = std::get_if<float>(&value.storage())) return std::isfinite(*f);
    return true;
}

Style style_of(const PropertyValue& value)
{
    return std::visit(
        []<typename Plain>(const Plain&) {
            if constexpr (std::is_same_v<Plain, std::monostate>)
                return Style::Null;
            else if constexpr (std::is_same_v<Plain, bool>)
                return Style::Boolean;
            else if constexpr (std::is_same_v<Plain, std::string>)
                return Style::String;
            else if constexpr (std::is_arithmetic_v<Plain> && !std::is_same_v<Plain, char32_t>)
                return Style::Number;
            else if constexpr (std::is_same_v<Plain, Integer> || std::is_same_v<Plain, base::Digits>)
                return Style::Number;
            else
                return Style::Scalar;
        },
        value.storage());
}

/// A scalar as a JSON value: numbers, true, false and null as they are, the rest in quotes.
void append_json_scalar(std::string& out, const PropertyValue& value)
{
    const PropertyValue::Storage& storage = value.storage();
    if (const std::string* string = value.as_string()) {
        append_json_string(out, *string);
    } else if (const bool* truth = std::get_if<bool>(&storage)) {
        out += *truth ? "true" : "false";
    } else {
        const Style style = style_of(value);
        if (style == Style::Null || (style == Style::Number && is_finite(value))) {
            append_scalar(out, value);
            return;
        }
        std::string text;
        append_scalar(text, value, std::holds_alternative<base::DateText>(storage) ? "O" : "");
        append_json_string(out, text);
    }
}

void display_scalar(Painter& out, const PropertyValue& value, std::string_view format, bool literal)
{
    if (const std::string* string = value.as_string()) {
        if (literal) {
            out.put(Style::String, *string);
            return;
        }
        std::string quoted;
        append_json_string(quoted, *string);
        out.put(Style::String, quoted);
        return;
    }
    std::string text;
    if (std::holds_alternative<char32_t>(value.storage())) {
        text += '\'';
        append_scalar(text, value);
        text += '\'';
    } else {
        append_scalar(text, value, format);
    }
    out.put(style_of(value), text);
}

void put_quoted(Painter& out, Style style, std::string_view text)
{
    std::string quoted;
    append_json_string(quoted, text);
    out.put(style, quoted);
}

void append_sequence(Painter& out, const Sequence& sequence, Notation notation)
{
    out.put_plain(Style::TertiaryText, "[");
    bool first = true;
    for (const PropertyValue& element : sequence.elements) {
        if (!first) out.put_plain(Style::TertiaryText, ", ");
        first = false;
        append_value(out, element, {}, notation, false);
    }
    out.put_plain(Style::TertiaryText, "]");
}

void append_dictionary(Painter& out, const Dictionary& dictionary, Notation notation)
{
    const bool json = notation == Notation::json;
    out.put_plain(Style::TertiaryText, "{");
    bool first = true;
    for (const auto& [key, value] : dictionary.entries) {
        if (!first) out.put_plain(Style::TertiaryText, ", ");
        first = false;
        if (json) {
            std::string text;
            append_scalar(text, key);
            put_quoted(out, Style::String, text);
        } else {
            out.put_plain(Style::TertiaryText, "[");
            append_value(out, key, {}, notation, false);
            out.put_plain(Style::TertiaryText, "]");
        }
        out.put_plain(Style::TertiaryText, json ? ": " : "=");
        append_value(out, value, {}, notation, false);
    }
    out.put_plain(Style::TertiaryText, "}");
}

void append_structure(Painter& out, const Structure& structure, Notation notation)
{
    const bool json = notation == Notation::json;
    if (!json && !structure.type_tag.empty()) {
        out.put(Style::Name, structure.type_tag);
        out.put_plain(Style::TertiaryText, " ");
    }
    out.put_plain(Style::TertiaryText, "{");
    bool first = true;
    for (const Property& property : structure.properties) {
        if (!first) out.put_plain(Style::TertiaryText, ", ");
        first = false;
        if (json)
            put_quoted(out, Style::Name, property.name);
        else
            out.put(Style::Name, property.name);
        out.put_plain(Style::TertiaryText, json ? ": " : "=");
        append_value(out, property.value, {}, notation, false);
    }
    if (json && !structure.type_tag.empty()) {
        if (!first) out.put_plain(Style::TertiaryText, ", ");
        put_quoted(out, Style::Name, "$type");
        out.put_plain(Style::TertiaryText, ": ");
        put_quoted(out, Style::String, structure.type_tag);
    }
    out.put_plain(Style::TertiaryText, "}");
}

} // namespace

void append_scalar(std::string& out, const PropertyValue& value, std::string_view format)
{
    std::visit(ScalarWriter{out, format}, value.storage());
}

void append_value(Painter& out, const PropertyValue& value, std::string_view format, Notation notation, bool literal)
{
    const PropertyValue::Storage& storage = value.storage();
    if (const auto* sequence = std::get_if<std::shared_ptr<const Sequence>>(&storage)) {
        append_sequence(out, **sequence, notation);
    } else if (const auto* dictionary = std::get_if<std::shared_ptr<const Dictionary>>(&storage)) {
        append_dictionary(out, **dictionary, notation);
    } else if (const auto* structure = std::get_if<std::shared_ptr<const Structure>>(&storage)) {
        append_structure(out, **structure, notation);
    } else if (notation == Notation::display || literal) {
        display_scalar(out, value, format, literal);
    } else {
        std::string text;
        append_json_scalar(text, value);
        out.put(style_of(value), text);
    }
}

void append_json(std::string& out, const PropertyValue& value)
{
    const PropertyValue::Storage& storage = value.storage();
    char separator = 0;
    const auto separate = [&] {
        if (separator != 0) out += separator;
        separator = ',';
    };
    if (const auto* sequence = std::get_if<std::shared_ptr<const Sequence>>(&storage)) {
        out += '[';
        for (const PropertyValue& element : (*sequence)->elements) {
            separate();
            append_json(out, element);
        }
        out += ']';
    } else if (const auto* dictionary = std::get_if<std::shared_ptr<const Dictionary>>(&storage)) {
        out += '{';
        for (const auto& [key, entry] : (*dictionary)->entries) {
            separate();
            std::string text;
            append_scalar(text, key);
            append_json_string(out, text);
            out += ':';
            append_json(out, entry);
        }
        out += '}';
    } else if (const auto* structure = std::get_if<std::shared_ptr<const Structure>>(&storage)) {
        out += '{';
        for (const Property& property : (*structure)->properties) {
            separate();
            append_json_string(out, property.name);
            out += ':';
            append_json(out, property.value);
        }
        if (!(*structure)->type_tag.empty()) {
            separate();
            out += "\"_typeTag\":";
            append_json_string(out, (*structure)->type_tag);
        }
        out += '}';
    } else {
        append_json_scalar(out, value);
    }
}

void append_json_string(std::string& out, std::string_view text)
{
    if (!base::is_utf8(text)) {
        append_json_string(out, base::well_formed_utf8(text));
        return;
    }
    constexpr char hex[] = "0123456789ABCDEF";
    out += '"';
    for (const char c : text) {
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\f': out += "\\f"; break;
        case '\t': out += "\\t"; break;
        default:
            if (static_cast<unsigned char>(c) >= 0x20) {
                out += c;
            } else {
                out += "\\u00";
                out += hex[static_cast<unsigned char>(c) >> 4];
                out += hex[c & 15];
            }
        }
    }
    out += '"';
}

} // namespace kestrun::log
