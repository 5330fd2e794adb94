#pragma once
// Dates and time spans as .NET writes them: ToString(format) of DateTime, DateTimeOffset, TimeSpan (and DateOnly, TimeOnly by their parts).

#include "base/culture.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace kestrun::base {

enum class DateKind : std::uint8_t
{
    unspecified,
    utc,
    local,
    offset, // a DateTimeOffset
};

/// What is formatted: the clock's reading, and how far it is from UTC.
struct DateText
{
    std::int64_t ticks = 0; // of the clock (local time for kind local and offset), 100 ns since 0001-01-01
    DateKind kind = DateKind::unspecified;
    int offset_minutes = 0; // local and offset; for unspecified what zzz shows (.NET takes the local zone)
};

enum class DateFormatResult : std::uint8_t
{
    ok,
    bad_format,      // FormatException "Input string was not in a correct format."
    unmatched_quote, // FormatException "Cannot find a matching quote character for the character '''."
};

/// Standard formats d D f F g G m M o O r R s t T u U y Y, anything longer is a custom format. "" is G (for an offset G and zzz).
/// Appends to `out`, nothing when the result is not ok. Thread-safe.
DateFormatResult format_date(std::string& out, const DateText& date, std::string_view format, const DateCulture& culture);

/// The pattern of F: the long date and the long time.
std::string full_date_time_pattern(const DateCulture& culture);

/// Standard formats c t T g G and custom ones; "" is c. Ticks of 100 ns, any sign.
DateFormatResult format_time_span(std::string& out, std::int64_t ticks, std::string_view format, const NumberCulture& culture);

} // namespace kestrun::base
