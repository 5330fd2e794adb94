#include "value/calendar.hpp"
#include <algorithm>
#include <chrono>
#include <ctime>

namespace kestrun::value::calendar {

namespace {

// Days from 0001-01-01 to the first of March of the year's era: the usual trick that puts the leap day at the end.
int64_t days_before(int year, int month, int day) noexcept
{
    const int64_t y = month <= 2 ? year - 1 : year;
    const int64_t m = month <= 2 ? month + 9 : month - 3;
    return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 306;
}

int64_t zone_offset(std::time_t seconds) noexcept
{
    std::tm local{};
    if (!localtime_r(&seconds, &local)) return 0;
    return local.tm_gmtoff * ticks_per_second;
}

std::time_t unix_seconds(int64_t ticks) noexcept
{
    const int64_t since = ticks - unix_epoch;
    return static_cast<std::time_t>(since >= 0 ? since / ticks_per_second : (since - ticks_per_second + 1) / ticks_per_second);
}

} // namespace

int64_t date_ticks(int year, int month, int day) noexcept { return days_before(year, month, day) * ticks_per_day; }

Parts split(int64_t ticks) noexcept
{
    Parts p{};
    const int64_t days = ticks / ticks_per_day;
    int64_t rest = ticks % ticks_per_day;
    int64_t n = days + 306; // days since 0000-03-01
    const int64_t era = n / 146097;
    n %= 146097;
    const int64_t year_of_era = (n - n / 1460 + n / 36524 - n / 146096) / 365;
    const int64_t day_of_year = n - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t month = (5 * day_of_year + 2) / 153;
    p.day = static_cast<int>(day_of_year - (153 * month + 2) / 5 + 1);
    p.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
    p.year = static_cast<int>(era * 400 + year_of_era + (p.month <= 2 ? 1 : 0));
    p.day_of_week = static_cast<int>((days + 1) % 7);
    p.day_of_year = static_cast<int>(days - days_before(p.year, 1, 1) + 1);
    p.hour = static_cast<int>(rest / ticks_per_hour);
    rest %= ticks_per_hour;
    p.minute = static_cast<int>(rest / ticks_per_minute);
    rest %= ticks_per_minute;
    p.second = static_cast<int>(rest / ticks_per_second);
    p.fraction = rest % ticks_per_second;
    return p;
}

int days_in_month(int year, int month) noexcept
{
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap_year(year) ? 29 : days[month - 1];
}

bool is_valid_date(int year, int month, int day) noexcept
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

int64_t offset_at_utc(int64_t utc_ticks) noexcept { return zone_offset(unix_seconds(utc_ticks)); }

int64_t offset_at_local(int64_t local_ticks) noexcept
{
    // A first guess, then the offset that holds at the guessed instant: right but for the hour that a change of the clock repeats, where the
    // later (standard) reading wins as in .NET.
    const int64_t guess = zone_offset(unix_seconds(local_ticks));
    const int64_t second = zone_offset(unix_seconds(local_ticks - guess));
    if (guess == second) return guess;
    return std::min(guess, second);
}

int64_t utc_now() noexcept
{
    using namespace std::chrono;
    return unix_epoch + duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count() / 100;
}

int64_t to_utc(const Value& date_time) noexcept
{
    const int64_t ticks = date_time.as_int64();
    if (date_time.date_kind() == DateKind::Utc) return ticks;
    return std::clamp<int64_t>(ticks - offset_at_local(ticks), 0, max_ticks);
}

} // namespace kestrun::value::calendar
