// System.DateOnly and System.TimeOnly.
#include "base/format_date.hpp"
#include "value/culture.hpp"
#include "value/types/all_types.hpp"
#include "value/types/date_members.hpp"

namespace kestrun::value {
namespace {

using namespace calendar;

/// A day or a time of day, as ticks; formatted like the DateTime of that day or of 0001-01-01 at that time.
class DatePiece final : public Object, public Textual, public Comparable
{
public:
    DatePiece(const Type& type, int64_t ticks) : ticks_(ticks), type_(&type) {}
    const Type& type() const override { return *type_; }
    int64_t ticks() const { return ticks_; }
    bool is_date() const { return type_->name() == "DateOnly"; }
    std::string text() const override { return text(is_date() ? "d" : "t"); }
    std::string text(std::string_view format) const override
    {
        return format_value(date_value(ticks_, DateKind::Unspecified), full(format), current_culture());
    }
    /// o and r mean the piece's own part of the round trip format.
    std::string_view full(std::string_view format) const
    {
        if (format.empty()) return is_date() ? "d" : "t";
        if (format == "o" || format == "O") return is_date() ? "yyyy-MM-dd" : "HH:mm:ss.fffffff";
        if (format == "r" || format == "R") return is_date() ? "ddd, dd MMM yyyy" : "HH:mm:ss";
        return format;
    }
    bool equals(const Value& other) const override
    {
        const auto* piece = other.as<DatePiece>();
        return piece && piece->type_ == type_ && piece->ticks_ == ticks_;
    }
    uint32_t hash() const override { return static_cast<uint32_t>(ticks_ / ticks_per_day ^ ticks_); }
    std::optional<int> compare(const Value& other) const override
    {
        const auto* piece = other.as<DatePiece>();
        if (!piece || piece->type_ != type_) return std::nullopt;
        return ticks_ < piece->ticks_ ? -1 : ticks_ > piece->ticks_ ? 1 : 0;
    }

private:
    int64_t ticks_;
    const Type* type_;
};

constexpr const char* date_name = "System.DateOnly";
constexpr const char* time_name = "System.TimeOnly";

int64_t ticks(const Call& c) { return self<DatePiece>(c).ticks(); }
Value day(int64_t t) { return Value(make<DatePiece>(native_type(date_name), t - t % ticks_per_day)); }
Value clock(int64_t t) { return Value(make<DatePiece>(native_type(time_name), ((t % ticks_per_day) + ticks_per_day) % ticks_per_day)); }

template <DatePart Part>
Value part(Call& c)
{
    return date_part(ticks(c), Part);
}

Value new_day(Call& c) { return day(date_from_parts(c)); }

Value new_clock(Call& c)
{
    if (c.args.size() == 1) {
        if (i64(c, 0) < 0 || i64(c, 0) >= ticks_per_day) {
            throw_range("Ticks must be between 0 and and TimeOnly.MaxValue.Ticks.", "ticks");
        }
        return clock(i64(c, 0));
    }
    int32_t parts[5] = {0, 0, 0, 0, 0};
    for (size_t i = 0; i < c.args.size(); ++i) parts[i] = i32(c, i);
    if (parts[0] < 0 || parts[0] > 23 || parts[1] < 0 || parts[1] > 59 || parts[2] < 0 || parts[2] > 59) {
        throw_native("System.ArgumentOutOfRangeException", "Hour, Minute, and Second parameters describe an un-representable DateTime.");
    }
    if (parts[3] < 0 || parts[3] > 999) throw_range("Valid values are between 0 and 999, inclusive.", "millisecond");
    return clock(time_ticks(parts[0], parts[1], parts[2], parts[3] * ticks_per_millisecond + parts[4] * 10));
}

/// The whole of a text that holds a date or a time; false when it does not.
bool read(std::string_view source, bool date, int64_t& out)
{
    Value parsed;
    std::string error;
    if (!parse_date(source, date_style::NoCurrentDateDefault, parsed, error)) return false;
    const int64_t t = parsed.as_int64();
    if (date && t % ticks_per_day != 0) return false;
    if (!date && t / ticks_per_day != 0) return false;
    out = t;
    return true;
}

[[noreturn]] void throw_bad(std::string_view source, bool date)
{
    throw_native("System.FormatException",
                 "String '" + std::string(source) + "' was not recognized as a valid " + (date ? "DateOnly." : "TimeOnly."));
}

template <bool Date>
Value parse(Call& c)
{
    require(c, 0, "s");
    int64_t t = 0;
    if (!read(text(c, 0), Date, t)) throw_bad(text(c, 0), Date);
    return Date ? day(t) : clock(t);
}

template <bool Date>
Value try_parse(Call& c)
{
    int64_t t = 0;
    const bool ok = c.args[0].is_string() && read(text(c, 0), Date, t);
    c.args.back() = Date ? day(ok ? t : 0) : clock(ok ? t : 0);
    return Value(ok);
}

bool read_exact(const Call& c, bool date, int64_t& out)
{
    for (const std::string& given : formats_of(c.args[1])) {
        const DatePiece model(native_type(date ? date_name : time_name), 0);
        ExactDate found;
        const std::string format(model.full(given));
        if (parse_exact_date(text(c, 0), format, date_culture(c).date, date_styles(c) | date_style::NoCurrentDateDefault, found) ==
                ExactStatus::Ok &&
            exact_ticks(found, date_style::NoCurrentDateDefault, out)) {
            return true;
        }
    }
    return false;
}

template <bool Date>
Value parse_exactly(Call& c)
{
    require(c, 0, "s");
    int64_t t = 0;
    if (!read_exact(c, Date, t)) throw_bad(text(c, 0), Date);
    return Date ? day(t) : clock(t);
}

template <bool Date>
Value try_parse_exactly(Call& c)
{
    int64_t t = 0;
    const bool ok = c.args[0].is_string() && read_exact(c, Date, t);
    c.args.back() = Date ? day(ok ? t : 0) : clock(ok ? t : 0);
    return Value(ok);
}

Value to_string(Call& c)
{
    const auto& piece = self<DatePiece>(c);
    const std::string_view format = !c.args.empty() && c.args[0].is_string() ? text(c, 0) : std::string_view();
    return Value(format_value(date_value(piece.ticks(), DateKind::Unspecified), piece.full(format), date_culture(c)));
}

Value compare_to(Call& c)
{
    if (is_null(c, 0)) return Value(1);
    const auto order = self<DatePiece>(c).compare(c.args[0]);
    if (!order) throw_native("System.ArgumentException", "Object must be of type " + c.type.name() + ".");
    return Value(*order);
}

Value to_date_time(Call& c)
{
    const int64_t time = object_arg<DatePiece>(c, 0, "time").ticks();
    return date_value(ticks(c) + time, c.args.size() > 1 ? static_cast<DateKind>(enum_arg(c, 1)) : DateKind::Unspecified);
}

Value add_time(Call& c, int64_t amount)
{
    const int64_t total = ticks(c) + amount;
    if (c.args.size() > 1) c.args[1] = Value(static_cast<int32_t>(total / ticks_per_day - (total % ticks_per_day < 0 ? 1 : 0)));
    return clock(total);
}

Value is_between(Call& c)
{
    const int64_t start = object_arg<DatePiece>(c, 0, "start").ticks(), end = object_arg<DatePiece>(c, 1, "end").ticks(), now = ticks(c);
    return Value(start <= end ? start <= now && now < end : start <= now || now < end);
}

#define KESTRUN_PIECE_ROWS(T, DATE)                                                                                                        \
    smeth("Parse", "string s", T, parse<DATE>), smeth("Parse", "string s, System.IFormatProvider provider", T, parse<DATE>),               \
        smeth("ParseExact", "string s, string format", T, parse_exactly<DATE>),                                                            \
        smeth("ParseExact", "string s, string format, System.IFormatProvider provider", T, parse_exactly<DATE>),                           \
        smeth("ParseExact", "string s, string[] formats", T, parse_exactly<DATE>),                                                         \
        smeth("TryParse", "string s, out " T " result", "bool", try_parse<DATE>),                                                          \
        smeth("TryParse", "string s, System.IFormatProvider provider, out " T " result", "bool", try_parse<DATE>),                         \
        smeth("TryParseExact", "string s, string format, out " T " result", "bool", try_parse_exactly<DATE>),                              \
        meth("CompareTo", "System.Object value", "int", compare_to),                                                                       \
        meth("Equals", "System.Object value", "bool", [](Call& c) { return Value(self<DatePiece>(c).equals(c.args[0])); }),                \
        meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(self<DatePiece>(c).hash())); }),                    \
        meth("ToString", "", "string", to_string), meth("ToString", "string format", "string", to_string),                                 \
        meth("ToString", "System.IFormatProvider provider", "string", to_string),                                                          \
        meth("ToString", "string format, System.IFormatProvider provider", "string", to_string)

