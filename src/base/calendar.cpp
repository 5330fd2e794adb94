#include "base/calendar.hpp"

#include "base/system_offset.hpp"

#include <algorithm>
#include <time.h>

namespace kestrun::base {

namespace {

constexpr int days_before_month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

constexpr int days_before(int year, int month) noexcept { return days_before_month[month - 1] + (month > 2 && is_leap_year(year) ? 1 : 0); }

constexpr std::int64_t days_before_year(int year) noexcept
{
    const std::int64_t y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400;
}

/// Floor of a division by a positive number.
constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept { return a / b - (a % b < 0 ? 1 : 0); }

} // namespace

DateParts date_parts(std::int64_t ticks) noexcept
{
    ticks = std::clamp<std::int64_t>(ticks, 0, max_date_ticks);
    DateParts parts{};
    const auto days = static_cast<int>(ticks / ticks_per_day);
    const std::int64_t of_day = ticks % ticks_per_day;
    parts.day_of_week = (days + 1) % 7;
    // Civil date from a count of days, in eras of 400 years that begin on March 1 so that the leap day is a year's last.
    const int shifted = days + 306; // days since 0000-03-01
    const int era = shifted / 146097;
    const int day_of_era = shifted - era * 146097;
    const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int day_of_march_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int march_month = (5 * day_of_march_year + 2) / 153;
    parts.day = day_of_march_year - (153 * march_month + 2) / 5 + 1;
    parts.month = march_month < 10 ? march_month + 3 : march_month - 9;
    parts.year = year_of_era + era * 400 + (parts.month <= 2 ? 1 : 0);
    parts.hour = static_cast<int>(of_day / ticks_per_hour);
    parts.minute = static_cast<int>(of_day / ticks_per_minute % 60);
    parts.second = static_cast<int>(of_day / ticks_per_second % 60);
    parts.fraction = static_cast<int>(of_day % ticks_per_second);
    return parts;
}

std::int64_t date_ticks(int year, int month, int day) noexcept
{
    return (days_before_year(year) + days_before(year, month) + day - 1) * ticks_per_day;
}

int days_in_month(int year, int month) noexcept
{
    if (month == 2) return is_leap_year(year) ? 29 : 28;
    return days_before_month[month] - days_before_month[month - 1];
}

int day_of_year(const DateParts& parts) noexcept { return days_before(parts.year, parts.month) + parts.day; }

std::int64_t utc_now_ticks() noexcept
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return unix_epoch_ticks + static_cast<std::int64_t>(now.tv_sec) * ticks_per_second + now.tv_nsec / 100;
}

int local_offset_minutes(std::int64_t utc_ticks) noexcept
{
    // Zones change their offset at full quarters of an hour, so one answer holds for all of a quarter.
    constexpr std::int64_t quarter = 15 * 60;
    thread_local std::int64_t known_quarter = INT64_MIN;
    thread_local int known_offset = 0;
    const std::int64_t seconds = floor_div(utc_ticks - unix_epoch_ticks, ticks_per_second);
    const std::int64_t wanted = floor_div(seconds, quarter);
    if (wanted != known_quarter) {
        known_offset = system_offset_minutes(wanted * quarter);
        known_quarter = wanted;
    }
    return known_offset;
}

int local_offset_minutes_of_local(std::int64_t local_ticks) noexcept
{
    // The offsets a day before and after bracket any change; the smaller of those that fit is standard time.
    const int before = local_offset_minutes(local_ticks - ticks_per_day);
    const int after = local_offset_minutes(local_ticks + ticks_per_day);
    if (before == after) return before;
    const int low = std::min(before, after);
    return local_offset_minutes(local_ticks - low * ticks_per_minute) == low ? low : std::max(before, after);
}

} // namespace kestrun::base
