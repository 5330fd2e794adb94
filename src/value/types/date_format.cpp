// System.Globalization.DateTimeFormatInfo.
#include "base/format_date.hpp"
#include "value/types/all_types.hpp"
#include "value/types/calendar_object.hpp"
#include "value/types/culture_parts.hpp"

namespace kestrun::value {

namespace {

using D = base::DateCulture;

const D& dates(const Call& c) { return self<CultureInfo>(c).get().date; }

template <auto Field>
Value text_field(Call& c)
{
    return Value(dates(c).*Field);
}
template <auto Field>
Value set_text_field(Call& c)
{
    auto& info = self<CultureInfo>(c);
    info.set_text(info.change().date.*Field, std::string(text(c, 0)));
    return nothing();
}
/// Of the patterns that the one of date and time together is made of.
template <auto Field>
Value set_long_pattern(Call& c)
{
    set_text_field<Field>(c);
    self<CultureInfo>(c).change().date.full_date_time = {};
    return nothing();
}

/// Names of days or months; a thirteenth month is empty.
template <auto Field>
Value names(Call& c)
{
    std::vector<Value> items;
    for (const std::string_view name : dates(c).*Field) items.emplace_back(name);
    if (items.size() == 12) items.emplace_back("");
    return string_array(std::move(items));
}
template <auto Field>
Value set_names(Call& c)
{
    require(c, 0, "value");
    const std::vector<Value>& items = c.args[0].as_array().items();
    auto& info = self<CultureInfo>(c);
    auto& names = info.change().date.*Field;
    const size_t wanted = names.size() == 12 ? 13 : names.size();
    if (items.size() != wanted)
        throw_argument("System.ArgumentException", "Length of the array must be " + std::to_string(wanted) + ".", "value");
    for (size_t i = 0; i < names.size(); ++i) info.set_text(names[i], std::string(text_of(items[i])));
    return nothing();
}

/// Setting the names of months sets what they are called beside a day's number too.
template <auto Names, auto Genitives>
Value set_month_names(Call& c)
{
    set_names<Names>(c);
    return set_names<Genitives>(c);
}

Value day_name(const Call& c, const std::array<std::string_view, 7>& names)
{
    const int64_t day = enum_arg(c, 0);
    if (day < 0 || day > 6) throw_range("Valid values are between Sunday and Saturday, inclusive.", "dayofweek");
    return Value(names[static_cast<size_t>(day)]);
}

Value month_name(const Call& c, std::span<const std::string_view> names)
{
    const int32_t month = i32(c, 0);
    if (month < 1 || month > 13) throw_range("Valid values are between 1 and 13, inclusive.", "month");
    return Value(month == 13 ? std::string_view() : names[static_cast<size_t>(month - 1)]);
}

constexpr MemberDef members[] = {
    ctor("", new_part),
    sprop("CurrentInfo", "System.Globalization.DateTimeFormatInfo", current_part),
    sprop("InvariantInfo", "System.Globalization.DateTimeFormatInfo", invariant_part),
    smeth("GetInstance", "System.IFormatProvider provider", "System.Globalization.DateTimeFormatInfo", part_of_provider),
    smeth("ReadOnly", "System.Globalization.DateTimeFormatInfo dtfi", "System.Globalization.DateTimeFormatInfo", read_only_part),
    meth("Clone", "", "System.Object", cloned_part),
    meth("GetFormat", "type formatType", "System.Object", part_for_type),
    prop("IsReadOnly", "bool", is_read_only_part),
    prop("ShortDatePattern", "string", text_field<&D::short_date>, set_text_field<&D::short_date>),
    prop("LongDatePattern", "string", text_field<&D::long_date>, set_long_pattern<&D::long_date>),
    prop("ShortTimePattern", "string", text_field<&D::short_time>, set_text_field<&D::short_time>),
    prop("LongTimePattern", "string", text_field<&D::long_time>, set_long_pattern<&D::long_time>),
    prop(
        "FullDateTimePattern", "string", [](Call& c) { return Value(base::full_date_time_pattern(dates(c))); },
        set_text_field<&D::full_date_time>),
    prop("MonthDayPattern", "string", text_field<&D::month_day>, set_text_field<&D::month_day>),
    prop("YearMonthPattern", "string", text_field<&D::year_month>, set_text_field<&D::year_month>),
    prop("RFC1123Pattern", "string", [](Call&) { return Value("ddd, dd MMM yyyy HH':'mm':'ss 'GMT'"); }),
    prop("SortableDateTimePattern", "string", [](Call&) { return Value("yyyy'-'MM'-'dd'T'HH':'mm':'ss"); }),
    prop("UniversalSortableDateTimePattern", "string", [](Call&) { return Value("yyyy'-'MM'-'dd HH':'mm':'ss'Z'"); }),
    prop("DateSeparator", "string", text_field<&D::date_separator>, set_text_field<&D::date_separator>),
    prop("TimeSeparator", "string", text_field<&D::time_separator>, set_text_field<&D::time_separator>),
    prop("AMDesignator", "string", text_field<&D::am>, set_text_field<&D::am>),
    prop("PMDesignator", "string", text_field<&D::pm>, set_text_field<&D::pm>),
    prop("DayNames", "string[]", names<&D::days>, set_names<&D::days>),
    prop("AbbreviatedDayNames", "string[]", names<&D::short_days>, set_names<&D::short_days>),
    prop("MonthNames", "string[]", names<&D::months>, set_month_names<&D::months, &D::genitive_months>),
    prop("AbbreviatedMonthNames", "string[]", names<&D::short_months>, set_month_names<&D::short_months, &D::short_genitive_months>),
    prop("MonthGenitiveNames", "string[]", names<&D::genitive_months>, set_names<&D::genitive_months>),
    prop("AbbreviatedMonthGenitiveNames", "string[]", names<&D::short_genitive_months>, set_names<&D::short_genitive_months>),
    prop("ShortestDayNames", "string[]", names<&D::short_days>),
    prop("Calendar", "System.Globalization.Calendar", [](Call&) { return gregorian_calendar(); }),
    prop(
        "FirstDayOfWeek", "System.DayOfWeek", [](Call& c) { return enum_value("System.DayOfWeek", dates(c).first_day_of_week); },
        [](Call& c) {
            const int64_t day = enum_arg(c, 0);
            if (day < 0 || day > 6) throw_range("Valid values are between Sunday and Saturday, inclusive.", "value");
            return self<CultureInfo>(c).change().date.first_day_of_week = static_cast<uint8_t>(day), nothing();
        }),
    prop(
        "CalendarWeekRule", "System.Globalization.CalendarWeekRule",
        [](Call& c) { return enum_value("System.Globalization.CalendarWeekRule", dates(c).week_rule); },
        [](Call& c) {
            const int64_t rule = enum_arg(c, 0);
            if (rule < 0 || rule > 2) throw_range("Valid values are between FirstDay and FirstFourDayWeek, inclusive.", "value");
            return self<CultureInfo>(c).change().date.week_rule = static_cast<uint8_t>(rule), nothing();
        }),
    meth("GetDayName", "System.DayOfWeek dayofweek", "string", [](Call& c) { return day_name(c, dates(c).days); }),
    meth("GetAbbreviatedDayName", "System.DayOfWeek dayofweek", "string", [](Call& c) { return day_name(c, dates(c).short_days); }),
    meth("GetMonthName", "int month", "string", [](Call& c) { return month_name(c, dates(c).months); }),
    meth("GetAbbreviatedMonthName", "int month", "string", [](Call& c) { return month_name(c, dates(c).short_months); }),
    meth("GetEraName", "int era", "string",
         [](Call& c) {
             if (i32(c, 0) != 0 && i32(c, 0) != 1)
                 throw_range("Era value was not valid. (Parameter 'era')\nActual value was " + std::to_string(i32(c, 0)) + ".", {});
             return Value(dates(c).era);
         }),
};

constexpr TypeDef table[] = {
    {"System.Globalization.DateTimeFormatInfo", "System.Object", TypeFlags::Sealed, "", "System.IFormatProvider,System.ICloneable",
     members},
};

} // namespace

void take_date_format(CultureInfo& culture, const D& from)
{
    D& to = culture.change().date;
    if (&to == &from) return;
    to = from;
    const auto keep = [&](std::string_view& field) {
        if (field.data()) culture.set_text(field, std::string(field));
    };
    for (const auto field : {&D::short_date, &D::long_date, &D::short_time, &D::long_time, &D::month_day, &D::year_month,
                             &D::date_separator, &D::time_separator, &D::am, &D::pm, &D::era, &D::full_date_time})
        keep(to.*field);
    for (const auto list : {&D::days, &D::short_days})
        for (std::string_view& name : to.*list) keep(name);
    for (const auto list : {&D::months, &D::genitive_months, &D::short_months, &D::short_genitive_months})
        for (std::string_view& name : to.*list) keep(name);
}

std::span<const TypeDef> date_format_types() { return table; }

} // namespace kestrun::value