Value shifted_month(Call& c, bool years) { return day(years ? add_years(ticks(c), i32(c, 0)) : add_months(ticks(c), i32(c, 0))); }

constexpr MemberDef date_rows[] = {
    ctor("int year, int month, int day", new_day),
    sprop("MinValue", date_name, [](Call&) { return day(0); }),
    sprop("MaxValue", date_name, [](Call&) { return day(max_ticks); }),
    prop("Year", "int", part<DatePart::Year>),
    prop("Month", "int", part<DatePart::Month>),
    prop("Day", "int", part<DatePart::Day>),
    prop("DayOfWeek", "System.DayOfWeek", part<DatePart::DayOfWeek>),
    prop("DayOfYear", "int", part<DatePart::DayOfYear>),
    prop("DayNumber", "int", [](Call& c) { return Value(static_cast<int32_t>(ticks(c) / ticks_per_day)); }),
    smeth("FromDayNumber", "int dayNumber", date_name,
          [](Call& c) { return day(checked_ticks(Int128{i32(c, 0)} * ticks_per_day, "dayNumber")); }),
    smeth("FromDateTime", "datetime dateTime", date_name, [](Call& c) { return day(i64(c, 0)); }),
    meth("AddDays", "int value", date_name, [](Call& c) { return day(checked_ticks(ticks(c) + Int128{i32(c, 0)} * ticks_per_day)); }),
    meth("AddMonths", "int value", date_name, [](Call& c) { return shifted_month(c, false); }),
    meth("AddYears", "int value", date_name, [](Call& c) { return shifted_month(c, true); }),
    meth("ToDateTime", "System.TimeOnly time", "datetime", to_date_time),
    meth("ToDateTime", "System.TimeOnly time, System.DateTimeKind kind", "datetime", to_date_time),
    meth("ToLongDateString", "", "string", [](Call& c) { return Value(self<DatePiece>(c).text("D")); }),
    meth("ToShortDateString", "", "string", [](Call& c) { return Value(self<DatePiece>(c).text("d")); }),
    KESTRUN_PIECE_ROWS("System.DateOnly", true),
};

