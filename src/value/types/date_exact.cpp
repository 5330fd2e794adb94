#include "value/types/date_exact.hpp"
#include "base/format_date.hpp"
#include "base/text.hpp"
#include "value/calendar.hpp"
#include "value/date_parse.hpp"
#include <array>

namespace kestrun::value {
namespace {

using namespace calendar;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Walks text and format side by side.
class Matcher
{
public:
    Matcher(std::string_view text, std::string_view format, const base::DateCulture& culture, unsigned styles, ExactDate& out)
        : text_(text), format_(format), culture_(culture), styles_(styles), out_(out)
    {
    }
    ExactStatus run();

private:
    std::string_view text_, format_;
    const base::DateCulture& culture_;
    unsigned styles_;
    ExactDate& out_;
    size_t t_ = 0, f_ = 0;
    bool twelve_ = false;
    std::optional<bool> pm_;

    size_t run_length() const
    {
        size_t n = 1;
        while (f_ + n < format_.size() && format_[f_ + n] == format_[f_]) ++n;
        return n;
    }
    bool digits(size_t least, size_t most, int& out);
    bool number(size_t width, std::optional<int>& out, size_t most = 2);
    bool word(std::span<const std::string_view> words, std::optional<int>& out, int base);
    bool any_word(std::span<const std::string_view> a, std::span<const std::string_view> b, std::optional<int>& out, int base)
    {
        return word(a, out, base) || word(b, out, base);
    }
    bool literal(std::string_view expected)
    {
        if (!text_.substr(t_).starts_with(expected)) return false;
        t_ += expected.size();
        return true;
    }
    bool fraction(size_t width, bool optional);
    bool offset(size_t width, bool with_z);
    bool marker(size_t width);
    ExactStatus field(char c, size_t n);
    ExactStatus quoted(char quote);
    void skip_spaces()
    {
        while (t_ < text_.size() && is_space(text_[t_])) ++t_;
    }
};

bool Matcher::digits(size_t least, size_t most, int& out)
{
    size_t n = 0;
    int value = 0;
    while (n < most && t_ + n < text_.size() && is_digit(text_[t_ + n])) value = value * 10 + (text_[t_ + n++] - '0');
    if (n < least) return false;
    t_ += n;
    out = value;
    return true;
}

bool Matcher::number(size_t width, std::optional<int>& out, size_t most)
{
    int value = 0;
    if (!digits(width, std::max(width, most), value)) return false;
    if (out && *out != value) return false;
    out = value;
    return true;
}

bool Matcher::word(std::span<const std::string_view> words, std::optional<int>& out, int base)
{
    size_t best = 0;
    for (size_t i = 0; i < words.size(); ++i) {
        if (words[i].size() > best && base::ascii_iequals(text_.substr(t_, words[i].size()), words[i])) {
            best = words[i].size();
            out = static_cast<int>(i) + base;
        }
    }
    t_ += best;
    return best > 0;
}

bool Matcher::fraction(size_t width, bool optional)
{
    int64_t value = 0, unit = ticks_per_second / 10;
    size_t n = 0;
    for (; n < width && t_ < text_.size() && is_digit(text_[t_]); ++n, unit /= 10) value += (text_[t_++] - '0') * unit;
    if (!optional && n < width) return false;
    out_.fraction = value;
    return true;
}

/// z, zz, zzz; K also takes "Z" or nothing.
bool Matcher::offset(size_t width, bool with_z)
{
    if (with_z) {
        if (t_ >= text_.size() || (text_[t_] != '+' && text_[t_] != '-' && text_[t_] != 'Z')) return true;
        width = 3;
    }
    if (t_ < text_.size() && text_[t_] == 'Z') {
        ++t_;
        out_.utc = true;
        return true;
    }
    if (t_ >= text_.size() || (text_[t_] != '+' && text_[t_] != '-')) return false;
    const int sign = text_[t_++] == '-' ? -1 : 1;
    int hours = 0, minutes = 0;
    if (!digits(width == 1 ? 1 : 2, 2, hours)) return false;
    if (width >= 3) {
        if (t_ < text_.size() && text_[t_] == ':') ++t_;
        if (!digits(2, 2, minutes)) return false;
    }
    if (hours > 14 || minutes > 59) return false;
    out_.offset_minutes = sign * (hours * 60 + minutes);
    return true;
}

bool Matcher::marker(size_t width)
{
    const std::string_view am = width == 1 ? culture_.am.substr(0, 1) : culture_.am;
    const std::string_view pm = width == 1 ? culture_.pm.substr(0, 1) : culture_.pm;
    if (!am.empty() && base::ascii_iequals(text_.substr(t_, am.size()), am)) {
        pm_ = false;
        t_ += am.size();
        return true;
    }
    if (!pm.empty() && base::ascii_iequals(text_.substr(t_, pm.size()), pm)) {
        pm_ = true;
        t_ += pm.size();
        return true;
    }
    return false;
}

ExactStatus Matcher::quoted(char quote)
{
    ++f_;
    for (; f_ < format_.size() && format_[f_] != quote; ++f_) {
        if (format_[f_] == '\\' && f_ + 1 < format_.size()) ++f_;
        if (!literal(format_.substr(f_, 1))) return ExactStatus::NoMatch;
    }
    if (f_ >= format_.size()) return ExactStatus::BadFormat;
    ++f_;
    return ExactStatus::Ok;
}

ExactStatus Matcher::field(char c, size_t n)
{
    bool ok = false;
    switch (c) {
    case 'y':
        if (n <= 2) {
            ok = number(n, out_.year);
            if (ok && *out_.year < 100) out_.year = *out_.year + (*out_.year <= 49 ? 2000 : 1900); // TwoDigitYearMax 2049
        } else {
            ok = number(n, out_.year, n);
        }
        break;
    case 'M':
        if (n <= 2)
            ok = number(n, out_.month);
        else if (n == 3)
            ok = any_word(culture_.short_months, culture_.short_genitive_months, out_.month, 1);
        else
            ok = any_word(culture_.months, culture_.genitive_months, out_.month, 1);
        break;
    case 'd':
        if (n <= 2)
            ok = number(n, out_.day);
        else
            ok = n == 3 ? word(culture_.short_days, out_.day_of_week, 0) : word(culture_.days, out_.day_of_week, 0);
        break;
    case 'h': twelve_ = true; [[fallthrough]];
    case 'H': ok = number(std::min<size_t>(n, 2), out_.hour); break;
    case 'm': ok = number(std::min<size_t>(n, 2), out_.minute); break;
    case 's': ok = number(std::min<size_t>(n, 2), out_.second); break;
    case 'f': ok = n <= 7 && fraction(n, false); break;
    case 'F': ok = n <= 7 && fraction(n, true); break;
    case 't': ok = marker(n); break;
    case 'z': ok = offset(n, false); break;
    case 'K': ok = offset(3, true); break;
    case 'g': ok = literal(culture_.era); break;
    default: return ExactStatus::BadFormat;
    }
    return ok ? ExactStatus::Ok : ExactStatus::NoMatch;
}

ExactStatus Matcher::run()
{
    if (styles_ & date_style::AllowLeadingWhite) skip_spaces();
    const bool inner = (styles_ & date_style::AllowInnerWhite) != 0;
    while (f_ < format_.size()) {
        const char c = format_[f_];
        if (inner) skip_spaces();
        ExactStatus status = ExactStatus::Ok;
        if (std::string_view("yMdhHmsfFtzKg").find(c) != std::string_view::npos) {
            const size_t n = c == 'K' ? 1 : run_length();
            f_ += n;
            status = field(c, n);
        } else if (c == '\'' || c == '"') {
            status = quoted(c);
        } else if (c == '\\') {
            if (++f_ >= format_.size()) return ExactStatus::BadFormat;
            status = literal(format_.substr(f_++, 1)) ? ExactStatus::Ok : ExactStatus::NoMatch;
        } else if (c == '%') {
            ++f_;
        } else if (c == '/' || c == ':') {
            ++f_;
            status = literal(c == '/' ? culture_.date_separator : culture_.time_separator) ? ExactStatus::Ok : ExactStatus::NoMatch;
        } else if (c == '.' && f_ + 1 < format_.size() && format_[f_ + 1] == 'F') {
            ++f_; // ".FFF": the point is there only with digits
            if (t_ < text_.size() && text_[t_] == '.') ++t_;
        } else if (inner && is_space(c)) {
            ++f_;
        } else {
            if (c == 'Z' && t_ < text_.size() && text_[t_] == 'Z') out_.utc = true;
            ++f_;
            status = literal({&c, 1}) ? ExactStatus::Ok : ExactStatus::NoMatch;
        }
        if (status != ExactStatus::Ok) return status;
    }
    if (styles_ & date_style::AllowTrailingWhite) skip_spaces();
    if (t_ != text_.size()) return ExactStatus::NoMatch;
    if (twelve_ && out_.hour) {
        if (*out_.hour > 12) return ExactStatus::NoMatch;
        if (*out_.hour == 12) out_.hour = 0;
        if (pm_.value_or(false)) out_.hour = *out_.hour + 12;
    } else if (pm_.value_or(false) && out_.hour && *out_.hour < 12) {
        out_.hour = *out_.hour + 12;
    }
    return ExactStatus::Ok;
}

} // namespace

std::optional<std::string> standard_pattern(char letter, const base::DateCulture& culture)
{
    const auto text = [](std::string_view s) { return std::string(s); };
    switch (letter) {
    case 'd': return text(culture.short_date);
    case 'D': return text(culture.long_date);
    case 't': return text(culture.short_time);
    case 'T': return text(culture.long_time);
    case 'f': return text(culture.long_date) + " " + text(culture.short_time);
    case 'F':
    case 'U': return base::full_date_time_pattern(culture);
    case 'g': return text(culture.short_date) + " " + text(culture.short_time);
    case 'G': return text(culture.short_date) + " " + text(culture.long_time);
    case 'm':
    case 'M': return text(culture.month_day);
    case 'y':
    case 'Y': return text(culture.year_month);
    case 'o':
    case 'O': return "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK";
    case 'r':
    case 'R': return "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'";
    case 's': return "yyyy'-'MM'-'dd'T'HH':'mm':'ss";
    case 'u': return "yyyy'-'MM'-'dd HH':'mm':'ss'Z'";
    default: return std::nullopt;
    }
}

ExactStatus parse_exact_date(std::string_view text, std::string_view format, const base::DateCulture& culture, unsigned styles,
                             ExactDate& out)
{
    out = {};
    if (format.empty()) return ExactStatus::BadFormat;
    std::string pattern(format);
    const base::DateCulture* words = &culture;
    if (format.size() == 1) {
        const auto standard = standard_pattern(format[0], culture);
        if (!standard) return ExactStatus::BadFormat;
        pattern = *standard;
        if (std::string_view("oOrRsu").find(format[0]) != std::string_view::npos) words = &base::invariant_culture().date;
    }
    const ExactStatus status = Matcher(text, pattern, *words, styles, out).run();
    if (status != ExactStatus::Ok) return status;
    if (out.day_of_week && out.year && out.month && out.day && is_valid_date(*out.year, *out.month, *out.day) &&
        base::date_parts(base::date_ticks(*out.year, *out.month, *out.day)).day_of_week != *out.day_of_week) {
        return ExactStatus::BadDayOfWeek;
    }
    int64_t ticks = 0;
    return exact_ticks(out, styles, ticks) ? ExactStatus::Ok : ExactStatus::BadDate;
}

bool exact_ticks(const ExactDate& date, unsigned styles, int64_t& out)
{
    int year = 1, month = 1, day = 1;
    if (date.year || date.month || date.day) {
        const bool today = !(styles & date_style::NoCurrentDateDefault);
        const int64_t utc = base::utc_now_ticks();
        const base::DateParts now = base::date_parts(utc + offset_at_utc(utc));
        year = date.year.value_or(today ? now.year : 1);
        month = date.month.value_or(1);
        day = date.day.value_or(1);
    } else if (!(styles & date_style::NoCurrentDateDefault)) {
        const int64_t utc = base::utc_now_ticks();
        const base::DateParts now = base::date_parts(utc + offset_at_utc(utc));
        year = now.year;
        month = now.month;
        day = now.day;
    }
    const int hour = date.hour.value_or(0), minute = date.minute.value_or(0), second = date.second.value_or(0);
    if (!is_valid_date(year, month, day) || hour > 23 || minute > 59 || second > 59) return false;
    out = base::date_ticks(year, month, day) + time_ticks(hour, minute, second, date.fraction);
    return true;
}

namespace {

/// One attempt of a TimeSpan format; custom formats stand for themselves, "c", "g", "G" for the forms their letters print.
ExactStatus parse_custom_span(std::string_view text, std::string_view format, int64_t& out)
{
    int64_t days = 0, hours = 0, minutes = 0, seconds = 0, fraction = 0;
    size_t t = 0;
    const auto number = [&](size_t least, size_t most, int64_t& value) {
        size_t n = 0;
        value = 0;
        while (n < most && t < text.size() && is_digit(text[t])) {
            value = value * 10 + (text[t++] - '0');
            ++n;
        }
        return n >= least;
    };
    for (size_t f = 0; f < format.size();) {
        const char c = format[f];
        size_t n = 1;
        while (f + n < format.size() && format[f + n] == c) ++n;
        bool ok = true;
        switch (c) {
        case 'd': ok = n <= 8 && number(n, n == 1 ? 8 : n, days); break;
        case 'h': ok = n <= 2 && number(n, 2, hours); break;
        case 'm': ok = n <= 2 && number(n, 2, minutes); break;
        case 's': ok = n <= 2 && number(n, 2, seconds); break;
        case 'f':
        case 'F': {
            int64_t unit = ticks_per_second / 10;
            size_t k = 0;
            fraction = 0;
            for (; k < n && t < text.size() && is_digit(text[t]); ++k, unit /= 10) fraction += (text[t++] - '0') * unit;
            ok = n <= 7 && (c == 'F' || k == n);
            break;
        }
        case '\\':
            if (f + 1 >= format.size()) return ExactStatus::BadFormat;
            n = 2;
            ok = t < text.size() && text[t++] == format[f + 1];
            break;
        case '%': n = 1; break;
        case '\'':
        case '"': {
            const size_t end = format.find(c, f + 1);
            if (end == std::string_view::npos) return ExactStatus::BadFormat;
            const std::string_view expected = format.substr(f + 1, end - f - 1);
            ok = text.substr(t).starts_with(expected);
            t += expected.size();
            n = end - f + 1;
            break;
        }
        default: return ExactStatus::BadFormat;
        }
        if (!ok) return ExactStatus::NoMatch;
        f += n;
    }
    if (t != text.size() || hours > 23 || minutes > 59 || seconds > 59) return ExactStatus::NoMatch;
    out = days * ticks_per_day + hours * ticks_per_hour + minutes * ticks_per_minute + seconds * ticks_per_second + fraction;
    return ExactStatus::Ok;
}

} // namespace

ExactStatus parse_exact_time_span(std::string_view text, std::string_view format, int64_t& out)
{
    if (format.empty()) return ExactStatus::BadFormat;
    if (format.size() > 1) return parse_custom_span(text, format, out);
    const std::string_view body = text.starts_with('-') ? text.substr(1) : text;
    static constexpr std::array<std::string_view, 9> general{
        R"(d\:h\:mm\:ss\.FFFFFFF)",  R"(d\:h\:mm\:ss)", R"(h\:mm\:ss\.FFFFFFF)", R"(h\:mm\:ss)", R"(h\:mm)", R"(d\:h\:mm)", "%d",
        R"(d\.hh\:mm\:ss\.FFFFFFF)", R"(d\.hh\:mm\:ss)"};
    static constexpr std::array<std::string_view, 6> constant{
        R"(d\.hh\:mm\:ss\.fffffff)", R"(d\.hh\:mm\:ss)", R"(hh\:mm\:ss\.fffffff)", R"(hh\:mm\:ss)", R"(hh\:mm)", "%d"};
    const std::span<const std::string_view> forms = std::string_view("ctT").find(format[0]) != std::string_view::npos
                                                        ? std::span<const std::string_view>(constant)
                                                        : std::span<const std::string_view>(general);
    if (std::string_view("ctTgG").find(format[0]) == std::string_view::npos) return ExactStatus::BadFormat;
    for (const std::string_view form : forms) {
        if (parse_custom_span(body, form, out) == ExactStatus::Ok) {
            if (text.starts_with('-')) out = -out;
            return ExactStatus::Ok;
        }
    }
    return ExactStatus::NoMatch;
}

} // namespace kestrun::value
