// System.TimeSpan.
#include "value/types/all_types.hpp"
#include "value/types/date_members.hpp"
#include <cmath>

namespace kestrun::value {
namespace {

using namespace calendar;

int64_t ticks(const Call& c) { return c.self.as_int64(); }

[[noreturn]] void throw_too_long(std::string_view type = "System.OverflowException")
{
    throw_native(type, "TimeSpan overflowed because the duration is too long.");
}

Value checked(Int128 t, std::string_view error = "System.OverflowException")
{
    if (t < std::numeric_limits<int64_t>::min() || t > std::numeric_limits<int64_t>::max()) throw_too_long(error);
    return span(static_cast<int64_t>(t));
}

Value from_real(double t)
{
    if (std::isnan(t)) {
        throw_native("System.ArgumentException", "TimeSpan does not accept floating point Not-a-Number values.");
    }
    if (!(t >= -9.2233720368547758e18 && t <= 9.2233720368547758e18)) throw_too_long();
    if (t >= 9.2233720368547758e18) return span(std::numeric_limits<int64_t>::max());
    return span(static_cast<int64_t>(t));
}

/// (int hours, int minutes, int seconds) or (int days, hours, minutes, seconds[, milliseconds[, microseconds]])
Value from_parts(Call& c)
{
    const size_t first = c.args.size() == 3 ? 1 : 0;
    static constexpr int64_t units[] = {ticks_per_day, ticks_per_hour, ticks_per_minute, ticks_per_second, ticks_per_millisecond, 10};
    Int128 total = 0;
    for (size_t i = 0; i < c.args.size(); ++i) total += static_cast<Int128>(i32(c, i)) * units[i + first];
    return checked(total, "System.ArgumentOutOfRangeException");
}

/// FromDays and friends with whole numbers: the unit of the first argument, then the smaller ones.
template <size_t First>
Value from_whole(Call& c)
{
    static constexpr int64_t units[] = {ticks_per_day, ticks_per_hour, ticks_per_minute, ticks_per_second, ticks_per_millisecond, 10};
    Int128 total = 0;
    for (size_t i = 0; i < c.args.size() && First + i < std::size(units); ++i) total += static_cast<Int128>(i64(c, i)) * units[First + i];
    return checked(total, "System.ArgumentOutOfRangeException");
}

template <int64_t Unit>
Value from_units(Call& c)
{
    return from_real(f64(c, 0) * static_cast<double>(Unit));
}

template <int64_t Unit, int64_t Modulus>
Value component(Call& c)
{
    return Value(static_cast<int32_t>(ticks(c) / Unit % Modulus));
}

template <int64_t Unit>
Value total(Call& c)
{
    return Value(static_cast<double>(ticks(c)) / static_cast<double>(Unit));
}

template <int64_t N>
Value constant(Call&)
{
    return Value(N);
}

Value parse(Call& c)
{
    require(c, 0, c.args.size() > 1 ? "input" : "s");
    Value result;
    std::string error;
    bool overflow = false;
    if (!parse_time_span(text(c, 0), result, error, &overflow)) {
        throw_native(overflow ? "System.OverflowException" : "System.FormatException", error);
    }
    return result;
}

Value try_parse(Call& c)
{
    Value result;
    std::string error;
    const bool ok = c.args[0].is_string() && parse_time_span(text(c, 0), result, error);
    c.args.back() = ok ? result : span(0);
    return Value(ok);
}

bool read_exact(const Call& c, int64_t& out, bool quiet)
{
    const std::vector<std::string> formats = formats_of(c.args[1]);
    const bool negative = (date_styles(c) & 1) != 0; // TimeSpanStyles.AssumeNegative
    for (const std::string& format : formats) {
        const ExactStatus status = parse_exact_time_span(text(c, 0), format, out);
        if (status == ExactStatus::Ok) {
            if (negative && format.size() > 1) out = -out;
            return true;
        }
        if (status == ExactStatus::BadFormat && !quiet && formats.size() == 1) {
            throw_native("System.FormatException", "Format specifier '" + format + "' was invalid.");
        }
    }
    if (quiet) return false;
    if (formats.size() == 1 && formats[0].size() > 1) throw_native("System.FormatException", "Input string was not in a correct format.");
    throw_native("System.FormatException", "String '" + std::string(text(c, 0)) + "' was not recognized as a valid TimeSpan.");
}

Value parse_exactly(Call& c)
{
    require(c, 0, "input");
    int64_t t = 0;
    read_exact(c, t, false);
    return span(t);
}

Value try_parse_exactly(Call& c)
{
    int64_t t = 0;
    const bool ok = c.args[0].is_string() && read_exact(c, t, true);
    c.args.back() = span(ok ? t : 0);
    return Value(ok);
}

Value negate(Call& c)
{
    if (ticks(c) == std::numeric_limits<int64_t>::min()) {
        throw_native("System.OverflowException", "Negating the minimum value of a twos complement number is invalid.");
    }
    return span(-ticks(c));
}

Value duration(Call& c)
{
    if (ticks(c) == std::numeric_limits<int64_t>::min()) {
        throw_native("System.OverflowException", "The duration cannot be returned for TimeSpan.MinValue because the absolute value of "
                                                 "TimeSpan.MinValue exceeds the value of TimeSpan.MaxValue.");
    }
    return span(std::abs(ticks(c)));
}

Value divide(Call& c)
{
    if (c.args[0].tag() == Tag::TimeSpan) return Value(static_cast<double>(ticks(c)) / static_cast<double>(i64(c, 0)));
    return from_real(std::nearbyint(static_cast<double>(ticks(c)) / f64(c, 0)));
}

Value compare_to(Call& c)
{
    if (is_null(c, 0)) return Value(1);
    if (c.args[0].tag() != Tag::TimeSpan) throw_native("System.ArgumentException", "Object must be of type TimeSpan.");
    return Value(ticks(c) < i64(c, 0) ? -1 : ticks(c) > i64(c, 0) ? 1 : 0);
}

Value equals(Call& c) { return Value(c.args[0].tag() == Tag::TimeSpan && ticks(c) == i64(c, 0)); }

constexpr const char* smaller_than_day =
    "int days, int hours = 0, long minutes = 0, long seconds = 0, long milliseconds = 0, long microseconds = 0";

constexpr MemberDef members[] = {
    ctor("long ticks", [](Call& c) { return span(i64(c, 0)); }),
    ctor("int hours, int minutes, int seconds", from_parts),
    ctor("int days, int hours, int minutes, int seconds", from_parts),
    ctor("int days, int hours, int minutes, int seconds, int milliseconds", from_parts),
    ctor("int days, int hours, int minutes, int seconds, int milliseconds, int microseconds", from_parts),
    prop("Ticks", "long", [](Call& c) { return Value(ticks(c)); }),
    prop("Days", "int", [](Call& c) { return Value(static_cast<int32_t>(ticks(c) / ticks_per_day)); }),
    prop("Hours", "int", component<ticks_per_hour, 24>),
    prop("Milliseconds", "int", component<ticks_per_millisecond, 1000>),
    prop("Microseconds", "int", component<10, 1000>),
    prop("Nanoseconds", "int", [](Call& c) { return Value(static_cast<int32_t>(ticks(c) % 10 * 100)); }),
    prop("Minutes", "int", component<ticks_per_minute, 60>),
    prop("Seconds", "int", component<ticks_per_second, 60>),
    prop("TotalDays", "double", total<ticks_per_day>),
    prop("TotalHours", "double", total<ticks_per_hour>),
    prop("TotalMilliseconds", "double", total<ticks_per_millisecond>),
    prop("TotalMicroseconds", "double", total<10>),
    prop("TotalNanoseconds", "double", [](Call& c) { return Value(static_cast<double>(ticks(c)) * 100.0); }),
    prop("TotalMinutes", "double", total<ticks_per_minute>),
    prop("TotalSeconds", "double", total<ticks_per_second>),
    sprop("Zero", "timespan", [](Call&) { return span(0); }),
    sprop("MaxValue", "timespan", [](Call&) { return span(std::numeric_limits<int64_t>::max()); }),
    sprop("MinValue", "timespan", [](Call&) { return span(std::numeric_limits<int64_t>::min()); }),
    sprop("NanosecondsPerTick", "long", constant<100>),
    sprop("TicksPerMicrosecond", "long", constant<10>),
    sprop("TicksPerMillisecond", "long", constant<ticks_per_millisecond>),
    sprop("TicksPerSecond", "long", constant<ticks_per_second>),
    sprop("TicksPerMinute", "long", constant<ticks_per_minute>),
    sprop("TicksPerHour", "long", constant<ticks_per_hour>),
    sprop("TicksPerDay", "long", constant<ticks_per_day>),
    sprop("SecondsPerMinute", "long", constant<60>),
    sprop("SecondsPerHour", "long", constant<3600>),
    sprop("SecondsPerDay", "long", constant<86400>),
    sprop("MinutesPerHour", "long", constant<60>),
    sprop("MinutesPerDay", "long", constant<1440>),
    sprop("HoursPerDay", "int", [](Call&) { return Value(24); }),
    sprop("MillisecondsPerSecond", "long", constant<1000>),
    sprop("MillisecondsPerMinute", "long", constant<ticks_per_minute / ticks_per_millisecond>),
    sprop("MillisecondsPerHour", "long", constant<ticks_per_hour / ticks_per_millisecond>),
    sprop("MillisecondsPerDay", "long", constant<ticks_per_day / ticks_per_millisecond>),
    sprop("MicrosecondsPerMillisecond", "long", constant<1000>),
    sprop("MicrosecondsPerSecond", "long", constant<ticks_per_second / 10>),
    sprop("MicrosecondsPerMinute", "long", constant<ticks_per_minute / 10>),
    sprop("MicrosecondsPerHour", "long", constant<ticks_per_hour / 10>),
    sprop("MicrosecondsPerDay", "long", constant<ticks_per_day / 10>),
    meth("Add", "timespan ts", "timespan", [](Call& c) { return checked(Int128{ticks(c)} + i64(c, 0)); }),
    smeth("Compare", "timespan t1, timespan t2", "int",
          [](Call& c) {
              return Value(i64(c, 0) < i64(c, 1) ? -1 : i64(c, 0) > i64(c, 1) ? 1 : 0);
          }),
    meth("CompareTo", "System.Object value", "int", compare_to),
    meth("CompareTo", "timespan value", "int", compare_to),
    meth("Divide", "double divisor", "timespan", divide),
    meth("Divide", "timespan ts", "double", divide),
    meth("Duration", "", "timespan", duration),
    meth("Equals", "System.Object value", "bool", equals),
    meth("Equals", "timespan obj", "bool", equals),
    smeth("Equals", "timespan t1, timespan t2", "bool", [](Call& c) { return Value(i64(c, 0) == i64(c, 1)); }),
    smeth("FromDays", "double value", "timespan", from_units<ticks_per_day>),
    smeth("FromDays", "int days", "timespan", from_whole<0>),
    smeth("FromDays", smaller_than_day, "timespan", from_whole<0>),
    smeth("FromHours", "int hours", "timespan", from_whole<1>),
    smeth("FromHours", "int hours, long minutes = 0, long seconds = 0, long milliseconds = 0, long microseconds = 0", "timespan",
          from_whole<1>),
    smeth("FromHours", "double value", "timespan", from_units<ticks_per_hour>),
    smeth("FromMinutes", "long minutes", "timespan", from_whole<2>),
    smeth("FromMinutes", "long minutes, long seconds = 0, long milliseconds = 0, long microseconds = 0", "timespan", from_whole<2>),
    smeth("FromMinutes", "double value", "timespan", from_units<ticks_per_minute>),
    smeth("FromSeconds", "long seconds", "timespan", from_whole<3>),
    smeth("FromSeconds", "long seconds, long milliseconds = 0, long microseconds = 0", "timespan", from_whole<3>),
    smeth("FromSeconds", "double value", "timespan", from_units<ticks_per_second>),
    smeth("FromMilliseconds", "long milliseconds", "timespan", from_whole<4>),
    smeth("FromMilliseconds", "long milliseconds, long microseconds", "timespan", from_whole<4>),
    smeth("FromMilliseconds", "double value", "timespan", from_units<ticks_per_millisecond>),
    smeth("FromMicroseconds", "long microseconds", "timespan", from_whole<5>),
    smeth("FromMicroseconds", "double value", "timespan", from_units<10>),
    smeth("FromTicks", "long value", "timespan", [](Call& c) { return span(i64(c, 0)); }),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(ticks(c) ^ (ticks(c) >> 32))); }),
    meth("Multiply", "double factor", "timespan",
         [](Call& c) { return from_real(std::nearbyint(static_cast<double>(ticks(c)) * f64(c, 0))); }),
    meth("Negate", "", "timespan", negate),
    smeth("Parse", "string s", "timespan", parse),
    smeth("Parse", "string input, System.IFormatProvider formatProvider", "timespan", parse),
    smeth("ParseExact", "string input, string format, System.IFormatProvider formatProvider", "timespan", parse_exactly),
    smeth("ParseExact", "string input, string[] formats, System.IFormatProvider formatProvider", "timespan", parse_exactly),
    smeth("ParseExact", "string input, string format, System.IFormatProvider formatProvider, System.Globalization.TimeSpanStyles styles",
          "timespan", parse_exactly),
    smeth("ParseExact", "string input, string[] formats, System.IFormatProvider formatProvider, System.Globalization.TimeSpanStyles styles",
          "timespan", parse_exactly),
    meth("Subtract", "timespan ts", "timespan", [](Call& c) { return checked(Int128{ticks(c)} - i64(c, 0)); }),
    meth("ToString", "", "string", date_to_string),
    meth("ToString", "string format", "string", date_to_string),
    meth("ToString", "string format, System.IFormatProvider formatProvider", "string", date_to_string),
    smeth("TryParse", "string s, out timespan result", "bool", try_parse),
    smeth("TryParse", "string input, System.IFormatProvider formatProvider, out timespan result", "bool", try_parse),
    smeth("TryParseExact", "string input, string format, System.IFormatProvider formatProvider, out timespan result", "bool",
          try_parse_exactly),
    smeth("TryParseExact", "string input, string[] formats, System.IFormatProvider formatProvider, out timespan result", "bool",
          try_parse_exactly),
    smeth("TryParseExact",
          "string input, string format, System.IFormatProvider formatProvider, System.Globalization.TimeSpanStyles styles, out timespan "
          "result",
          "bool", try_parse_exactly),
};

constexpr TypeDef table[] = {
    {"System.TimeSpan", "System.ValueType", TypeFlags::ValueType | TypeFlags::Sealed, "timespan",
     "System.IComparable,System.IFormattable,System.IComparable[timespan],System.IEquatable[timespan]", members},
};

} // namespace

std::span<const TypeDef> timespan_types() { return table; }

} // namespace kestrun::value
