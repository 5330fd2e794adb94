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
    // What only a culture that a program made has apart from the above: without data() they are the same. Sizes are one byte each.
    std::string_view percent_decimal_separator{};
    std::string_view percent_group_separator{};
    std::string_view number_group_sizes{};
    std::string_view currency_group_sizes{};
    std::string_view percent_group_sizes{};
};

/// How many digits the groups have, from the right.
class GroupSizes
{
public:
    /// sizes: of NumberCulture.
    constexpr GroupSizes(const NumberCulture& culture, std::string_view sizes) noexcept
        : sizes_(sizes), first_(culture.first_group_size), other_(culture.other_group_size)
    {
    }
    /// Of group `index`; the last size is that of all further ones, 0 ends the grouping.
    [[nodiscard]] constexpr std::size_t operator[](std::size_t index) const noexcept
    {
        if (sizes_.data() == nullptr) return index == 0 ? first_ : other_;
        if (sizes_.empty()) return 0;
        return static_cast<unsigned char>(sizes_[index < sizes_.size() ? index : sizes_.size() - 1]);
    }

private:
    std::string_view sizes_;
    std::uint8_t first_;
    std::uint8_t other_;
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
    std::uint8_t first_day_of_week;    // 0 is Sunday
    std::uint8_t week_rule;            // CalendarWeekRule: 0 FirstDay, 2 FirstFourDayWeek
    std::string_view full_date_time{}; // without data() long date, blank, long time
};

/// What a made culture gives, else the general.
constexpr std::string_view given_or(std::string_view given, std::string_view general) noexcept { return given.data() ? given : general; }

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
