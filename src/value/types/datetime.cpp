// System.DateTime.
#include "value/culture.hpp"
#include "value/types/all_types.hpp"
#include "value/types/date_members.hpp"
#include "value/types/string_members.hpp"
#include <cmath>

namespace kestrun::value {
namespace {

using namespace calendar;

constexpr int64_t file_time_epoch = 504'911'232'000'000'000; // 1601-01-01
constexpr int64_t oa_epoch = 599'264'352'000'000'000;        // 1899-12-30

int64_t ticks(const Call& c) { return c.self.as_int64(); }
/// Same kind, other ticks.
Value moved(const Call& c, int64_t to) { return date_value(to, c.self.date_kind()); }

DateKind kind_arg(const Call& c, size_t i)
{
    const int64_t kind = enum_arg(c, i);
    if (kind < 0 || kind > 2) throw_argument("System.ArgumentException", "Invalid DateTimeKind value.", "kind");
    return static_cast<DateKind>(kind);
}

Value from_ticks(Call& c)
{
    const int64_t t = i64(c, 0);
    if (t < 0 || t > max_ticks) throw_range("Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.", "ticks");
    return date_value(t, c.args.size() > 1 ? kind_arg(c, 1) : DateKind::Unspecified);
}

Value from_parts(Call& c)
{
    const Value& last = c.args.back();
    return date_value(date_from_parts(c), last.tag() == Tag::Enum ? kind_arg(c, c.args.size() - 1) : DateKind::Unspecified);
}

template <DatePart Part>
Value part(Call& c)
{
    return date_part(ticks(c), Part);
}

template <int64_t Unit>
Value add(Call& c)
{
    return moved(c, add_units(ticks(c), f64(c, 0), Unit));
}

Value now()
{
    const int64_t utc = base::utc_now_ticks();
    return date_value(utc + offset_at_utc(utc), DateKind::Local);
}

Value subtract(Call& c)
{
    if (c.args[0].tag() == Tag::TimeSpan) return moved(c, checked_ticks(Int128{ticks(c)} - i64(c, 0)));
    return span(ticks(c) - i64(c, 0));
}

void check_year(int32_t year)
{
    if (year < 1 || year > 9999) throw_range("Year must be between 1 and 9999.", "year");
}

Value month_days(Call& c)
{
    const int32_t year = i32(c, 0), month = i32(c, 1);
    if (month < 1 || month > 12) {
        throw_native("System.ArgumentOutOfRangeException",
                     "Month must be between one and twelve. (Parameter 'month')\nActual value was " + std::to_string(month) + ".");
    }
    check_year(year);
    return Value(days_in_month(year, month));
}

Value parse(Call& c)
{
    require(c, 0, "s");
    Value result;
    std::string error;
    if (!parse_date(text(c, 0), date_styles(c), result, error)) throw_native("System.FormatException", error);
    return result;
}

Value try_parse(Call& c)
{
    Value result;
    std::string error;
    const bool ok = c.args[0].is_string() && parse_date(text(c, 0), date_styles(c), result, error);
    c.args.back() = ok ? result : date_value(0, DateKind::Unspecified);
    return Value(ok);
}

Value parse_exactly(Call& c)
{
    require(c, 0, "s");
    ExactDate date;
    int64_t t = 0;
    parse_exact(c, date, t, false);
    return exact_date_value(date, t, date_styles(c));
}

Value try_parse_exactly(Call& c)
{
    ExactDate date;
    int64_t t = 0;
    const bool ok = c.args[0].is_string() && parse_exact(c, date, t, true);
    c.args.back() = ok ? exact_date_value(date, t, date_styles(c)) : date_value(0, DateKind::Unspecified);
    return Value(ok);
}

Value compare(Call& c)
{
    const int64_t a = i64(c, 0), b = i64(c, 1);
    return Value(a < b ? -1 : a > b ? 1 : 0);
}

Value compare_to(Call& c)
{
    if (is_null(c, 0)) return Value(1);
    if (c.args[0].tag() != Tag::DateTime) throw_native("System.ArgumentException", "Object must be of type DateTime.");
    return Value(ticks(c) < i64(c, 0) ? -1 : ticks(c) > i64(c, 0) ? 1 : 0);
}

Value equals(Call& c) { return Value(c.args[0].tag() == Tag::DateTime && ticks(c) == i64(c, 0)); }

Value from_oa(Call& c)
{
    const double d = f64(c, 0);
    if (!(d > -657435.0 && d < 2958466.0)) throw_native("System.ArgumentException", "Not a legal OleAut date.");
    // The fraction is the time of day also of negative dates; a millisecond is the finest it knows.
    auto ms = static_cast<int64_t>(d * 86'400'000.0 + (d >= 0 ? 0.5 : -0.5));
    if (ms < 0) ms -= ms % 86'400'000 * 2;
    return date_value(oa_epoch + ms * ticks_per_millisecond, DateKind::Unspecified);
}

Value to_oa(Call& c)
{
    int64_t ms = (ticks(c) - oa_epoch) / ticks_per_millisecond;
    if (ms < 0) {
        const int64_t fraction = ms % 86'400'000;
        if (fraction != 0) ms -= (86'400'000 + fraction) * 2;
    }
    return Value(static_cast<double>(ms) / 86'400'000.0);
}

Value from_binary(Call& c)
{
    const auto data = static_cast<uint64_t>(i64(c, 0));
    const auto t = static_cast<int64_t>(data & 0x3FFFFFFFFFFFFFFFull);
    if (t > max_ticks) {
        throw_argument("System.ArgumentException",
                       "The binary data must result in a DateTime with ticks between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.",
                       "dateData");
    }
    if (data >> 62 >= 2) return to_local(date_value(t, DateKind::Utc));
    return date_value(t, static_cast<DateKind>(data >> 62));
}

Value to_binary(Call& c)
{
    if (c.self.date_kind() == DateKind::Local) return Value(static_cast<int64_t>(uint64_t(to_utc(c.self)) | (uint64_t{2} << 62)));
    return Value(static_cast<int64_t>(uint64_t(ticks(c)) | (uint64_t(c.self.date_kind()) << 62)));
}

Value from_file_time_utc(Call& c) { return date_value(checked_ticks(Int128{i64(c, 0)} + file_time_epoch, "fileTime"), DateKind::Utc); }
Value from_file_time(Call& c) { return to_local(from_file_time_utc(c)); }
Value to_file_time(Call& c) { return Value(to_utc(c.self) - file_time_epoch); }
Value to_file_time_utc(Call& c)
{
    const int64_t t = c.self.date_kind() == DateKind::Local ? to_utc(c.self) : ticks(c);
    if (t < file_time_epoch) throw_range("Not a valid Win32 FileTime.", "");
    return Value(t - file_time_epoch);
}

Value daylight(Call& c)
{
    if (c.self.date_kind() == DateKind::Utc) return Value(false);
    const int64_t here = offset_at_local(ticks(c));
    const base::DateParts p = base::date_parts(ticks(c));
    const int64_t january = offset_at_local(base::date_ticks(p.year, 1, 1)), july = offset_at_local(base::date_ticks(p.year, 7, 1));
    return Value(january != july && here == std::max(january, july));
}

Value all_formats(Call& c)
{
    std::vector<Value> result;
    const bool one = !c.args.empty() && c.args[0].tag() == Tag::Char;
    const std::string wanted = one ? piece(c.args[0]) : std::string();
    if (one && (wanted.size() != 1 || std::string_view("dDfFgGmMoOrRstTuUyY").find(wanted[0]) == std::string_view::npos))
        throw_native("System.FormatException", "Input string was not in a correct format.");
    for (const char letter : one ? std::string_view(wanted) : std::string_view("dDfFgGmMoOrRstTuUyY")) {
        result.emplace_back(format_value(c.self, std::string_view(&letter, 1), date_culture(c)));
    }
    return string_array(std::move(result));
}

constexpr MemberDef members[] = {
    ctor("long ticks", from_ticks),
    ctor("long ticks, System.DateTimeKind kind", from_ticks),
    ctor("int year, int month, int day", from_parts),
    ctor("int year, int month, int day, int hour, int minute, int second", from_parts),
    ctor("int year, int month, int day, int hour, int minute, int second, System.DateTimeKind kind", from_parts),
    ctor("int year, int month, int day, int hour, int minute, int second, int millisecond", from_parts),
    ctor("int year, int month, int day, int hour, int minute, int second, int millisecond, System.DateTimeKind kind", from_parts),
    ctor("int year, int month, int day, int hour, int minute, int second, int millisecond, int microsecond", from_parts),
    ctor("int year, int month, int day, int hour, int minute, int second, int millisecond, int microsecond, System.DateTimeKind kind",
         from_parts),
    prop("Date", "datetime", [](Call& c) { return moved(c, ticks(c) - ticks(c) % ticks_per_day); }),
    prop("Day", "int", part<DatePart::Day>),
    prop("DayOfWeek", "System.DayOfWeek", part<DatePart::DayOfWeek>),
    prop("DayOfYear", "int", part<DatePart::DayOfYear>),
    prop("Hour", "int", part<DatePart::Hour>),
    prop("Kind", "System.DateTimeKind",
         [](Call& c) { return enum_value("System.DateTimeKind", static_cast<int64_t>(c.self.date_kind())); }),
    prop("Millisecond", "int", part<DatePart::Millisecond>),
    prop("Microsecond", "int", part<DatePart::Microsecond>),
    prop("Nanosecond", "int", part<DatePart::Nanosecond>),
    prop("Minute", "int", part<DatePart::Minute>),
    prop("Month", "int", part<DatePart::Month>),
    prop("Second", "int", part<DatePart::Second>),
    prop("Ticks", "long", [](Call& c) { return Value(ticks(c)); }),
    prop("TimeOfDay", "timespan", [](Call& c) { return span(ticks(c) % ticks_per_day); }),
    prop("Year", "int", part<DatePart::Year>),
    // A script property that PowerShell's type data add to every DateTime.
    prop("DateTime", "System.Object", [](Call& c) { return Value(format_value(c.self, "F", current_culture())); }),
    sprop("Now", "datetime", [](Call&) { return now(); }),
    sprop("Today", "datetime",
          [](Call&) {
              const Value today = now();
              return date_value(today.as_int64() - today.as_int64() % ticks_per_day, DateKind::Local);
          }),
    sprop("UtcNow", "datetime", [](Call&) { return date_value(base::utc_now_ticks(), DateKind::Utc); }),
    sprop("MinValue", "datetime", [](Call&) { return date_value(0, DateKind::Unspecified); }),
    sprop("MaxValue", "datetime", [](Call&) { return date_value(max_ticks, DateKind::Unspecified); }),
    sprop("UnixEpoch", "datetime", [](Call&) { return date_value(base::unix_epoch_ticks, DateKind::Utc); }),
    meth("Add", "timespan value", "datetime", [](Call& c) { return moved(c, checked_ticks(Int128{ticks(c)} + i64(c, 0))); }),
    meth("AddDays", "double value", "datetime", add<ticks_per_day>),
    meth("AddHours", "double value", "datetime", add<ticks_per_hour>),
    meth("AddMilliseconds", "double value", "datetime", add<ticks_per_millisecond>),
    meth("AddMicroseconds", "double value", "datetime", add<10>),
    meth("AddMinutes", "double value", "datetime", add<ticks_per_minute>),
    meth("AddMonths", "int months", "datetime", [](Call& c) { return moved(c, add_months(ticks(c), i32(c, 0))); }),
    meth("AddSeconds", "double value", "datetime", add<ticks_per_second>),
    meth("AddTicks", "long value", "datetime", [](Call& c) { return moved(c, checked_ticks(Int128{ticks(c)} + i64(c, 0))); }),
    meth("AddYears", "int value", "datetime", [](Call& c) { return moved(c, add_years(ticks(c), i32(c, 0))); }),
    smeth("Compare", "datetime t1, datetime t2", "int", compare),
    meth("CompareTo", "System.Object value", "int", compare_to),
    meth("CompareTo", "datetime value", "int", compare_to),
    smeth("DaysInMonth", "int year, int month", "int", month_days),
    meth("Equals", "System.Object value", "bool", equals),
    meth("Equals", "datetime value", "bool", equals),
    smeth("Equals", "datetime t1, datetime t2", "bool", [](Call& c) { return Value(i64(c, 0) == i64(c, 1)); }),
    smeth("FromBinary", "long dateData", "datetime", from_binary),
    smeth("FromFileTime", "long fileTime", "datetime", from_file_time),
    smeth("FromFileTimeUtc", "long fileTime", "datetime", from_file_time_utc),
    smeth("FromOADate", "double d", "datetime", from_oa),
    meth("GetDateTimeFormats", "", "string[]", all_formats),
    meth("GetDateTimeFormats", "char format", "string[]", all_formats),
    meth("GetDateTimeFormats", "System.IFormatProvider provider", "string[]", all_formats),
    meth("GetDateTimeFormats", "char format, System.IFormatProvider provider", "string[]", all_formats),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(ticks(c) ^ (ticks(c) >> 32))); }),
    meth("GetTypeCode", "", "System.TypeCode", [](Call&) { return enum_value("System.TypeCode", 16); }),
    meth("IsDaylightSavingTime", "", "bool", daylight),
    smeth("IsLeapYear", "int year", "bool", [](Call& c) { return check_year(i32(c, 0)), Value(is_leap_year(i32(c, 0))); }),
    smeth("Parse", "string s", "datetime", parse),
    smeth("Parse", "string s, System.IFormatProvider provider", "datetime", parse),
    smeth("Parse", "string s, System.IFormatProvider provider, System.Globalization.DateTimeStyles styles", "datetime", parse),
    smeth("ParseExact", "string s, string format, System.IFormatProvider provider", "datetime", parse_exactly),
    smeth("ParseExact", "string s, string format, System.IFormatProvider provider, System.Globalization.DateTimeStyles style", "datetime",
          parse_exactly),
    smeth("ParseExact", "string s, string[] formats, System.IFormatProvider provider, System.Globalization.DateTimeStyles style",
          "datetime", parse_exactly),
    smeth("SpecifyKind", "datetime value, System.DateTimeKind kind", "datetime",
          [](Call& c) { return date_value(i64(c, 0), kind_arg(c, 1)); }),
    meth("Subtract", "datetime value", "timespan", subtract),
    meth("Subtract", "timespan value", "datetime", subtract),
    meth("ToBinary", "", "long", to_binary),
    meth("ToFileTime", "", "long", to_file_time),
    meth("ToFileTimeUtc", "", "long", to_file_time_utc),
    meth("ToLocalTime", "", "datetime", [](Call& c) { return to_local(c.self); }),
    meth("ToLongDateString", "", "string", date_format<'D'>),
    meth("ToLongTimeString", "", "string", date_format<'T'>),
    meth("ToShortDateString", "", "string", date_format<'d'>),
    meth("ToShortTimeString", "", "string", date_format<'t'>),
    meth("ToOADate", "", "double", to_oa),
    meth("ToString", "", "string", date_to_string),
    meth("ToString", "string format", "string", date_to_string),
    meth("ToString", "System.IFormatProvider provider", "string", date_to_string),
    meth("ToString", "string format, System.IFormatProvider provider", "string", date_to_string),
    meth("ToUniversalTime", "", "datetime", [](Call& c) { return to_universal(c.self); }),
    smeth("TryParse", "string s, out datetime result", "bool", try_parse),
    smeth("TryParse", "string s, System.IFormatProvider provider, out datetime result", "bool", try_parse),
    smeth("TryParse", "string s, System.IFormatProvider provider, System.Globalization.DateTimeStyles styles, out datetime result", "bool",
          try_parse),
    smeth("TryParseExact",
          "string s, string format, System.IFormatProvider provider, System.Globalization.DateTimeStyles style, out datetime result",
          "bool", try_parse_exactly),
    smeth("TryParseExact",
          "string s, string[] formats, System.IFormatProvider provider, System.Globalization.DateTimeStyles style, out datetime result",
          "bool", try_parse_exactly),
};

constexpr TypeDef table[] = {
    {"System.DateTime", "System.ValueType", TypeFlags::ValueType | TypeFlags::Sealed, "datetime",
     "System.IComparable,System.IConvertible,System.IFormattable,System.IComparable[datetime],System.IEquatable[datetime]", members},
};

} // namespace

std::span<const TypeDef> datetime_types() { return table; }

} // namespace kestrun::value
