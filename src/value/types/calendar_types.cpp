// System.Globalization.GregorianCalendar and ISOWeek.
#include "value/calendar.hpp"
#include "value/types/all_types.hpp"
#include "value/types/calendar_object.hpp"
#include "value/types/date_members.hpp"
#include "value/types/native.hpp"
#include <algorithm>

namespace kestrun::value {

class CalendarObject final : public Object
{
public:
    const Type& type() const override { return native_type("System.Globalization.GregorianCalendar"); }
};

Value gregorian_calendar() { return Value(make<CalendarObject>()); }

namespace {

using base::DateParts;

DateParts parts(const Call& c, size_t i = 0) { return base::date_parts(c.args[i].as_int64()); }

int week_of_days(int day_of_week, int day_of_year, int first_day, int needed, int year)
{
    const int since = day_of_year - 1;
    int first = (day_of_week - since % 7 + 14) % 7; // January 1
    int offset = (first_day - first + 14) % 7;
    if (offset != 0 && offset >= needed) offset -= 7;
    if (since >= offset) return (since - offset) / 7 + 1;
    const int days = base::is_leap_year(year - 1) ? 366 : 365;
    return week_of_days((first + 6) % 7, days, first_day, needed, year - 1);
}

Value week_of_year(Call& c)
{
    const DateParts date = parts(c);
    const int64_t rule = enum_arg(c, 1);
    const int first_day = static_cast<int>(enum_arg(c, 2));
    const int day = base::day_of_year(date);
    if (rule == 0) {
        const int first = (date.day_of_week - (day - 1) % 7 + 14) % 7;
        return Value((day - 1 + (first - first_day + 14) % 7) / 7 + 1);
    }
    return Value(week_of_days(date.day_of_week, day, first_day, rule == 1 ? 7 : 4, date.year));
}

template <int64_t unit>
Value add_units(Call& c)
{
    const double ticks = f64(c, 1) * static_cast<double>(unit);
    const int64_t made = c.args[0].as_int64() + static_cast<int64_t>(ticks);
    if (made < 0 || made > base::max_date_ticks)
        throw_argument(
            "System.ArgumentException",
            "The result is out of the supported range for this calendar. The result should be between 01/01/0001 00:00:00 (Gregorian "
            "date) and 12/31/9999 23:59:59 (Gregorian date), inclusive.",
            "");
    return Value::date_time(made, DateKind::Unspecified);
}

Value add_months(Call& c, int months)
{
    const DateParts date = parts(c);
    const int total = date.year * 12 + date.month - 1 + months;
    const int year = total / 12, month = total % 12 + 1;
    if (year < 1 || year > 9999) throw_range("Specified argument was out of the range of valid values.", "months");
    const int64_t time = c.args[0].as_int64() % base::ticks_per_day;
    return Value::date_time(base::date_ticks(year, month, std::min(date.day, base::days_in_month(year, month))) + time,
                            DateKind::Unspecified);
}

int checked_year(const Call& c)
{
    if (i32(c, 0) < 1 || i32(c, 0) > 9999) throw_range("Valid values are between 1 and 9999, inclusive.", "year");
    return i32(c, 0);
}

int checked_month(const Call& c)
{
    if (i32(c, 1) < 1 || i32(c, 1) > 12) throw_range("Month must be between one and twelve.", "month");
    return i32(c, 1);
}

Value to_date(Call& c)
{
    const int year = i32(c, 0), month = i32(c, 1), day = i32(c, 2);
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > base::days_in_month(year, month))
        throw_argument("System.ArgumentOutOfRangeException", "Year, Month, and Day parameters describe an un-representable DateTime.", "");
    return Value::date_time(base::date_ticks(year, month, day) +
                                calendar::time_ticks(i32(c, 3), i32(c, 4), i32(c, 5), i32(c, 6) * base::ticks_per_millisecond),
                            DateKind::Unspecified);
}

Value four_digit_year(Call& c)
{
    const int year = i32(c, 0);
    return Value(year >= 100 ? year : year > 49 ? 1900 + year : 2000 + year);
}

constexpr MemberDef calendar_members[] = {
    prop("MinSupportedDateTime", "datetime", [](Call&) { return Value::date_time(0, DateKind::Unspecified); }),
    prop("MaxSupportedDateTime", "datetime", [](Call&) { return Value::date_time(base::max_date_ticks, DateKind::Unspecified); }),
    prop("AlgorithmType", "System.Globalization.CalendarAlgorithmType",
         [](Call&) { return enum_value("System.Globalization.CalendarAlgorithmType", 1); }),
    prop("Eras", "int[]", [](Call&) { return typed_array(types::int32(), {Value(1)}); }),
    prop("IsReadOnly", "bool", [](Call&) { return Value(false); }),
    prop("TwoDigitYearMax", "int", [](Call&) { return Value(2049); }),
    meth("AddDays", "datetime time, int days", "datetime", add_units<base::ticks_per_day>),
    meth("AddHours", "datetime time, int hours", "datetime", add_units<base::ticks_per_hour>),
    meth("AddMilliseconds", "datetime time, double milliseconds", "datetime", add_units<base::ticks_per_millisecond>),
    meth("AddMinutes", "datetime time, int minutes", "datetime", add_units<base::ticks_per_minute>),
    meth("AddMonths", "datetime time, int months", "datetime", [](Call& c) { return add_months(c, i32(c, 1)); }),
    meth("AddSeconds", "datetime time, int seconds", "datetime", add_units<base::ticks_per_second>),
    meth("AddWeeks", "datetime time, int weeks", "datetime", add_units<7 * base::ticks_per_day>),
    meth("AddYears", "datetime time, int years", "datetime", [](Call& c) { return add_months(c, 12 * i32(c, 1)); }),
    meth("GetDayOfMonth", "datetime time", "int", [](Call& c) { return Value(parts(c).day); }),
    meth("GetDayOfWeek", "datetime time", "System.DayOfWeek", [](Call& c) { return enum_value("System.DayOfWeek", parts(c).day_of_week); }),
    meth("GetDayOfYear", "datetime time", "int", [](Call& c) { return Value(base::day_of_year(parts(c))); }),
    meth("GetDaysInMonth", "int year, int month", "int",
         [](Call& c) { return Value(base::days_in_month(checked_year(c), checked_month(c))); }),
    meth("GetDaysInYear", "int year", "int", [](Call& c) { return Value(base::is_leap_year(checked_year(c)) ? 366 : 365); }),
    meth("GetEra", "datetime time", "int", [](Call&) { return Value(1); }),
    meth("GetHour", "datetime time", "int", [](Call& c) { return Value(parts(c).hour); }),
    meth("GetLeapMonth", "int year", "int", [](Call&) { return Value(0); }),
    meth("GetMilliseconds", "datetime time", "double",
         [](Call& c) { return Value(static_cast<double>(parts(c).fraction / base::ticks_per_millisecond)); }),
    meth("GetMinute", "datetime time", "int", [](Call& c) { return Value(parts(c).minute); }),
    meth("GetMonth", "datetime time", "int", [](Call& c) { return Value(parts(c).month); }),
    meth("GetMonthsInYear", "int year", "int", [](Call& c) { return checked_year(c), Value(12); }),
    meth("GetSecond", "datetime time", "int", [](Call& c) { return Value(parts(c).second); }),
    meth("GetWeekOfYear", "datetime time, System.Globalization.CalendarWeekRule rule, System.DayOfWeek firstDayOfWeek", "int",
         week_of_year),
    meth("GetYear", "datetime time", "int", [](Call& c) { return Value(parts(c).year); }),
    meth("IsLeapDay", "int year, int month, int day", "bool",
         [](Call& c) { return Value(base::is_leap_year(checked_year(c)) && checked_month(c) == 2 && i32(c, 2) == 29); }),
    meth("IsLeapMonth", "int year, int month", "bool", [](Call& c) { return checked_month(c), Value(false); }),
    meth("IsLeapYear", "int year", "bool", [](Call& c) { return Value(base::is_leap_year(checked_year(c))); }),
    meth("ToDateTime", "int year, int month, int day, int hour, int minute, int second, int millisecond", "datetime", to_date),
    meth("ToFourDigitYear", "int year", "int", four_digit_year),
    meth("Clone", "", "System.Object", [](Call& c) { return c.self; }),
};

constexpr MemberDef gregorian_members[] = {
    ctor("", [](Call&) { return gregorian_calendar(); }),
    prop("CalendarType", "System.Globalization.GregorianCalendarTypes",
         [](Call&) { return enum_value("System.Globalization.GregorianCalendarTypes", 1); }),
};

// ISO 8601 weeks begin on Monday; week 1 has the year's first Thursday.

int iso_day(const DateParts& date) { return date.day_of_week == 0 ? 7 : date.day_of_week; }

int weeks_in_year(int year)
{
    const int first = iso_day(base::date_parts(base::date_ticks(year, 1, 1)));
    return first == 4 || (first == 3 && base::is_leap_year(year)) ? 53 : 52;
}

/// The date's ISO week; year becomes the ISO year.
int iso_week(const DateParts& date, int& year)
{
    year = date.year;
    const int week = (base::day_of_year(date) - iso_day(date) + 10) / 7;
    if (week < 1) return weeks_in_year(--year);
    if (week > weeks_in_year(year)) return ++year, 1;
    return week;
}

/// The ticks of a date argument: DateTime or DateOnly.
Value iso_start(int year)
{
    const int64_t fourth = base::date_ticks(year, 1, 4);
    return Value::date_time(fourth - (iso_day(base::date_parts(fourth)) - 1) * base::ticks_per_day, DateKind::Unspecified);
}

Value iso_date(Call& c)
{
    if (i32(c, 1) < 1 || i32(c, 1) > 53) throw_range("The week parameter must be in the range 1 through 53.", "week");
    const int64_t day = enum_arg(c, 2) == 0 ? 7 : enum_arg(c, 2);
    return Value::date_time(iso_start(checked_year(c)).as_int64() + ((i32(c, 1) - 1) * 7 + day - 1) * base::ticks_per_day,
                            DateKind::Unspecified);
}

constexpr MemberDef iso_members[] = {
    smeth("GetWeekOfYear", "datetime date", "int",
          [](Call& c) {
              int year = 0;
              return Value(iso_week(parts(c), year));
          }),
    smeth("GetYear", "datetime date", "int",
          [](Call& c) {
              int year = 0;
              iso_week(parts(c), year);
              return Value(year);
          }),
    smeth("GetWeeksInYear", "int year", "int", [](Call& c) { return Value(weeks_in_year(checked_year(c))); }),
    smeth("GetYearStart", "int year", "datetime", [](Call& c) { return iso_start(checked_year(c)); }),
    smeth("GetYearEnd", "int year", "datetime",
          [](Call& c) {
              return Value::date_time(iso_start(checked_year(c)).as_int64() + (weeks_in_year(i32(c, 0)) * 7 - 1) * base::ticks_per_day,
                                      DateKind::Unspecified);
          }),
    smeth("ToDateTime", "int year, int week, System.DayOfWeek dayOfWeek", "datetime", iso_date),
};

constexpr EnumMember algorithms[] = {{"Unknown", 0}, {"SolarCalendar", 1}, {"LunarCalendar", 2}, {"LunisolarCalendar", 3}};
constexpr EnumMember gregorian_kinds[] = {{"Localized", 1},
                                          {"USEnglish", 2},
                                          {"MiddleEastFrench", 9},
                                          {"Arabic", 10},
                                          {"TransliteratedEnglish", 11},
                                          {"TransliteratedFrench", 12}};

constexpr TypeDef table[] = {
    {"System.Globalization.Calendar", "System.Object", TypeFlags::Abstract, "", "System.ICloneable", calendar_members},
    {"System.Globalization.GregorianCalendar", "System.Globalization.Calendar", TypeFlags::None, "", "", gregorian_members},
    {"System.Globalization.ISOWeek", "System.Object", TypeFlags::Static, "", "", iso_members},
    enum_row("System.Globalization.CalendarAlgorithmType", algorithms),
    enum_row("System.Globalization.GregorianCalendarTypes", gregorian_kinds),
};

} // namespace

std::span<const TypeDef> calendar_types_types() { return table; }

} // namespace kestrun::value
