#include "base/format_date.hpp"

#include "base/calendar.hpp"
#include "base/format_number.hpp"

#include <algorithm>
#include <optional>

namespace kestrun::base {

namespace {

void append_digits(std::string& out, int number, int width)
{
    char buffer[12];
    char* p = buffer + sizeof buffer;
    do {
        *--p = static_cast<char>('0' + number % 10);
        number /= 10;
        --width;
    } while (number > 0 || (width > 0 && p > buffer));
    out.append(p, buffer + sizeof buffer);
}

/// `count` digits of the fraction; with F, trailing zeros go, and so does a point in front of nothing.
void append_fraction(std::string& out, int fraction, int count, bool trim)
{
    char digits[7];
    for (int i = 6; i >= 0; --i, fraction /= 10) digits[i] = static_cast<char>('0' + fraction % 10);
    int keep = count;
    if (trim)
        while (keep > 0 && digits[keep - 1] == '0') --keep;
    if (keep > 0)
        out.append(digits, static_cast<std::size_t>(keep));
    else if (trim && !out.empty() && out.back() == '.')
        out.pop_back();
}

std::size_t run_length(std::string_view format, std::size_t at) noexcept
{
    const std::size_t end = format.find_first_not_of(format[at], at);
    return (end == std::string_view::npos ? format.size() : end) - at;
}

/// A quoted literal that opens at `at`, without its quotes and with \x as x; moves `at` behind it. False when it does not close.
bool append_literal(std::string& out, std::string_view format, std::size_t& at)
{
    const char quote = format[at];
    for (std::size_t i = at + 1; i < format.size(); ++i) {
        if (format[i] == quote) {
            at = i + 1;
            return true;
        }
        if (format[i] == '\\') {
            if (++i == format.size()) return false;
        }
        out += format[i];
    }
    return false;
}

/// True when a day's number stands beside the month at [at, at + length) : then its genitive name is used.
bool beside_day(std::string_view format, std::size_t at, std::size_t length) noexcept
{
    // Backwards and forwards to the nearest day: one of one or two letters is a number, a longer one a name.
    for (std::size_t i = at; i-- > 0;) {
        if (format[i] != 'd') continue;
        std::size_t start = i;
        while (start > 0 && format[start - 1] == 'd') --start;
        return i - start + 1 <= 2;
    }
    const std::size_t day = format.find('d', at + length);
    return day != std::string_view::npos && run_length(format, day) <= 2;
}

class Writer
{
public:
    Writer(std::string& out, const DateText& date, const DateCulture& culture)
        : out_(out), date_(date), culture_(culture), parts_(date_parts(date.ticks))
    {
    }

    DateFormatResult write(std::string_view format)
    {
        for (std::size_t i = 0; i < format.size();) {
            const char c = format[i];
            if (c == '\'' || c == '"') {
                if (!append_literal(out_, format, i)) return DateFormatResult::unmatched_quote;
                continue;
            }
            if (c == '\\') {
                if (i + 1 == format.size()) return DateFormatResult::bad_format;
                out_ += format[i + 1];
                i += 2;
                continue;
            }
            if (c == '%') { // a single letter that shall be a custom format
                if (i + 1 == format.size() || format[i + 1] == '%') return DateFormatResult::bad_format;
                const DateFormatResult result = write(format.substr(i + 1, 1));
                if (result != DateFormatResult::ok) return result;
                i += 2;
                continue;
            }
            const std::size_t length = run_length(format, i);
            if (!write_run(format, i, static_cast<int>(length))) return DateFormatResult::bad_format;
            i += is_field(c) ? length : 1;
        }
        return DateFormatResult::ok;
    }

private:
    static bool is_field(char c) noexcept { return std::string_view("dfFghHKmMstyz").find(c) != std::string_view::npos && c != 'K'; }

    /// One field of `count` equal letters, or one other character. False when there is no such field.
    bool write_run(std::string_view format, std::size_t at, int count)
    {
        switch (format[at]) {
        case 'd': write_day(count); return true;
        case 'M': write_month(count, beside_day(format, at, static_cast<std::size_t>(count))); return true;
        case 'y': write_year(count); return true;
        case 'g': out_ += culture_.era; return true;
        case 'h': append_digits(out_, parts_.hour % 12 == 0 ? 12 : parts_.hour % 12, std::min(count, 2)); return true;
        case 'H': append_digits(out_, parts_.hour, std::min(count, 2)); return true;
        case 'm': append_digits(out_, parts_.minute, std::min(count, 2)); return true;
        case 's': append_digits(out_, parts_.second, std::min(count, 2)); return true;
        case 'f':
        case 'F':
            if (count > 7) return false;
            append_fraction(out_, parts_.fraction, count, format[at] == 'F');
            return true;
        case 't': write_half(count); return true;
        case 'z': write_offset(count); return true;
        case 'K': write_kind(); return true;
        case ':': out_ += culture_.time_separator; return true;
        case '/': out_ += culture_.date_separator; return true;
        default: out_ += format[at]; return true;
        }
    }

