// Dates and time spans from text of a given format: ParseExact and TryParseExact of DateTime, DateTimeOffset, DateOnly, TimeOnly, TimeSpan.
#pragma once
#include "base/culture.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kestrun::value {

/// What a text said, part by part; absent parts are not set.
struct ExactDate
{
    std::optional<int> year, month, day, hour, minute, second;
    int64_t fraction = 0; // ticks inside the second
    std::optional<int> offset_minutes;
    bool utc = false; // "Z", or a format that means universal time (R, u)
    std::optional<int> day_of_week;
};

enum class ExactStatus : uint8_t
{
    Ok,
    NoMatch,
    BadFormat, // the format itself is wrong
    BadDate,   // the parts make no date
    BadDayOfWeek,
};

/// styles: System.Globalization.DateTimeStyles.
ExactStatus parse_exact_date(std::string_view text, std::string_view format, const base::DateCulture& culture, unsigned styles,
                             ExactDate& out);
/// Clock ticks of the parts; parts that are missing come from today, or from 0001-01-01 with NoCurrentDateDefault. False when they make no
/// date.
bool exact_ticks(const ExactDate& date, unsigned styles, int64_t& out);
/// The standard format's pattern ("d" gives "M/d/yyyy"); nothing when the letter is none.
std::optional<std::string> standard_pattern(char letter, const base::DateCulture& culture);

ExactStatus parse_exact_time_span(std::string_view text, std::string_view format, int64_t& out);

} // namespace kestrun::value
