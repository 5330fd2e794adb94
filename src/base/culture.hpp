#pragma once
// What .NET calls CultureInfo: how numbers, dates and texts of a language and country look. The facts are those of CLDR as .NET shows them;
// a culture that is not in the table does not exist here.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace kestrun::base {

/// NumberFormatInfo. The pattern numbers are .NET's.
struct NumberCulture
{
    std::string_view decimal_separator;
    std::string_view group_separator;
    std::uint8_t decimal_digits;
    std::uint8_t negative_pattern;
    std::string_view currency_symbol;
    std::string_view currency_decimal_separator;
    std::string_view currency_group_separator;
    std::uint8_t currency_decimal_digits;
    std::uint8_t currency_positive_pattern;
    std::uint8_t currency_negative_pattern;
    std::uint8_t percent_decimal_digits;
    std::uint8_t percent_positive_pattern;
    std::uint8_t percent_negative_pattern;
    std::string_view percent_symbol;
    std::string_view per_mille_symbol;
    std::string_view negative_sign;
    std::string_view positive_sign;
    std::string_view positive_infinity;
    std::string_view negative_infinity;
    std::string_view nan;
    std::uint8_t first_group_size; // digits right of the leftmost-but-last separator; 3 nearly everywhere
    std::uint8_t other_group_size; // of the groups further left
};

/// DateTimeFormatInfo of the Gregorian calendar.
struct DateCulture
{
    std::string_view short_date;
    std::string_view long_date;
    std::string_view short_time;
    std::string_view long_time;
    std::string_view month_day;
    std::string_view year_month;
    std::string_view date_separator;
    std::string_view time_separator;
    std::string_view am;
    std::string_view pm;
    std::array<std::string_view, 7> days; // Sunday first
    std::array<std::string_view, 7> short_days;
    std::array<std::string_view, 12> months;
    std::array<std::string_view, 12> genitive_months; // beside a day's number
    std::array<std::string_view, 12> short_months;
    std::array<std::string_view, 12> short_genitive_months;
    std::string_view era;
    std::uint8_t first_day_of_week; // 0 is Sunday
    std::uint8_t week_rule;         // CalendarWeekRule: 0 FirstDay, 2 FirstFourDayWeek
};

struct Culture
{
    std::string_view name; // "" for the invariant culture, else "en-US"
    std::uint16_t lcid;
    std::string_view english_name;
    std::string_view native_name;
    NumberCulture number;
    DateCulture date;
};

const Culture& invariant_culture() noexcept;
const Culture& en_us_culture() noexcept;
/// By name without case; a language alone ("de") gives the first culture of that language. Null when there is none.
const Culture* find_culture(std::string_view name) noexcept;
/// Invariant first.
std::span<const Culture> all_cultures() noexcept;

} // namespace kestrun::base
