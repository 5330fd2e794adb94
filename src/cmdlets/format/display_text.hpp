// The text of a value in tables and lists: the culture's dates, 15 digits for reals, collections as {1, 2, 3…}.
#pragma once
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

/// $FormatEnumerationLimit: elements of a collection that are shown; negative: all.
int enumeration_limit(Context& context);
/// `table`: fractions get three places.
std::string display_text(const Value& value, int limit, bool table = false);
/// With a format string as calculated properties have it: "N2" or "{0:N2}".
std::string display_text(const Value& value, std::string_view format, int limit, bool table);
/// Text and numbers, booleans, characters, enums: shown as their text and not by their properties.
bool is_display_scalar(const Value& value);
/// Elements as the display walks them: dictionaries too.
bool display_enumerates(const Value& value);

} // namespace kestrun::cmdlets
