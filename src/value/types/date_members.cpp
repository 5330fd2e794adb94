#include "value/types/date_members.hpp"
#include <cmath>

namespace kestrun::value {

using namespace calendar;

int64_t checked_ticks(Int128 ticks, std::string_view parameter)
{
    if (ticks < 0 || ticks > max_ticks) {
        throw_range("The added or subtracted value results in an un-representable DateTime.", parameter);
    }
    return static_cast<int64_t>(ticks);
}

int64_t add_units(int64_t ticks, double value, int64_t unit)
{
    const double most = static_cast<double>(max_ticks) / static_cast<double>(unit);
    if (!(std::fabs(value) <= most)) throw_range("Value to add was out of range.", "value");
    const double whole = std::trunc(value);
    const Int128 added = static_cast<Int128>(whole) * unit + static_cast<int64_t>((value - whole) * static_cast<double>(unit));
    return checked_ticks(ticks + added);
}

int64_t add_months(int64_t ticks, int32_t months)
{
    if (months < -120000 || months > 120000) throw_range("Months value must be between +/-120000.", "months");
    const base::DateParts p = base::date_parts(ticks);
    const int total = p.year * 12 + p.month - 1 + months;
    const int year = total / 12, month = total % 12 + 1;
    if (total < 12 || year > 9999) throw_range("The added or subtracted value results in an un-representable DateTime.", "months");
    return base::date_ticks(year, month, std::min(p.day, days_in_month(year, month))) + ticks % ticks_per_day;
}

int64_t add_years(int64_t ticks, int32_t years)
{
    if (years < -10000 || years > 10000) throw_range("Years value must be between +/-10000.", "value");
    const base::DateParts p = base::date_parts(ticks);
    const int year = p.year + years;
    if (year < 1 || year > 9999) throw_range("The added or subtracted value results in an un-representable DateTime.", "value");
    return base::date_ticks(year, p.month, std::min(p.day, days_in_month(year, p.month))) + ticks % ticks_per_day;
}

int64_t date_from_parts(const Call& c)
{
    size_t n = 0;
    while (n < c.args.size() && c.args[n].is_int32()) ++n;
    const auto part = [&](size_t i) { return i < n ? i32(c, i) : 0; };
    if (!is_valid_date(part(0), part(1), part(2))) {
        throw_native("System.ArgumentOutOfRangeException", "Year, Month, and Day parameters describe an un-representable DateTime.");
    }
    if (part(3) < 0 || part(3) > 23 || part(4) < 0 || part(4) > 59 || part(5) < 0 || part(5) > 59) {
        throw_native("System.ArgumentOutOfRangeException", "Hour, Minute, and Second parameters describe an un-representable DateTime.");
    }
    if (part(6) < 0 || part(6) > 999) throw_range("Valid values are between 0 and 999, inclusive.", "millisecond");
    if (part(7) < 0 || part(7) > 999) throw_range("Valid values are between 0 and 999, inclusive.", "microsecond");
    return base::date_ticks(part(0), part(1), part(2)) +
           time_ticks(part(3), part(4), part(5), part(6) * ticks_per_millisecond + part(7) * 10);
}

Value date_part(int64_t ticks, DatePart part)
{
    const base::DateParts p = base::date_parts(ticks);
    switch (part) {
    case DatePart::Year: return Value(p.year);
    case DatePart::Month: return Value(p.month);
    case DatePart::Day: return Value(p.day);
    case DatePart::Hour: return Value(p.hour);
    case DatePart::Minute: return Value(p.minute);
    case DatePart::Second: return Value(p.second);
    case DatePart::Millisecond: return Value(static_cast<int32_t>(p.fraction / static_cast<int>(ticks_per_millisecond)));
    case DatePart::Microsecond: return Value(static_cast<int32_t>(p.fraction / 10 % 1000));
    case DatePart::Nanosecond: return Value(static_cast<int32_t>(p.fraction % 10 * 100));
    case DatePart::DayOfYear: return Value(base::day_of_year(p));
    case DatePart::DayOfWeek: return enum_value("System.DayOfWeek", p.day_of_week);
    }
    return {};
}

Value to_universal(const Value& date)
{
    if (date.date_kind() == DateKind::Utc) return date;
    return date_value(std::clamp<int64_t>(to_utc(date), 0, max_ticks), DateKind::Utc);
}

Value to_local(const Value& date)
{
    if (date.date_kind() == DateKind::Local) return date;
    const int64_t utc = date.as_int64();
    return date_value(std::clamp<int64_t>(utc + offset_at_utc(utc), 0, max_ticks), DateKind::Local);
}

Value span(int64_t ticks) { return Value::time_span(ticks); }

unsigned date_styles(const Call& c)
{
    for (const Value& arg : c.args) {
        if (arg.tag() == Tag::Enum) return static_cast<unsigned>(arg.as_int64());
    }
    return 0;
}

const base::Culture& date_culture(const Call& c)
{
    for (const Value& arg : c.args) {
        if (const auto* culture = arg.as<CultureInfo>()) return culture->get();
    }
    return current_culture();
}

std::vector<std::string> formats_of(const Value& value)
{
    if (value.is_string()) return {std::string(text_of(value))};
    return texts(value);
}

void throw_not_a_date(std::string_view source)
{
    throw_native("System.FormatException", "String '" + std::string(source) + "' was not recognized as a valid DateTime.");
}

bool parse_exact(const Call& c, ExactDate& out, int64_t& ticks, bool quiet)
{
    const std::string_view source = text(c, 0);
    if (c.args[1].is_null() && !quiet) require(c, 1, "format");
    ExactStatus last = ExactStatus::NoMatch;
    const std::vector<std::string> formats = formats_of(c.args[1]);
    for (const std::string& format : formats) {
        last = parse_exact_date(source, format, date_culture(c).date, date_styles(c), out);
        if (last == ExactStatus::Ok) return exact_ticks(out, date_styles(c), ticks);
        if (last == ExactStatus::BadFormat && !quiet) {
            throw_native("System.FormatException", "Format specifier '" + format + "' was invalid.");
        }
    }
    if (quiet) return false;
    if (formats.size() == 1 && last == ExactStatus::BadDate) {
        throw_native("System.FormatException", "The DateTime represented by the string '" + std::string(source) +
                                                   "' is not supported in calendar 'System.Globalization.GregorianCalendar'.");
    }
    if (formats.size() == 1 && last == ExactStatus::BadDayOfWeek) {
        throw_native("System.FormatException",
                     "String '" + std::string(source) + "' was not recognized as a valid DateTime because the day of week was incorrect.");
    }
    throw_not_a_date(source);
}

Value exact_date_value(const ExactDate& date, int64_t ticks, unsigned styles)
{
    const bool universal = (styles & date_style::AdjustToUniversal) != 0;
    if (date.offset_minutes || date.utc) {
        const int64_t utc = std::clamp<int64_t>(ticks - int64_t{date.offset_minutes.value_or(0)} * ticks_per_minute, 0, max_ticks);
        if ((styles & date_style::RoundtripKind) && date.utc) return date_value(utc, DateKind::Utc);
        const Value result = date_value(utc, DateKind::Utc);
        return universal ? result : to_local(result);
    }
    if (styles & date_style::AssumeUniversal) {
        const Value result = date_value(ticks, DateKind::Utc);
        return universal ? result : to_local(result);
    }
    if (styles & date_style::AssumeLocal) {
        const Value result = date_value(ticks, DateKind::Local);
        return universal ? to_universal(result) : result;
    }
    return date_value(ticks, DateKind::Unspecified);
}

Value date_to_string(Call& c)
{
    if (c.args.empty()) return Value(dotnet_text(c.self));
    const std::string_view format = c.args[0].is_string() ? text(c, 0) : std::string_view();
    const Value& last = c.args.back();
    if (c.args.size() == 2 || (!last.is_string() && !last.is_null())) return Value(format_value(c.self, format, provider_culture(last)));
    return Value(format_value(c.self, format));
}

} // namespace kestrun::value
