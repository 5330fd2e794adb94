#include "http/date.hpp"

#include "http/ascii.hpp"

#include <cstring>
#include <ctime>

namespace kestrun::http {

namespace {

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekdays{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"}; // 1970-01-01 was a Thursday

struct Civil
{
    std::int64_t year;
    unsigned month;
    unsigned day;
};

// The calendar is counted in eras of 400 years that begin on the first of March, so that the leap day ends a year.
Civil civil_from_days(std::int64_t days) noexcept
{
    days += 719468;
    const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const auto day_of_era = static_cast<unsigned>(days - era * 146097);
    const unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const unsigned shifted = (5 * day_of_year + 2) / 153;
    const unsigned day = day_of_year - (153 * shifted + 2) / 5 + 1;
    const unsigned month = shifted < 10 ? shifted + 3 : shifted - 9;
    return {static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

void two_digits(char* at, unsigned number) noexcept
{
    at[0] = static_cast<char>('0' + number / 10 % 10);
    at[1] = static_cast<char>('0' + number % 10);
}

/// hour ":" minute ":" second, hours of one digit allowed as cookies write them.
bool parse_time(std::string_view text, int& seconds) noexcept
{
    int parts[3] = {0, 0, 0};
    std::size_t at = 0;
    for (int part = 0; part < 3; ++part) {
        std::size_t digits = 0;
        while (at < text.size() && is_class(text[at], byte_class::digit)) {
            parts[part] = parts[part] * 10 + (text[at] - '0');
            ++at;
            if (++digits > 2) return false;
        }
        if (digits == 0) return false;
        if (part < 2) {
            if (at >= text.size() || text[at] != ':') return false;
            ++at;
        }
    }
    if (at != text.size() || parts[0] > 23 || parts[1] > 59 || parts[2] > 60) return false;
    seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
    return true;
}

struct DateParts
{
    int day = -1;
    int month = -1;
    int year = -1;
    int seconds = -1;

    bool take(std::string_view token) noexcept
    {
        if (token.find(':') != std::string_view::npos) return seconds < 0 && parse_time(token, seconds);
        if (is_class(token.front(), byte_class::digit)) {
            const auto number = token.size() <= 4 ? parse_decimal(token) : std::nullopt;
            if (!number) return false;
            if (day < 0 && token.size() <= 2) {
                day = static_cast<int>(*number);
            } else if (year < 0) {
                year = static_cast<int>(*number);
                // Two digits: the RFC 850 form; 70 to 99 are the last century (RFC 6265 section 5.1.1).
                if (token.size() == 2) year += year >= 70 ? 1900 : 2000;
            } else {
                return false;
            }
            return true;
        }
        for (std::size_t m = 0; m < months.size(); ++m)
            if (istarts_with(token, months[m])) {
                if (month >= 0) return false;
                month = static_cast<int>(m) + 1;
                return true;
            }
        return true; // weekday or zone name
    }
};

} // namespace

std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) noexcept
{
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const auto year_of_era = static_cast<unsigned>(year - era * 400);
    const unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    const unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + static_cast<std::int64_t>(day_of_era) - 719468;
}

std::array<char, http_date_size> format_http_date(std::int64_t unix_seconds) noexcept
{
    std::int64_t days = unix_seconds / 86400;
    std::int64_t second = unix_seconds % 86400;
    if (second < 0) {
        second += 86400;
        --days;
    }
    const Civil civil = civil_from_days(days);
    const auto weekday = static_cast<std::size_t>(((days % 7) + 7) % 7);
    std::array<char, http_date_size> text{};
    std::memcpy(text.data(), "Ddd, 00 Mmm 0000 00:00:00 GMT", http_date_size);
    std::memcpy(text.data(), weekdays[weekday].data(), 3);
    two_digits(text.data() + 5, civil.day);
    std::memcpy(text.data() + 8, months[civil.month - 1].data(), 3);
    two_digits(text.data() + 12, static_cast<unsigned>(civil.year / 100));
    two_digits(text.data() + 14, static_cast<unsigned>(civil.year % 100));
    two_digits(text.data() + 17, static_cast<unsigned>(second / 3600));
    two_digits(text.data() + 20, static_cast<unsigned>(second / 60 % 60));
    two_digits(text.data() + 23, static_cast<unsigned>(second % 60));
    return text;
}

std::optional<std::int64_t> parse_http_date(std::string_view text) noexcept
{
    // IMF-fixdate "Sun, 06 Nov 1994 08:49:37 GMT" / RFC 850 "Sunday, 06-Nov-94 08:49:37 GMT" / asctime "Sun Nov  6 08:49:37 1994":
    // tokens in any order, as the cookie date algorithm reads them.
    DateParts parts;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t start = text.find_first_not_of(" ,-\t", at);
        if (start == std::string_view::npos) break;
        const std::size_t end = text.find_first_of(" ,-\t", start);
        const std::string_view token = text.substr(start, end == std::string_view::npos ? end : end - start);
        if (!parts.take(token)) return std::nullopt;
        at = end == std::string_view::npos ? text.size() : end;
    }
    if (parts.day < 1 || parts.month < 1 || parts.year < 0 || parts.seconds < 0 || parts.day > 31) return std::nullopt;
    const std::int64_t days = days_from_civil(parts.year, static_cast<unsigned>(parts.month), static_cast<unsigned>(parts.day));
    if (civil_from_days(days).day != static_cast<unsigned>(parts.day)) return std::nullopt; // 31 Feb
    return days * 86400 + parts.seconds;
}

std::string_view current_http_date() noexcept
{
    thread_local std::int64_t cached_second = -1;
    thread_local std::array<char, http_date_size> cached{};
#ifdef CLOCK_REALTIME_COARSE
    timespec now{};
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    const std::int64_t second = now.tv_sec;
#else
    const std::int64_t second = std::time(nullptr);
#endif
    if (second != cached_second) {
        cached = format_http_date(second);
        cached_second = second;
    }
    return {cached.data(), cached.size()};
}

} // namespace kestrun::http
