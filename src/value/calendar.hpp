// The proleptic Gregorian calendar in .NET's ticks (100 ns since 0001-01-01), and local time.
#pragma once
#include "value/value.hpp"
#include <cstdint>

namespace kestrun::value::calendar {

constexpr int64_t ticks_per_millisecond = 10'000;
constexpr int64_t ticks_per_second = 10'000'000;
constexpr int64_t ticks_per_minute = 60 * ticks_per_second;
constexpr int64_t ticks_per_hour = 60 * ticks_per_minute;
constexpr int64_t ticks_per_day = 24 * ticks_per_hour;
constexpr int64_t unix_epoch = 621'355'968'000'000'000;
constexpr int64_t max_ticks = 3'155'378'975'999'999'999; // 9999-12-31 23:59:59.9999999

struct Parts
{
    int year, month, day; // from 1
    int hour, minute, second;
    int64_t fraction;   // ticks inside the second
    int day_of_week;    // 0 Sunday
    int day_of_year;    // from 1
};
/// ticks in [0, max_ticks].
Parts split(int64_t ticks) noexcept;
/// Midnight of a valid date.
int64_t date_ticks(int year, int month, int day) noexcept;
constexpr bool is_leap_year(int year) noexcept { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }
int days_in_month(int year, int month) noexcept;
/// True for years 1 to 9999 and days that exist.
bool is_valid_date(int year, int month, int day) noexcept;
constexpr int64_t time_ticks(int hour, int minute, int second, int64_t fraction = 0) noexcept
{
    return hour * ticks_per_hour + minute * ticks_per_minute + second * ticks_per_second + fraction;
}

/// Offset of the server's time zone (TZ) from UTC, in ticks, at that universal or local time. Thread-safe.
int64_t offset_at_utc(int64_t utc_ticks) noexcept;
int64_t offset_at_local(int64_t local_ticks) noexcept;
/// Now, in universal ticks.
int64_t utc_now() noexcept;
/// The value's time as universal ticks: an unspecified one is taken for local time, as ToUniversalTime() does.
int64_t to_utc(const Value& date_time) noexcept;
/// Clock ticks of a DateTimeOffset brought to UTC.
inline int64_t offset_value_utc(const Value& value) noexcept { return value.as_int64() - value.offset_minutes() * ticks_per_minute; }

} // namespace kestrun::value::calendar
