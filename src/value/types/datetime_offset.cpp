// System.DateTimeOffset.
#include "value/types/all_types.hpp"
#include "value/types/date_members.hpp"

namespace kestrun::value {
namespace {

using namespace calendar;

int64_t ticks(const Call& c) { return c.self.as_int64(); }
int64_t utc_of(const Value& v) { return v.as_int64() - v.offset_minutes() * ticks_per_minute; }

Value offset_value(int64_t clock_ticks, int64_t offset_minutes)
{
    const int64_t utc = clock_ticks - offset_minutes * ticks_per_minute;
    if (clock_ticks < 0 || clock_ticks > max_ticks || utc < 0 || utc > max_ticks) {
        throw_range("The UTC time represented when the offset is applied must be between year 0 and 10,000.", "offset");
    }
    return Value::date_time_offset(clock_ticks, static_cast<int32_t>(offset_minutes));
}

int64_t minutes_arg(int64_t offset)
{
    if (offset % ticks_per_minute != 0) throw_argument("System.ArgumentException", "Offset must be specified in whole minutes.", "offset");
    const int64_t minutes = offset / ticks_per_minute;
    if (minutes < -14 * 60 || minutes > 14 * 60) throw_range("Offset must be within plus or minus 14 hours.", "offset");
    return minutes;
}

Value local_value(int64_t utc)
{
    const int64_t offset = offset_at_utc(utc);
    return offset_value(utc + offset, offset / ticks_per_minute);
}

/// The DateTimeOffset of a DateTime: UTC stays, others are taken for local time.
Value from_date(const Value& date)
{
    if (date.date_kind() == DateKind::Utc) return offset_value(date.as_int64(), 0);
    return offset_value(date.as_int64(), offset_at_local(date.as_int64()) / ticks_per_minute);
}

Value with_offset(Call& c)
{
    const Value& date = c.args[0];
    const int64_t offset = i64(c, 1);
    if (date.tag() == Tag::DateTime) {
        if (date.date_kind() == DateKind::Utc && offset != 0) {
            throw_argument("System.ArgumentException", "The UTC Offset for Utc DateTime instances must be 0.", "offset");
        }
        if (date.date_kind() == DateKind::Local && offset != offset_at_local(date.as_int64())) {
            throw_argument("System.ArgumentException", "The UTC Offset of the local dateTime parameter does not match the offset argument.",
                           "offset");
        }
    }
    return offset_value(date.as_int64(), minutes_arg(offset));
}

Value from_parts(Call& c)
{
    const int64_t minutes = minutes_arg(c.args.back().as_int64());
    return offset_value(date_from_parts(c), minutes);
}

template <DatePart Part>
Value part(Call& c)
{
    return date_part(ticks(c), Part);
}

Value moved(const Call& c, int64_t clock_ticks) { return offset_value(clock_ticks, c.self.offset_minutes()); }

template <int64_t Unit>
Value add(Call& c)
{
    return moved(c, add_units(ticks(c), f64(c, 0), Unit));
}

Value parse(Call& c)
{
    require(c, 0, "input");
    Value result;
    std::string error;
    if (!parse_date_offset(text(c, 0), date_styles(c), result, error)) throw_native("System.FormatException", error);
    return result;
}

Value try_parse(Call& c)
{
    Value result;
    std::string error;
    const bool ok = c.args[0].is_string() && parse_date_offset(text(c, 0), date_styles(c), result, error);
    c.args.back() = ok ? result : Value::date_time_offset(0, 0);
    return Value(ok);
}

Value exact(const ExactDate& date, int64_t t, unsigned styles)
{
    Value result;
    if (date.offset_minutes)
        result = offset_value(t, *date.offset_minutes);
    else if (date.utc || (styles & date_style::AssumeUniversal))
        result = offset_value(t, 0);
    else
        result = offset_value(t, offset_at_local(t) / ticks_per_minute);
    return styles & date_style::AdjustToUniversal ? offset_value(utc_of(result), 0) : result;
}

Value parse_exactly(Call& c)
{
    require(c, 0, "input");
    ExactDate date;
    int64_t t = 0;
    parse_exact(c, date, t, false);
    return exact(date, t, date_styles(c));
}

Value try_parse_exactly(Call& c)
{
    ExactDate date;
    int64_t t = 0;
    const bool ok = c.args[0].is_string() && parse_exact(c, date, t, true);
    c.args.back() = ok ? exact(date, t, date_styles(c)) : Value::date_time_offset(0, 0);
    return Value(ok);
}

Value from_unix(Call& c, int64_t unit, std::string_view parameter)
{
    const int64_t count = i64(c, 0);
    const int64_t least = -(base::unix_epoch_ticks / unit), most = (max_ticks - base::unix_epoch_ticks) / unit;
    if (count < least || count > most) {
        throw_native("System.ArgumentOutOfRangeException", "Valid values are between " + std::to_string(least) + " and " +
                                                               std::to_string(most) + ", inclusive. (Parameter '" + std::string(parameter) +
                                                               "')\nActual value was " + std::to_string(count) + ".");
    }
    return offset_value(base::unix_epoch_ticks + count * unit, 0);
}

int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

Value subtract(Call& c)
{
    if (c.args[0].tag() == Tag::TimeSpan) return moved(c, checked_ticks(Int128{ticks(c)} - i64(c, 0)));
    return span(utc_of(c.self) - utc_of(c.args[0]));
}

int order(const Value& a, const Value& b) { return utc_of(a) < utc_of(b) ? -1 : utc_of(a) > utc_of(b) ? 1 : 0; }

Value compare_to(Call& c)
{
    if (is_null(c, 0)) return Value(1);
    if (c.args[0].tag() != Tag::DateTimeOffset) throw_native("System.ArgumentException", "Object must be of type DateTimeOffset.");
    return Value(order(c.self, c.args[0]));
}

Value equals(Call& c) { return Value(c.args[0].tag() == Tag::DateTimeOffset && order(c.self, c.args[0]) == 0); }

constexpr const char* self_type = "System.DateTimeOffset";

constexpr MemberDef members[] = {
    ctor("long ticks, timespan offset", with_offset),
    ctor("datetime dateTime", [](Call& c) { return from_date(c.args[0]); }),
    ctor("datetime dateTime, timespan offset", with_offset),
    ctor("int year, int month, int day, int hour, int minute, int second, timespan offset", from_parts),
    ctor("int year, int month, int day, int hour, int minute, int second, int millisecond, timespan offset", from_parts),
    ctor("int year, int month, int day, int hour, int minute, int second, int millisecond, int microsecond, timespan offset", from_parts),
    prop("DateTime", "datetime", [](Call& c) { return date_value(ticks(c), DateKind::Unspecified); }),
    prop("UtcDateTime", "datetime", [](Call& c) { return date_value(utc_of(c.self), DateKind::Utc); }),
    prop("LocalDateTime", "datetime", [](Call& c) { return to_local(date_value(utc_of(c.self), DateKind::Utc)); }),
    prop("Date", "datetime", [](Call& c) { return date_value(ticks(c) - ticks(c) % ticks_per_day, DateKind::Unspecified); }),
    prop("Day", "int", part<DatePart::Day>),
    prop("DayOfWeek", "System.DayOfWeek", part<DatePart::DayOfWeek>),
    prop("DayOfYear", "int", part<DatePart::DayOfYear>),
    prop("Hour", "int", part<DatePart::Hour>),
    prop("Millisecond", "int", part<DatePart::Millisecond>),
    prop("Microsecond", "int", part<DatePart::Microsecond>),
    prop("Nanosecond", "int", part<DatePart::Nanosecond>),
    prop("Minute", "int", part<DatePart::Minute>),
    prop("Month", "int", part<DatePart::Month>),
    prop("Offset", "timespan", [](Call& c) { return span(c.self.offset_minutes() * ticks_per_minute); }),
    prop("TotalOffsetMinutes", "int", [](Call& c) { return Value(c.self.offset_minutes()); }),
    prop("Second", "int", part<DatePart::Second>),
    prop("Ticks", "long", [](Call& c) { return Value(ticks(c)); }),
    prop("UtcTicks", "long", [](Call& c) { return Value(utc_of(c.self)); }),
    prop("TimeOfDay", "timespan", [](Call& c) { return span(ticks(c) % ticks_per_day); }),
    prop("Year", "int", part<DatePart::Year>),
    sprop("UtcNow", self_type, [](Call&) { return offset_value(base::utc_now_ticks(), 0); }),
    sprop("Now", self_type, [](Call&) { return local_value(base::utc_now_ticks()); }),
    sprop("MinValue", self_type, [](Call&) { return offset_value(0, 0); }),
    sprop("MaxValue", self_type, [](Call&) { return offset_value(max_ticks, 0); }),
    sprop("UnixEpoch", self_type, [](Call&) { return offset_value(base::unix_epoch_ticks, 0); }),
    meth("ToOffset", "timespan offset", self_type,
         [](Call& c) {
             const int64_t minutes = minutes_arg(i64(c, 0));
             return offset_value(utc_of(c.self) + minutes * ticks_per_minute, minutes);
         }),
    meth("Add", "timespan timeSpan", self_type, [](Call& c) { return moved(c, checked_ticks(Int128{ticks(c)} + i64(c, 0))); }),
    meth("AddDays", "double days", self_type, add<ticks_per_day>),
    meth("AddHours", "double hours", self_type, add<ticks_per_hour>),
    meth("AddMilliseconds", "double milliseconds", self_type, add<ticks_per_millisecond>),
    meth("AddMicroseconds", "double microseconds", self_type, add<10>),
    meth("AddMinutes", "double minutes", self_type, add<ticks_per_minute>),
    meth("AddMonths", "int months", self_type, [](Call& c) { return moved(c, add_months(ticks(c), i32(c, 0))); }),
    meth("AddSeconds", "double seconds", self_type, add<ticks_per_second>),
    meth("AddTicks", "long ticks", self_type, [](Call& c) { return moved(c, checked_ticks(Int128{ticks(c)} + i64(c, 0))); }),
    meth("AddYears", "int years", self_type, [](Call& c) { return moved(c, add_years(ticks(c), i32(c, 0))); }),
    smeth("Compare", "System.DateTimeOffset first, System.DateTimeOffset second", "int",
          [](Call& c) { return Value(order(c.args[0], c.args[1])); }),
    meth("CompareTo", "System.DateTimeOffset other", "int", compare_to),
    meth("Equals", "System.Object obj", "bool", equals),
    meth("Equals", "System.DateTimeOffset other", "bool", equals),
    meth("EqualsExact", "System.DateTimeOffset other", "bool",
         [](Call& c) { return Value(ticks(c) == i64(c, 0) && c.self.offset_minutes() == c.args[0].offset_minutes()); }),
    smeth("Equals", "System.DateTimeOffset first, System.DateTimeOffset second", "bool",
          [](Call& c) { return Value(order(c.args[0], c.args[1]) == 0); }),
    smeth("FromFileTime", "long fileTime", self_type, [](Call& c) { return local_value(i64(c, 0) + 504'911'232'000'000'000); }),
    smeth("FromUnixTimeSeconds", "long seconds", self_type, [](Call& c) { return from_unix(c, ticks_per_second, "seconds"); }),
    smeth("FromUnixTimeMilliseconds", "long milliseconds", self_type,
          [](Call& c) { return from_unix(c, ticks_per_millisecond, "milliseconds"); }),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(utc_of(c.self) ^ (utc_of(c.self) >> 32))); }),
    smeth("Parse", "string input", self_type, parse),
    smeth("Parse", "string input, System.IFormatProvider formatProvider", self_type, parse),
    smeth("Parse", "string input, System.IFormatProvider formatProvider, System.Globalization.DateTimeStyles styles", self_type, parse),
    smeth("ParseExact", "string input, string format, System.IFormatProvider formatProvider", self_type, parse_exactly),
    smeth("ParseExact", "string input, string format, System.IFormatProvider formatProvider, System.Globalization.DateTimeStyles styles",
          self_type, parse_exactly),
    smeth("ParseExact", "string input, string[] formats, System.IFormatProvider formatProvider, System.Globalization.DateTimeStyles styles",
          self_type, parse_exactly),
    meth("Subtract", "System.DateTimeOffset value", "timespan", subtract),
    meth("Subtract", "timespan value", self_type, subtract),
    meth("ToFileTime", "", "long", [](Call& c) { return Value(utc_of(c.self) - 504'911'232'000'000'000); }),
    meth("ToUnixTimeSeconds", "", "long",
         [](Call& c) { return Value(floor_divide(utc_of(c.self) - base::unix_epoch_ticks, ticks_per_second)); }),
    meth("ToUnixTimeMilliseconds", "", "long",
         [](Call& c) { return Value(floor_divide(utc_of(c.self) - base::unix_epoch_ticks, ticks_per_millisecond)); }),
    meth("ToLocalTime", "", self_type, [](Call& c) { return local_value(utc_of(c.self)); }),
    meth("ToUniversalTime", "", self_type, [](Call& c) { return offset_value(utc_of(c.self), 0); }),
    meth("ToString", "", "string", date_to_string),
    meth("ToString", "string format", "string", date_to_string),
    meth("ToString", "System.IFormatProvider formatProvider", "string", date_to_string),
    meth("ToString", "string format, System.IFormatProvider formatProvider", "string", date_to_string),
    smeth("TryParse", "string input, out System.DateTimeOffset result", "bool", try_parse),
    smeth("TryParse", "string input, System.IFormatProvider formatProvider, out System.DateTimeOffset result", "bool", try_parse),
    smeth("TryParse",
          "string input, System.IFormatProvider formatProvider, System.Globalization.DateTimeStyles styles, out System.DateTimeOffset "
          "result",
          "bool", try_parse),
    smeth("TryParseExact",
          "string input, string format, System.IFormatProvider formatProvider, System.Globalization.DateTimeStyles styles, out "
          "System.DateTimeOffset result",
          "bool", try_parse_exactly),
};

constexpr TypeDef table[] = {
    {"System.DateTimeOffset", "System.ValueType", TypeFlags::ValueType | TypeFlags::Sealed, "",
     "System.IComparable,System.IFormattable,System.IComparable[System.DateTimeOffset],System.IEquatable[System.DateTimeOffset]", members},
};

} // namespace

std::span<const TypeDef> datetime_offset_types() { return table; }

} // namespace kestrun::value
