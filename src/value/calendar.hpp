// Dates of values: base/calendar.hpp's arithmetic for DateTime and DateTimeOffset values.
#pragma once
#include "base/calendar.hpp"
#include "value/value.hpp"

namespace kestrun::value::calendar {

using base::days_in_month;
using base::is_leap_year;
using base::ticks_per_day;
using base::ticks_per_hour;
using base::ticks_per_millisecond;
using base::ticks_per_minute;
using base::ticks_per_second;
constexpr int64_t max_ticks = base::max_date_ticks;

/// True for years 1 to 9999 and days that exist.
inline bool is_valid_date(int year, int month, int day) noexcept
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}
constexpr int64_t time_ticks(int hour, int minute, int second, int64_t fraction = 0) noexcept
{
    return hour * ticks_per_hour + minute * ticks_per_minute + second * ticks_per_second + fraction;
}
/// Offset of the server's time zone from UTC, in ticks.
inline int64_t offset_at_utc(int64_t utc_ticks) noexcept { return base::local_offset_minutes(utc_ticks) * ticks_per_minute; }
inline int64_t offset_at_local(int64_t local_ticks) noexcept { return base::local_offset_minutes_of_local(local_ticks) * ticks_per_minute; }
/// Universal ticks of a DateTime or DateTimeOffset: an unspecified DateTime is taken for local time, as ToUniversalTime() does.
inline int64_t to_utc(const Value& date) noexcept
{
    const int64_t ticks = date.as_int64();
    if (date.tag() == Tag::DateTimeOffset) return ticks - date.offset_minutes() * ticks_per_minute;
    if (date.date_kind() == DateKind::Utc) return ticks;
    const int64_t utc = ticks - offset_at_local(ticks);
    return utc < 0 ? 0 : utc > max_ticks ? max_ticks : utc;
}

} // namespace kestrun::value::calendar