    void write_day(int count)
    {
        const auto weekday = static_cast<std::size_t>(parts_.day_of_week);
        if (count <= 2)
            append_digits(out_, parts_.day, count);
        else
            out_ += count == 3 ? culture_.short_days[weekday] : culture_.days[weekday];
    }

    void write_month(int count, bool genitive)
    {
        const auto month = static_cast<std::size_t>(parts_.month - 1);
        if (count <= 2)
            append_digits(out_, parts_.month, count);
        else if (count == 3)
            out_ += (genitive ? culture_.short_genitive_months : culture_.short_months)[month];
        else
            out_ += (genitive ? culture_.genitive_months : culture_.months)[month];
    }

    void write_year(int count)
    {
        if (count <= 2)
            append_digits(out_, parts_.year % 100, count);
        else
            append_digits(out_, parts_.year, std::min(count, 10));
    }

    void write_half(int count)
    {
        const std::string_view text = parts_.hour < 12 ? culture_.am : culture_.pm;
        if (count > 1 || text.empty()) {
            out_ += text;
            return;
        }
        std::size_t length = 1; // the first character, which may have several bytes
        while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
        out_ += text.substr(0, length);
    }

    void write_offset(int count)
    {
        const int offset = date_.kind == DateKind::utc ? 0 : date_.offset_minutes;
        const int magnitude = offset < 0 ? -offset : offset;
        out_ += offset < 0 ? '-' : '+';
        append_digits(out_, magnitude / 60, count == 1 ? 1 : 2);
        if (count < 3) return;
        out_ += ':';
        append_digits(out_, magnitude % 60, 2);
    }

    void write_kind()
    {
        if (date_.kind == DateKind::utc)
            out_ += 'Z';
        else if (date_.kind != DateKind::unspecified)
            write_offset(3);
    }

