#pragma once
// Points in time as .NET counts them: ticks of 100 ns since 0001-01-01T00:00:00 in the Gregorian calendar.

#include <cstdint>

namespace kestrun::base {

constexpr std::int64_t ticks_per_millisecond = 10'000;
constexpr std::int64_t ticks_per_second = 10'000'000;
constexpr std::int64_t ticks_per_minute = 60 * ticks_per_second;
constexpr std::int64_t ticks_per_hour = 60 * ticks_per_minute;
constexpr std::int64_t ticks_per_day = 24 * ticks_per_hour;
constexpr std::int64_t max_date_ticks = 3'155'378'975'999'999'999; // 9999-12-31T23:59:59.9999999
constexpr std::int64_t unix_epoch_ticks = 621'355'968'000'000'000;

struct DateParts
{
    int year;  // 1 to 9999
    int month; // 1 to 12
    int day;
    int day_of_week; // 0 is Sunday
    int hour;
    int minute;
    int second;
    int fraction; // ticks within the second
};

/// Of ticks in [0, max_date_ticks]; others are taken as the nearest end.
DateParts date_parts(std::int64_t ticks) noexcept;
/// Ticks of a day's start; year in 1..9999, month in 1..12, day that the month has.
std::int64_t date_ticks(int year, int month, int day) noexcept;
constexpr bool is_leap_year(int year) noexcept { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }
int days_in_month(int year, int month) noexcept;
/// 1 to 366.
int day_of_year(const DateParts& parts) noexcept;

/// The time now by the wall clock, in UTC.
std::int64_t utc_now_ticks() noexcept;
/// What the system's time zone adds to UTC at that moment, in minutes. Cheap: asks the system once for each quarter of an hour and thread.
int local_offset_minutes(std::int64_t utc_ticks) noexcept;
/// Same, for a moment given in local time (of an hour that exists twice, the standard one, as .NET takes it).
int local_offset_minutes_of_local(std::int64_t local_ticks) noexcept;

} // namespace kestrun::base
