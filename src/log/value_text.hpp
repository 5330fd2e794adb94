#pragma once
// Values as text: the form for readers, and JSON.

#include "log/property_value.hpp"
#include "log/theme.hpp"

#include <string>
#include <string_view>

namespace kestrun::log {

/// A scalar's own text with a .NET format, invariant culture, no quotes. A format that does not fit the value is ignored. Null gives
/// "null".
void append_scalar(std::string& out, const PropertyValue& value, std::string_view format = {});

enum class Notation : std::uint8_t
{
    display, // "text", True, [1, 2], Tag {Name=1}
    json,    // "text", true, [1, 2], {"Name": 1, "$type": "Tag"}; dates in ISO form
};

/// The value in one of the notations, coloured by the theme. `literal`: at the top a string has no quotes, and scalars are displayed with
/// their format even in JSON notation ({Message:lj}).
void append_value(Painter& out, const PropertyValue& value, std::string_view format, Notation notation, bool literal);

/// Compact JSON for machines; structures get "_typeTag". Not-finite numbers are strings.
void append_json(std::string& out, const PropertyValue& value);
/// "text" with the escapes JSON asks for; bytes that are no UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

} // namespace kestrun::log
