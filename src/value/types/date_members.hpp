// What the date types share.
#pragma once
#include "value/calendar.hpp"
#include "value/culture.hpp"
#include "value/date_parse.hpp"
#include "value/number_parse.hpp"
#include "value/operators.hpp"
#include "value/types/date_exact.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {

inline Value date_value(int64_t ticks, DateKind kind) { return Value::date_time(ticks, kind); }
/// Throws "The added or subtracted value results in an un-representable DateTime. (Parameter 'value')".
int64_t checked_ticks(Int128 ticks, std::string_view parameter = "value");
/// value units of that many ticks added to ticks; a fraction counts to the tick.
int64_t add_units(int64_t ticks, double value, int64_t unit);
int64_t add_months(int64_t ticks, int32_t months);
int64_t add_years(int64_t ticks, int32_t years);
/// year, month, day[, hour, minute, second[, millisecond[, microsecond]]] from the int arguments.
int64_t date_from_parts(const Call& c);
/// The number of a DateTime's part, by name.
enum class DatePart
{
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
    DayOfYear,
    DayOfWeek
};
Value date_part(int64_t ticks, DatePart part);
/// A local time's universal one, and back.
Value to_universal(const Value& date);
Value to_local(const Value& date);
Value span(int64_t ticks);
/// Styles among the arguments; 0 when there are none.
unsigned date_styles(const Call& c);
const base::Culture& date_culture(const Call& c);
/// ParseExact's formats: one text or several.
std::vector<std::string> formats_of(const Value& value);
/// Matches the first format that fits; throws .NET's FormatException unless `quiet`. False: no format fits (quiet).
bool parse_exact(const Call& c, ExactDate& out, int64_t& ticks, bool quiet);
[[noreturn]] void throw_not_a_date(std::string_view text);
/// The DateTime that parts of a text stand for under these styles.
Value exact_date_value(const ExactDate& date, int64_t ticks, unsigned styles);

Value date_to_string(Call& c);
template <char Format>
Value date_format(Call& c)
{
    const char format = Format;
    return Value(format_value(c.self, std::string_view(&format, 1)));
}

} // namespace kestrun::value
