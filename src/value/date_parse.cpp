#include "value/date_parse.hpp"
#include "value/calendar.hpp"
#include "value/string.hpp"
#include <optional>
#include <vector>

namespace kestrun::value {

const std::string_view month_names[12] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};
const std::string_view day_names[7] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }
bool white(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

struct Number
{
    int64_t value;
    size_t digits;
    bool before_month; // stands before the month's name
};

/// What stands in the text.
struct Found
{
    std::vector<Number> numbers;
    int month = 0;
    int day_of_week = -1;
    bool has_time = false;
    int64_t hour = 0, minute = 0, second = 0, fraction = 0;
    int half = -1;                 // 0 AM, 1 PM
    std::optional<int64_t> offset; // ticks
    bool zulu = false;
};

struct DateScanner
{
    std::string_view text;
    size_t i = 0;
    Found found;
    std::string error;
    size_t numbers_before_time = 0;

    bool fail() { return error = "String '" + std::string(text) + "' was not recognized as a valid DateTime.", false; }
    bool unknown(size_t at)
    {
        return error = "The string '" + std::string(text) +
                       "' was not recognized as a valid DateTime. There is an unknown word starting at index '" + std::to_string(at) + "'.",
               false;
    }
    void skip_white()
    {
        while (i < text.size() && white(text[i])) ++i;
    }
    bool at(char c) const { return i < text.size() && text[i] == c; }
    bool at_digit() const { return i < text.size() && digit(text[i]); }
    /// Digits at i; false when there are none or too many.
    bool number(int64_t& out, size_t& digits)
    {
        const size_t from = i;
        out = 0;
        while (at_digit()) {
            if (i - from < 18) out = out * 10 + (text[i] - '0');
            ++i;
        }
        digits = i - from;
        return digits > 0 && digits <= 18;
    }
    std::string_view word_at(size_t from) const
    {
        size_t end = from;
        while (end < text.size() && letter(text[end])) ++end;
        return text.substr(from, end - from);
    }
    /// 0 AM, 1 PM, -1 neither; the word's length in size.
    int half_at(size_t from, size_t& size) const
    {
        const std::string_view word = word_at(from);
        size = word.size();
        if (equals_ignore_case(word, "AM")) return 0;
        if (equals_ignore_case(word, "PM")) return 1;
        return -1;
    }

    bool run()
    {
        for (;;) {
            while (i < text.size() && (white(text[i]) || text[i] == ',')) ++i;
            while (at('\0')) ++i;
            if (i == text.size()) break;
            const char c = text[i];
            if (digit(c)) {
                if (!number_or_time()) return false;
            } else if ((c == '+' || c == '-') && found.has_time && !found.offset && i + 1 < text.size() && digit(text[i + 1])) {
                if (!zone()) return false;
            } else if (c == '/' || c == '-' || c == '.') {
                if (found.numbers.empty() && found.month == 0 && found.day_of_week < 0) return fail();
                ++i;
                if (c == '.' && found.has_time && i < text.size()) return fail();
            } else if (letter(c) && c != '\xE2') { // no dashes and quotation marks from beyond ASCII
                if (!word()) return false;
            } else
                return fail();
        }
        return true;
    }

    // Time := h ':' mm (':' ss ('.' f+)?)? ws* (AM | PM)?   |   h ws* (AM | PM)
    bool number_or_time()
    {
        int64_t n = 0;
        size_t digits = 0;
        if (!number(n, digits)) return fail();
        size_t k = i;
        while (k < text.size() && white(text[k])) ++k;
        size_t size = 0;
        const int half = half_at(k, size);
        if (at(':') && !found.has_time) return clock(n);
        if (half >= 0 && !found.has_time && digits <= 2 && size > 0) {
            found.has_time = true;
            numbers_before_time = found.numbers.size();
            found.hour = n;
            found.half = half;
            i = k + size;
            return true;
        }
        if (found.numbers.size() == 3 || (found.has_time && numbers_before_time > 0)) return fail();
        found.numbers.push_back({n, digits, found.month == 0});
        if (i < text.size() && (text[i] == 'T' || text[i] == 't') && i + 1 < text.size() && digit(text[i + 1])) ++i;
        return true;
    }

    bool clock(int64_t hour)
    {
        found.has_time = true;
        numbers_before_time = found.numbers.size();
        found.hour = hour;
        size_t digits = 0;
        ++i;
        skip_white();
        if (!number(found.minute, digits) || digits > 2) return fail();
        if (at(':')) {
            ++i;
            if (!number(found.second, digits) || digits > 2) return fail();
            if ((at('.') || at(',')) && i + 1 < text.size() && digit(text[i + 1])) fraction();
        }
        size_t k = i;
        while (k < text.size() && white(text[k])) ++k;
        size_t size = 0;
        const int half = half_at(k, size);
        if (half >= 0 && size > 0) {
            found.half = half;
            i = k + size;
        }
        return true;
    }

    void fraction()
    {
        ++i;
        int64_t scale = calendar::ticks_per_second / 10;
        int next = 0;
        bool first_dropped = true;
        while (at_digit()) {
            const int d = text[i++] - '0';
            if (scale > 0)
                found.fraction += d * scale;
            else if (first_dropped) {
                next = d;
                first_dropped = false;
            }
            scale /= 10;
        }
        if (next >= 5) ++found.fraction;
    }

    // Zone := (+ | -) hh (':'? mm)?
    bool zone()
    {
        const bool negative = text[i++] == '-';
        int64_t hours = 0, minutes = 0;
        size_t digits = 0;
        if (!number(hours, digits)) return fail();
        if (digits == 4) {
            minutes = hours % 100;
            hours /= 100;
        } else if (digits > 2)
            return fail();
        else if (at(':')) {
            ++i;
            if (!number(minutes, digits) || digits != 2) return fail();
        }
        if (minutes > 59) return fail();
        if (hours * 60 + minutes > 14 * 60)
            return error = "The time zone offset of string '" + std::string(text) + "' must be within plus or minus 14 hours.", false;
        const int64_t ticks = hours * calendar::ticks_per_hour + minutes * calendar::ticks_per_minute;
        found.offset = negative ? -ticks : ticks;
        return true;
    }

    bool word()
    {
        const size_t from = i;
        const std::string_view word = word_at(i);
        i += word.size();
        if (at('.') && word.size() == 3) ++i; // "Mar."
        const auto same = [&](std::string_view name) {
            return equals_ignore_case(word, name) || (word.size() == 3 && equals_ignore_case(word, name.substr(0, 3)));
        };
        for (int m = 0; m < 12; ++m)
            if (same(month_names[m])) {
                if (found.month != 0) return fail();
                found.month = m + 1;
                return true;
            }
        for (int d = 0; d < 7; ++d)
            if (same(day_names[d])) {
                if (found.day_of_week >= 0) return fail();
                found.day_of_week = d;
                return true;
            }
        if (equals_ignore_case(word, "UTC")) return fail();
        if (equals_ignore_case(word, "Z") || equals_ignore_case(word, "GMT")) {
            if (found.offset) return fail();
            found.offset = 0;
            found.zulu = true;
            return true;
        }
        if (equals_ignore_case(word, "T") && !found.numbers.empty()) return at_digit() ? true : fail();
        return unknown(from);
    }
};

int full_year(const Number& number)
{
    if (number.digits > 2) return static_cast<int>(number.value);
    return static_cast<int>(number.value <= 49 ? 2000 + number.value : 1900 + number.value);
}

/// The date the numbers mean; false when they mean none. has_date: they are there at all.
bool pick_date(const Found& f, unsigned styles, int& year, int& month, int& day, bool& has_date)
{
    const auto& n = f.numbers;
    const int64_t now = base::utc_now_ticks();
    const base::DateParts today = base::date_parts(now + calendar::offset_at_utc(now));
    has_date = !n.empty() || f.month != 0;
    for (const Number& number : n)
        if (number.digits > 4) return false;
    const auto as_int = [&](size_t k) { return static_cast<int>(n[k].value); };
    year = today.year;
    month = f.month;
    day = 1;
    if (f.month != 0) {
        if (n.size() == 3) return false;
        if (n.size() == 2) {
            const bool year_first = n[0].digits > 2;
            year = full_year(n[year_first ? 0 : 1]);
            day = as_int(year_first ? 1 : 0);
        } else if (n.size() == 1) {
            if (n[0].digits > 2 || n[0].before_month) // the invariant culture writes a month as "2024 March"
                year = full_year(n[0]);
            else
                day = as_int(0);
        }
        return !n.empty();
    }
    if (n.size() == 3) {
        const bool year_first = n[0].digits > 2;
        year = full_year(n[year_first ? 0 : 2]);
        month = as_int(year_first ? 1 : 0);
        day = as_int(year_first ? 2 : 1);
        return true;
    }
    if (n.size() == 2) {
        if (n[0].digits > 2) {
            year = full_year(n[0]);
            month = as_int(1);
        } else if (n[1].digits > 2) {
            year = full_year(n[1]);
            month = as_int(0);
        } else {
            month = as_int(0);
            day = as_int(1);
        }
        return true;
    }
    if (n.size() == 1 || !f.has_time) return false;
    if (styles & date_style::NoCurrentDateDefault)
        year = month = day = 1;
    else {
        month = today.month;
        day = today.day;
    }
    return true;
}

struct Clock
{
    int64_t ticks;
    std::optional<int64_t> offset;
    bool zulu;
};

bool scan(std::string_view text, unsigned styles, Clock& out, std::string& error)
{
    DateScanner scanner{text, 0, {}, {}};
    if (!scanner.run()) {
        error = std::move(scanner.error);
        return false;
    }
    Found& f = scanner.found;
    const auto fail = [&] { return scanner.fail(), error = std::move(scanner.error), false; };
    int year = 0, month = 0, day = 0;
    bool has_date = false;
    if (!pick_date(f, styles, year, month, day, has_date)) return fail();
    if (f.half == 0 && f.hour > 12) return fail();
    if (f.half >= 0 && f.hour <= 12) f.hour = f.hour % 12 + 12 * f.half;
    if (!calendar::is_valid_date(year, month, day)) return fail();
    if (f.hour > 23 || f.minute > 59 || f.second > 59) {
        error = "The DateTime represented by the string '" + std::string(text) +
                "' is not supported in calendar 'System.Globalization.GregorianCalendar'.";
        return false;
    }
    out.ticks = base::date_ticks(year, month, day) +
                calendar::time_ticks(static_cast<int>(f.hour), static_cast<int>(f.minute), static_cast<int>(f.second), f.fraction);
    out.offset = f.offset;
    out.zulu = f.zulu;
    if (f.day_of_week >= 0 && base::date_parts(out.ticks).day_of_week != f.day_of_week) {
        error = "String '" + std::string(text) + "' was not recognized as a valid DateTime because the day of week was incorrect.";
        return false;
    }
    return true;
}

} // namespace

