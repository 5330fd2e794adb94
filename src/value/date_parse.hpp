// Dates and times from text, as DateTime.Parse, DateTimeOffset.Parse and TimeSpan.Parse read them in the invariant culture.
#pragma once
#include "value/value.hpp"
#include <string>
#include <string_view>

namespace kestrun::value {

/// System.Globalization.DateTimeStyles.
namespace date_style {
constexpr unsigned AllowLeadingWhite = 1, AllowTrailingWhite = 2, AllowInnerWhite = 4, NoCurrentDateDefault = 8, AdjustToUniversal = 16,
                   AssumeLocal = 32, AssumeUniversal = 64, RoundtripKind = 128;
}

/// False with .NET's message (System.FormatException) in `error` when the text is no date.
bool parse_date(std::string_view text, unsigned styles, Value& out, std::string& error);
bool parse_date_offset(std::string_view text, unsigned styles, Value& out, std::string& error);
/// The message is System.OverflowException's when it speaks of a component out of range: see `is_overflow`.
bool parse_time_span(std::string_view text, Value& out, std::string& error, bool* is_overflow = nullptr);

/// The words of the invariant and en-US cultures.
extern const std::string_view month_names[12];
extern const std::string_view day_names[7];

} // namespace kestrun::value