constexpr MemberDef time_rows[] = {
    ctor("int hour, int minute", new_clock),
    ctor("int hour, int minute, int second", new_clock),
    ctor("int hour, int minute, int second, int millisecond", new_clock),
    ctor("int hour, int minute, int second, int millisecond, int microsecond", new_clock),
    ctor("long ticks", new_clock),
    sprop("MinValue", time_name, [](Call&) { return clock(0); }),
    sprop("MaxValue", time_name, [](Call&) { return clock(ticks_per_day - 1); }),
    prop("Hour", "int", part<DatePart::Hour>),
    prop("Minute", "int", part<DatePart::Minute>),
    prop("Second", "int", part<DatePart::Second>),
    prop("Millisecond", "int", part<DatePart::Millisecond>),
    prop("Microsecond", "int", part<DatePart::Microsecond>),
    prop("Ticks", "long", [](Call& c) { return Value(ticks(c)); }),
    smeth("FromTimeSpan", "timespan timeSpan", time_name,
          [](Call& c) {
              if (i64(c, 0) < 0 || i64(c, 0) >= ticks_per_day)
                  throw_range("Ticks must be between 0 and and TimeOnly.MaxValue.Ticks.", "ticks");
              return clock(i64(c, 0));
          }),
    smeth("FromDateTime", "datetime dateTime", time_name, [](Call& c) { return clock(i64(c, 0)); }),
    meth("ToTimeSpan", "", "timespan", [](Call& c) { return span(ticks(c)); }),
    meth("Add", "timespan value", time_name, [](Call& c) { return add_time(c, i64(c, 0)); }),
    meth("Add", "timespan value, out int wrappedDays", time_name, [](Call& c) { return add_time(c, i64(c, 0)); }),
    meth("AddHours", "double value", time_name,
         [](Call& c) { return add_time(c, static_cast<int64_t>(f64(c, 0) * static_cast<double>(ticks_per_hour))); }),
    meth("AddMinutes", "double value", time_name,
         [](Call& c) { return add_time(c, static_cast<int64_t>(f64(c, 0) * static_cast<double>(ticks_per_minute))); }),
    meth("IsBetween", "System.TimeOnly start, System.TimeOnly end", "bool", is_between),
    meth("ToLongTimeString", "", "string", [](Call& c) { return Value(self<DatePiece>(c).text("T")); }),
    meth("ToShortTimeString", "", "string", [](Call& c) { return Value(self<DatePiece>(c).text("t")); }),
    KESTRUN_PIECE_ROWS("System.TimeOnly", false),
};
#undef KESTRUN_PIECE_ROWS

constexpr TypeFlags value_type = TypeFlags::ValueType | TypeFlags::Sealed;

constexpr TypeDef table[] = {
    {date_name, "System.ValueType", value_type, "", "System.IComparable,System.IFormattable", date_rows},
    {time_name, "System.ValueType", value_type, "", "System.IComparable,System.IFormattable", time_rows},
};

} // namespace

std::span<const TypeDef> date_only_types() { return table; }

} // namespace kestrun::value