bool parse_date(std::string_view text, unsigned styles, Value& out, std::string& error)
{
    Clock clock{};
    if (!scan(text, styles, clock, error)) return false;
    const auto in_range = [](int64_t ticks) { return ticks >= 0 && ticks <= calendar::max_ticks; };
    if (!clock.offset && (styles & (date_style::AssumeLocal | date_style::AssumeUniversal))) {
        clock.offset = styles & date_style::AssumeUniversal ? 0 : calendar::offset_at_local(clock.ticks);
        clock.zulu = (styles & date_style::AssumeUniversal) != 0;
    }
    if (!clock.offset) {
        out = Value::date_time(clock.ticks, DateKind::Unspecified);
        return true;
    }
    const int64_t utc = clock.ticks - *clock.offset;
    if (!in_range(utc)) {
        error = "The UTC time represented when the offset is applied must be between year 0 and 10,000. (Parameter 'offset')";
        return false;
    }
    if ((styles & date_style::AdjustToUniversal) || ((styles & date_style::RoundtripKind) && clock.zulu)) {
        out = Value::date_time(utc, DateKind::Utc);
        return true;
    }
    const int64_t local = utc + calendar::offset_at_utc(utc);
    out = Value::date_time(in_range(local) ? local : utc, DateKind::Local);
    return true;
}