    std::string& out_;
    const DateText& date_;
    const DateCulture& culture_;
    DateParts parts_;
};

DateText in_utc(const DateText& date)
{
    DateText utc = date;
    utc.ticks = std::clamp<std::int64_t>(date.ticks - date.offset_minutes * ticks_per_minute, 0, max_date_ticks);
    utc.kind = DateKind::utc;
    utc.offset_minutes = 0;
    return utc;
}

/// The custom format that a standard letter stands for. R, s, u and o look the same in every culture.
struct Standard
{
    std::string pattern;
    bool utc = false;
    bool invariant = false;
};

std::string joined(std::string_view a, std::string_view b)
{
    std::string text(a);
    text += ' ';
    text += b;
    return text;
}

std::optional<Standard> standard_format(char letter, DateKind kind, const DateCulture& culture)
{
    switch (letter) {
    case 'd': return Standard{std::string(culture.short_date)};
    case 'D': return Standard{std::string(culture.long_date)};
    case 'f': return Standard{joined(culture.long_date, culture.short_time)};
    case 'F': return Standard{full_date_time_pattern(culture)};
    case 'g': return Standard{joined(culture.short_date, culture.short_time)};
    case 'G': return Standard{joined(culture.short_date, culture.long_time)};
    case 'm':
    case 'M': return Standard{std::string(culture.month_day)};
    case 'o':
    case 'O': return Standard{"yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK", false, true};
    case 'r':
    case 'R': return Standard{"ddd, dd MMM yyyy HH':'mm':'ss 'GMT'", kind == DateKind::offset, true};
    case 's': return Standard{"yyyy'-'MM'-'dd'T'HH':'mm':'ss", false, true};
    case 't': return Standard{std::string(culture.short_time)};
    case 'T': return Standard{std::string(culture.long_time)};
    case 'u': return Standard{"yyyy'-'MM'-'dd HH':'mm':'ss'Z'", kind == DateKind::offset, true};
    case 'U':
        if (kind == DateKind::offset) return std::nullopt;
        return Standard{full_date_time_pattern(culture), kind != DateKind::utc};
    case 'y':
    case 'Y': return Standard{std::string(culture.year_month)};
    default: return std::nullopt;
    }
}

} // namespace

std::string full_date_time_pattern(const DateCulture& culture)
{
    if (culture.full_date_time.data() != nullptr) return std::string(culture.full_date_time);
    return joined(culture.long_date, culture.long_time);
}

DateFormatResult format_date(std::string& out, const DateText& date, std::string_view format, const DateCulture& culture)
{
    const std::size_t start = out.size();
    DateFormatResult result{};
    if (format.size() <= 1) {
        std::optional<Standard> standard = standard_format(format.empty() ? 'G' : format[0], date.kind, culture);
        if (!standard) return DateFormatResult::bad_format;
        if (format.empty() && date.kind == DateKind::offset) standard->pattern += " zzz";
        const DateText shown = standard->utc ? in_utc(date) : date;
        result = Writer(out, shown, standard->invariant ? invariant_culture().date : culture).write(standard->pattern);
    } else {
        result = Writer(out, date, culture).write(format);
    }
    if (result != DateFormatResult::ok) out.resize(start);
    return result;
}

namespace {

struct SpanParts
{
    bool negative;
    int days;
    int hours;
    int minutes;
    int seconds;
    int fraction;
};

SpanParts span_parts(std::int64_t ticks) noexcept
{
    const auto raw = static_cast<std::uint64_t>(ticks);
    const std::uint64_t magnitude = ticks < 0 ? 0 - raw : raw;
    return {ticks < 0,
            static_cast<int>(magnitude / ticks_per_day),
            static_cast<int>(magnitude / ticks_per_hour % 24),
            static_cast<int>(magnitude / ticks_per_minute % 60),
            static_cast<int>(magnitude / ticks_per_second % 60),
            static_cast<int>(magnitude % ticks_per_second)};
}

/// c: [-][d.]hh:mm:ss[.fffffff]; g: [-][d:]h:mm:ss[.FFFFFFF]; G: [-]d:hh:mm:ss.fffffff
void write_standard_span(std::string& out, const SpanParts& span, char letter, const NumberCulture& culture)
{
    const bool constant = letter != 'g' && letter != 'G';
    if (span.negative) out += '-';
    if (span.days > 0 || letter == 'G') {
        append_digits(out, span.days, 1);
        out += constant ? '.' : ':';
    }
    append_digits(out, span.hours, letter == 'g' ? 1 : 2);
    out += ':';
    append_digits(out, span.minutes, 2);
    out += ':';
    append_digits(out, span.seconds, 2);
    if (span.fraction == 0 && letter != 'G') return;
    out += constant ? std::string_view(".") : culture.decimal_separator;
    append_fraction(out, span.fraction, 7, letter == 'g');
}

/// A field of a custom time span format. False when it is none, or has too many letters.
bool write_span_field(std::string& out, const SpanParts& span, char c, int count)
{
    if (count > (c == 'd' ? 8 : c == 'f' || c == 'F' ? 7 : 2)) return false;
    switch (c) {
    case 'd': append_digits(out, span.days, count); return true;
    case 'h': append_digits(out, span.hours, count); return true;
    case 'm': append_digits(out, span.minutes, count); return true;
    case 's': append_digits(out, span.seconds, count); return true;
    case 'f': append_fraction(out, span.fraction, count, false); return true;
    case 'F': {
        std::string digits; // apart, so that a point in front stays
        append_fraction(digits, span.fraction, count, true);
        out += digits;
        return true;
    }
    default: return false;
    }
}

/// Custom formats write neither a sign nor any character that is not quoted or escaped.
DateFormatResult write_custom_span(std::string& out, const SpanParts& span, std::string_view format)
{
    for (std::size_t i = 0; i < format.size();) {
        const char c = format[i];
        if (c == '\'' || c == '"') {
            if (!append_literal(out, format, i)) return DateFormatResult::unmatched_quote;
            continue;
        }
        if (c == '\\' || c == '%') {
            if (i + 1 == format.size()) return DateFormatResult::bad_format;
            if (c == '\\')
                out += format[i + 1];
            else if (!write_span_field(out, span, format[i + 1], 1))
                return DateFormatResult::bad_format;
            i += 2;
            continue;
        }
        const std::size_t length = run_length(format, i);
        if (!write_span_field(out, span, c, static_cast<int>(std::min<std::size_t>(length, 100)))) return DateFormatResult::bad_format;
        i += length;
    }
    return DateFormatResult::ok;
}

} // namespace

DateFormatResult format_time_span(std::string& out, std::int64_t ticks, std::string_view format, const NumberCulture& culture)
{
    const SpanParts span = span_parts(ticks);
    if (format.size() <= 1) {
        const char letter = format.empty() ? 'c' : format[0];
        if (std::string_view("ctTgG").find(letter) == std::string_view::npos) return DateFormatResult::bad_format;
        write_standard_span(out, span, letter, culture);
        return DateFormatResult::ok;
    }
    const std::size_t start = out.size();
    const DateFormatResult result = write_custom_span(out, span, format);
    if (result != DateFormatResult::ok) out.resize(start);
    return result;
}

} // namespace kestrun::base
