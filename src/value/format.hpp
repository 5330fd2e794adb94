// Pieces of formatting that conversions and types share. The operators' entry points (format_value, format_composite) are in operators.hpp.
#pragma once
#include "value/value.hpp"
#include <string>
#include <string_view>

namespace kestrun::value {

/// "01/02/2020 13:04:05" (with offset for a DateTimeOffset): the invariant culture, which [string] uses.
std::string invariant_date_text(const Value& date);
/// "1/2/2020 1:04:05 PM": the culture en-US, which ToString() and -f use.
std::string culture_date_text(const Value& date);
/// "1.02:03:04.0000005": TimeSpan's constant format.
std::string time_span_text(int64_t ticks);

} // namespace kestrun::value