bool parse_date_offset(std::string_view text, unsigned styles, Value& out, std::string& error)
{
    Clock clock{};
    if (!scan(text, styles, clock, error)) return false;
    if (!clock.offset) clock.offset = styles & date_style::AssumeUniversal ? 0 : calendar::offset_at_local(clock.ticks);
    const int64_t utc = clock.ticks - *clock.offset;
    if (utc < 0 || utc > calendar::max_ticks) {
        error = "The UTC time represented when the offset is applied must be between year 0 and 10,000. (Parameter 'offset')";
        return false;
    }
    if (styles & date_style::AdjustToUniversal)
        out = Value::date_time_offset(utc, 0);
    else
        out = Value::date_time_offset(clock.ticks, static_cast<int32_t>(*clock.offset / calendar::ticks_per_minute));
    return true;
}

// TimeSpan := ws* '-'? (d | (d '.')? h ':' m (':' s ('.' f{1,7})?)? | d ':' h ':' m ':' s ('.' f{1,7})?) ws*
bool parse_time_span(std::string_view text, Value& out, std::string& error, bool* is_overflow)
{
    const std::string whole(text);
    if (is_overflow) *is_overflow = false;
    const auto bad = [&] { return error = "String '" + whole + "' was not recognized as a valid TimeSpan.", false; };
    const auto range = [&] {
        if (is_overflow) *is_overflow = true;
        return error = "The TimeSpan string '" + whole +
                       "' could not be parsed because at least one of the numeric components is out of range or contains too many digits.",
               false;
    };
    while (!text.empty() && white(text.front())) text.remove_prefix(1);
    while (!text.empty() && (white(text.back()) || text.back() == '\0')) text.remove_suffix(1);
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    std::vector<int64_t> numbers;
    std::string separators;
    for (size_t i = 0; i < text.size();) {
        const size_t from = i;
        int64_t n = 0;
        while (i < text.size() && digit(text[i])) {
            if (i - from < 18) n = n * 10 + (text[i] - '0');
            ++i;
        }
        if (i == from) return bad();
        const bool is_fraction = !separators.empty() && separators.back() == '.' && separators.find(':') != std::string::npos;
        if (i - from > (is_fraction ? 7u : 8u)) return is_fraction ? range() : bad();
        for (size_t k = i - from; is_fraction && k < 7; ++k) n *= 10;
        numbers.push_back(n);
        if (i == text.size()) break;
        if (text[i] != ':' && text[i] != '.') return bad();
        separators += text[i++];
        if (i == text.size()) return bad();
    }
    if (numbers.empty()) return bad();
    int64_t days = 0, hours = 0, minutes = 0, seconds = 0, fraction = 0;
    const auto& n = numbers;
    if (separators.empty())
        days = n[0];
    else if (separators == ":" || separators == "::" || separators == "::.") {
        hours = n[0];
        minutes = n[1];
        seconds = n.size() > 2 ? n[2] : 0;
        fraction = n.size() > 3 ? n[3] : 0;
        if (separators == "::" && hours > 23) { // then the first number is days
            days = n[0];
            hours = n[1];
            minutes = n[2];
            seconds = 0;
        }
    } else if (separators == ".:" || separators == ".::" || separators == ".::.") {
        days = n[0];
        hours = n[1];
        minutes = n[2];
        seconds = n.size() > 3 ? n[3] : 0;
        fraction = n.size() > 4 ? n[4] : 0;
    } else if (separators == ":::" || separators == ":::.") {
        days = n[0];
        hours = n[1];
        minutes = n[2];
        seconds = n[3];
        fraction = n.size() > 4 ? n[4] : 0;
    } else
        return bad();
    if (days > 10675199 || hours > 23 || minutes > 59 || seconds > 59) return range();
    const uint64_t ticks = static_cast<uint64_t>(days) * static_cast<uint64_t>(calendar::ticks_per_day) +
                           static_cast<uint64_t>(calendar::time_ticks(static_cast<int>(hours), static_cast<int>(minutes),
                                                                      static_cast<int>(seconds), fraction));
    if (ticks > (uint64_t{1} << 63) - (negative ? 0 : 1)) return range();
    out = Value::time_span(static_cast<int64_t>(negative ? ~ticks + 1 : ticks));
    return true;
}

} // namespace kestrun::value
