// System.Globalization: CultureInfo, NumberFormatInfo, DateTimeFormatInfo, TextInfo, CompareInfo.
#include "base/format_date.hpp"
#include "base/format_number.hpp"
#include "value/decimal.hpp"
#include "value/types/all_types.hpp"
#include "value/types/calendar_object.hpp"
#include "value/types/date_members.hpp"
#include "value/types/string_members.hpp"
#include <deque>
#include <mutex>

namespace kestrun::value {

const Type& CultureInfo::type() const { return type_ ? *type_ : types::culture_info(); }

Value culture_value(const base::Culture& culture) { return Value(make<CultureInfo>(culture)); }

const base::Culture& provider_culture(const Value& provider)
{
    const auto* culture = provider.as<CultureInfo>();
    return culture ? culture->get() : base::en_us_culture();
}

namespace {

/// Cultures that are not in the table: languages without a region, and names that no one has data for. They live for ever.
struct MadeCulture
{
    std::string name, english_name, native_name;
    base::Culture culture;
};

const base::Culture& made_culture(std::string name, std::string english, std::string native, uint16_t lcid, const base::Culture& like)
{
    constexpr size_t most = 1000;
    static std::mutex mutex;
    static std::deque<MadeCulture>& made = *new std::deque<MadeCulture>;
    const std::lock_guard lock(mutex);
    for (const MadeCulture& known : made)
        if (known.name == name) return known.culture;
    if (made.size() == most) throw_native("System.InvalidOperationException", "There are too many cultures; use known ones.");
    MadeCulture& entry = made.emplace_back();
    entry.name = std::move(name);
    entry.english_name = std::move(english);
    entry.native_name = std::move(native);
    entry.culture = like;
    entry.culture.name = entry.name;
    entry.culture.english_name = entry.english_name;
    entry.culture.native_name = entry.native_name;
    entry.culture.lcid = lcid;
    return entry.culture;
}

/// "German (Germany)" without what stands in parentheses.
std::string without_region(std::string_view name)
{
    const size_t open = name.find(" (");
    return std::string(name.substr(0, open));
}

const base::Culture& neutral_culture(std::string_view language, const base::Culture& first)
{
    return made_culture(std::string(language), without_region(first.english_name), without_region(first.native_name),
                        static_cast<uint16_t>(first.lcid & 0x3FF), first);
}

/// The languages of ISO 639-1: the platform's data has them, ours may not.
constexpr std::string_view languages =
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi "
    "fj "
    "fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw "
    "ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn "
    "ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo "
    "xh yi yo za zh zu ";

/// language[-region]: letters and digits in groups of two to eight.
bool is_culture_name(std::string_view name)
{
    size_t run = 0;
    for (const char c : name) {
        if (c == '-') {
            if (run < 2) return false;
            run = 0;
        } else if (!base::ascii_is_letter(c) && !base::ascii_is_digit(c)) {
            return false;
        } else if (++run > 8) {
            return false;
        }
    }
    return run >= 2;
}

/// A language that nobody has data for is formatted without any country's habits.
const base::Culture& unknown_culture(std::string_view name)
{
    const size_t dash = name.find('-');
    std::string lower(name.substr(0, dash)), region(dash == std::string_view::npos ? std::string_view() : name.substr(dash + 1));
    for (char& c : lower) c = base::ascii_lower(c);
    for (char& c : region)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    const std::string shown = region.empty() ? lower : lower + " (" + region + ")";
    base::Culture root = base::invariant_culture();
    root.date.short_date = base::en_us_culture().date.short_date;
    root.date.long_date = base::en_us_culture().date.long_date;
    constexpr uint16_t unspecified = 4096; // LOCALE_CUSTOM_UNSPECIFIED
    return made_culture(region.empty() ? lower : lower + "-" + region, shown, shown, unspecified, root);
}

} // namespace

const base::Culture& culture_by_name(std::string_view name)
{
    std::string lower(name.substr(0, name.find('-')));
    for (char& c : lower) c = base::ascii_lower(c);
    if (const base::Culture* culture = base::find_culture(name))
        return lower.size() == name.size() && !name.empty() ? neutral_culture(lower, *culture) : *culture;
    const bool real = languages.find(lower + " ") != std::string_view::npos;
    if (is_culture_name(name) && !real) return unknown_culture(name);
    std::string message = "Culture is not supported. (Parameter 'name')\n" + std::string(name) + " is an invalid culture identifier.";
    if (is_culture_name(name)) {
        message += " The cultures known here are:";
        for (const base::Culture& culture : base::all_cultures())
            if (!culture.name.empty()) message += " " + std::string(culture.name);
        message += ".";
    }
    throw_native("System.Globalization.CultureNotFoundException", message);
}

namespace {

const base::Culture& culture(const Call& c) { return self<CultureInfo>(c).get(); }
const base::DateCulture& dates(const Call& c) { return culture(c).date; }
const base::NumberCulture& numbers(const Call& c) { return culture(c).number; }

std::string_view language(const base::Culture& culture) { return culture.name.substr(0, culture.name.find('-')); }

Value words(std::span<const std::string_view> list, bool thirteen = false)
{
    std::vector<Value> items;
    for (const std::string_view word : list) items.emplace_back(word);
    if (thirteen) items.emplace_back(""); // month 13 of other calendars
    return string_array(std::move(items));
}

Value info(const Call& c, std::string_view type) { return Value(make<CultureInfo>(culture(c), native_type(type))); }

Value by_name(Call& c)
{
    require(c, 0, "name");
    return culture_value(culture_by_name(text(c, 0)));
}

Value by_number(Call& c)
{
    for (const base::Culture& known : base::all_cultures()) {
        if (known.lcid == i32(c, 0)) return culture_value(known);
    }
    throw_native("System.Globalization.CultureNotFoundException",
                 "Culture is not supported. (Parameter 'culture')\n" + std::to_string(i32(c, 0)) + " is an invalid culture identifier.");
}

Value all(Call&)
{
    std::vector<Value> items;
    for (const base::Culture& known : base::all_cultures()) items.push_back(culture_value(known));
    return typed_array(types::culture_info(), std::move(items));
}

Value current(Call&) { return culture_value(base::en_us_culture()); }
Value invariant(Call&) { return culture_value(base::invariant_culture()); }

/// Cultures are those of the process: a script that sets one asks for what cannot be had, and is told so unless it asks for the same.
Value set_current(Call& c)
{
    const base::Culture& wanted = object_arg<CultureInfo>(c, 0, "value").get();
    if (&wanted != &base::en_us_culture() && &wanted != &base::invariant_culture()) {
        throw_native("System.NotSupportedException", "The current culture cannot be changed: it is en-US. Pass '" +
                                                         std::string(wanted.name) +
                                                         "' to the method instead, e.g. $x.ToString('N2', [cultureinfo]::GetCultureInfo('" +
                                                         std::string(wanted.name) + "')).");
    }
    return nothing();
}

constexpr MemberDef culture_members[] = {
    ctor("string name", by_name),
    ctor("string name, bool useUserOverride", by_name),
    ctor("int culture", by_number),
    prop("Name", "string", [](Call& c) { return Value(culture(c).name); }),
    prop("LCID", "int", [](Call& c) { return Value(static_cast<int32_t>(culture(c).lcid)); }),
    prop("DisplayName", "string", [](Call& c) { return Value(culture(c).english_name); }),
    prop("EnglishName", "string", [](Call& c) { return Value(culture(c).english_name); }),
    prop("NativeName", "string", [](Call& c) { return Value(culture(c).native_name); }),
    prop("IetfLanguageTag", "string", [](Call& c) { return Value(culture(c).name); }),
    prop("TwoLetterISOLanguageName", "string",
         [](Call& c) { return Value(culture(c).name.empty() ? std::string_view("iv") : language(culture(c))); }),
    prop("IsNeutralCulture", "bool",
         [](Call& c) { return Value(!culture(c).name.empty() && culture(c).name.find('-') == std::string_view::npos); }),
    prop("IsReadOnly", "bool", [](Call&) { return Value(true); }),
    prop("UseUserOverride", "bool", [](Call&) { return Value(false); }),
    prop("Parent", "cultureinfo",
         [](Call& c) {
             const std::string_view name = culture(c).name;
             if (name.find('-') == std::string_view::npos) return culture_value(base::invariant_culture());
             return culture_value(culture_by_name(name.substr(0, name.find('-'))));
         }),
    prop("NumberFormat", "System.Globalization.NumberFormatInfo", [](Call& c) { return info(c, "System.Globalization.NumberFormatInfo"); }),
    prop("DateTimeFormat", "System.Globalization.DateTimeFormatInfo",
         [](Call& c) { return info(c, "System.Globalization.DateTimeFormatInfo"); }),
    prop("Calendar", "System.Globalization.Calendar", [](Call&) { return gregorian_calendar(); }),
    prop("OptionalCalendars", "System.Globalization.Calendar[]",
         [](Call&) { return typed_array(native_type("System.Globalization.Calendar"), {gregorian_calendar()}); }),
    prop("TextInfo", "System.Globalization.TextInfo", [](Call& c) { return info(c, "System.Globalization.TextInfo"); }),
    prop("CompareInfo", "System.Globalization.CompareInfo", [](Call& c) { return info(c, "System.Globalization.CompareInfo"); }),
    sprop("CurrentCulture", "cultureinfo", current, set_current),
    sprop("CurrentUICulture", "cultureinfo", current, set_current),
    sprop("InstalledUICulture", "cultureinfo", current),
    sprop(
        "DefaultThreadCurrentCulture", "cultureinfo", [](Call&) { return Value(); }, set_current),
    sprop(
        "DefaultThreadCurrentUICulture", "cultureinfo", [](Call&) { return Value(); }, set_current),
    sprop("InvariantCulture", "cultureinfo", invariant),
    smeth("GetCultureInfo", "int culture", "cultureinfo", by_number),
    smeth("GetCultureInfo", "string name", "cultureinfo", by_name),
    smeth("GetCultureInfo", "string name, bool predefinedOnly", "cultureinfo", by_name),
    smeth("GetCultureInfoByIetfLanguageTag", "string name", "cultureinfo", by_name),
    smeth("CreateSpecificCulture", "string name", "cultureinfo", by_name),
    smeth("GetCultures", "System.Globalization.CultureTypes types", "cultureinfo[]", all),
    smeth("ReadOnly", "cultureinfo ci", "cultureinfo", [](Call& c) { return c.args[0]; }),
    meth("Clone", "", "System.Object", [](Call& c) { return c.self; }),
    meth("Equals", "System.Object value", "bool",
         [](Call& c) {
             const auto* other = c.args[0].as<CultureInfo>();
             return Value(other && &other->get() == &culture(c));
         }),
    meth("ToString", "", "string", [](Call& c) { return Value(culture(c).name); }),
};

constexpr MemberDef number_members[] = {
    sprop("CurrentInfo", "System.Globalization.NumberFormatInfo",
          [](Call& c) { return Value(make<CultureInfo>(base::en_us_culture(), c.type)); }),
    sprop("InvariantInfo", "System.Globalization.NumberFormatInfo",
          [](Call& c) { return Value(make<CultureInfo>(base::invariant_culture(), c.type)); }),
    prop("NumberDecimalSeparator", "string", [](Call& c) { return Value(numbers(c).decimal_separator); }),
    prop("NumberGroupSeparator", "string", [](Call& c) { return Value(numbers(c).group_separator); }),
    prop("NumberDecimalDigits", "int", [](Call& c) { return Value(static_cast<int32_t>(numbers(c).decimal_digits)); }),
    prop("CurrencySymbol", "string", [](Call& c) { return Value(numbers(c).currency_symbol); }),
    prop("CurrencyDecimalSeparator", "string", [](Call& c) { return Value(numbers(c).currency_decimal_separator); }),
    prop("CurrencyGroupSeparator", "string", [](Call& c) { return Value(numbers(c).currency_group_separator); }),
    prop("CurrencyDecimalDigits", "int", [](Call& c) { return Value(static_cast<int32_t>(numbers(c).currency_decimal_digits)); }),
    prop("PercentSymbol", "string", [](Call& c) { return Value(numbers(c).percent_symbol); }),
    prop("PercentDecimalSeparator", "string", [](Call& c) { return Value(numbers(c).decimal_separator); }),
    prop("PercentGroupSeparator", "string", [](Call& c) { return Value(numbers(c).group_separator); }),
    prop("PercentDecimalDigits", "int", [](Call& c) { return Value(static_cast<int32_t>(numbers(c).percent_decimal_digits)); }),
    prop("PerMilleSymbol", "string", [](Call& c) { return Value(numbers(c).per_mille_symbol); }),
    prop("NegativeSign", "string", [](Call& c) { return Value(numbers(c).negative_sign); }),
    prop("PositiveSign", "string", [](Call& c) { return Value(numbers(c).positive_sign); }),
    prop("NaNSymbol", "string", [](Call& c) { return Value(numbers(c).nan); }),
    prop("PositiveInfinitySymbol", "string", [](Call& c) { return Value(numbers(c).positive_infinity); }),
    prop("NegativeInfinitySymbol", "string", [](Call& c) { return Value(numbers(c).negative_infinity); }),
};

Value day_name(Call& c)
{
    const int64_t day = enum_arg(c, 0);
    if (day < 0 || day > 6) throw_range("Valid values are between Sunday and Saturday, inclusive.", "dayofweek");
    return Value(dates(c).days[static_cast<size_t>(day)]);
}

Value short_day_name(Call& c)
{
    const int64_t day = enum_arg(c, 0);
    if (day < 0 || day > 6) throw_range("Valid values are between Sunday and Saturday, inclusive.", "dayofweek");
    return Value(dates(c).short_days[static_cast<size_t>(day)]);
}

Value month_name(const Call& c, std::span<const std::string_view> names)
{
    const int32_t month = i32(c, 0);
    if (month < 1 || month > 13) throw_range("Valid values are between 1 and 13, inclusive.", "month");
    return Value(month == 13 ? std::string_view() : names[static_cast<size_t>(month - 1)]);
}

constexpr MemberDef date_members[] = {
    sprop("CurrentInfo", "System.Globalization.DateTimeFormatInfo",
          [](Call& c) { return Value(make<CultureInfo>(base::en_us_culture(), c.type)); }),
    sprop("InvariantInfo", "System.Globalization.DateTimeFormatInfo",
          [](Call& c) { return Value(make<CultureInfo>(base::invariant_culture(), c.type)); }),
    prop("ShortDatePattern", "string", [](Call& c) { return Value(dates(c).short_date); }),
    prop("LongDatePattern", "string", [](Call& c) { return Value(dates(c).long_date); }),
    prop("ShortTimePattern", "string", [](Call& c) { return Value(dates(c).short_time); }),
    prop("LongTimePattern", "string", [](Call& c) { return Value(dates(c).long_time); }),
    prop("FullDateTimePattern", "string",
         [](Call& c) { return Value(std::string(dates(c).long_date) + " " + std::string(dates(c).long_time)); }),
    prop("MonthDayPattern", "string", [](Call& c) { return Value(dates(c).month_day); }),
    prop("YearMonthPattern", "string", [](Call& c) { return Value(dates(c).year_month); }),
    prop("RFC1123Pattern", "string", [](Call&) { return Value("ddd, dd MMM yyyy HH':'mm':'ss 'GMT'"); }),
    prop("SortableDateTimePattern", "string", [](Call&) { return Value("yyyy'-'MM'-'dd'T'HH':'mm':'ss"); }),
    prop("UniversalSortableDateTimePattern", "string", [](Call&) { return Value("yyyy'-'MM'-'dd HH':'mm':'ss'Z'"); }),
    prop("DateSeparator", "string", [](Call& c) { return Value(dates(c).date_separator); }),
    prop("TimeSeparator", "string", [](Call& c) { return Value(dates(c).time_separator); }),
    prop("AMDesignator", "string", [](Call& c) { return Value(dates(c).am); }),
    prop("PMDesignator", "string", [](Call& c) { return Value(dates(c).pm); }),
    prop("DayNames", "string[]", [](Call& c) { return words(dates(c).days); }),
    prop("AbbreviatedDayNames", "string[]", [](Call& c) { return words(dates(c).short_days); }),
    prop("MonthNames", "string[]", [](Call& c) { return words(dates(c).months, true); }),
    prop("AbbreviatedMonthNames", "string[]", [](Call& c) { return words(dates(c).short_months, true); }),
    prop("MonthGenitiveNames", "string[]", [](Call& c) { return words(dates(c).genitive_months, true); }),
    prop("Calendar", "System.Globalization.Calendar", [](Call&) { return gregorian_calendar(); }),
    prop("AbbreviatedMonthGenitiveNames", "string[]", [](Call& c) { return words(dates(c).short_genitive_months, true); }),
    prop("ShortestDayNames", "string[]", [](Call& c) { return words(dates(c).short_days); }),
    prop("IsReadOnly", "bool", [](Call&) { return Value(true); }),
    prop("FirstDayOfWeek", "System.DayOfWeek", [](Call& c) { return enum_value("System.DayOfWeek", dates(c).first_day_of_week); }),
    prop("CalendarWeekRule", "System.Globalization.CalendarWeekRule",
         [](Call& c) { return enum_value("System.Globalization.CalendarWeekRule", dates(c).week_rule); }),
    meth("GetDayName", "System.DayOfWeek dayofweek", "string", day_name),
    meth("GetAbbreviatedDayName", "System.DayOfWeek dayofweek", "string", short_day_name),
    meth("GetMonthName", "int month", "string", [](Call& c) { return month_name(c, dates(c).months); }),
    meth("GetAbbreviatedMonthName", "int month", "string", [](Call& c) { return month_name(c, dates(c).short_months); }),
    meth("GetEraName", "int era", "string", [](Call& c) { return Value(dates(c).era); }),
};

/// Words begin with an upper-case letter; words that are upper-case altogether stay (acronyms), as TextInfo.ToTitleCase does.
std::string title_case(std::string_view source, Casing casing)
{
    std::string out;
    for (size_t i = 0; i < source.size();) {
        size_t end = i;
        bool letter = false, lower = false;
        while (end < source.size()) {
            size_t next = end;
            const char32_t ch = next_char(source, next);
            const bool word = ch >= 0x80 ? !is_white_space(ch) : base::ascii_is_letter(static_cast<char>(ch)) || ch == '\'';
            if (!word) break;
            letter = true;
            const std::string_view one = source.substr(end, next - end);
            lower = lower || change_case(one, Case::Upper, casing) != one;
            end = next;
        }
        if (!letter) {
            next_char(source, end);
            out += source.substr(i, end - i);
        } else {
            size_t first = i;
            const char32_t initial = next_char(source, first);
            if (lower) {
                append_utf8(out, to_title(initial, casing));
                out += change_case(source.substr(first, end - first), Case::Lower, casing);
            } else {
                out += source.substr(i, end - i);
            }
        }
        i = end;
    }
    return out;
}

constexpr MemberDef text_members[] = {
    prop("CultureName", "string", [](Call& c) { return Value(culture(c).name); }),
    prop("ListSeparator", "string", [](Call& c) { return Value(numbers(c).decimal_separator == "," ? ";" : ","); }),
    meth("ToTitleCase", "string str", "string", [](Call& c) { return Value(title_case(text(c, 0), casing_of(culture(c)))); }),
    meth("ToUpper", "string str", "string", [](Call& c) { return Value(change_case(text(c, 0), Case::Upper, casing_of(culture(c)))); }),
    meth("ToLower", "string str", "string", [](Call& c) { return Value(change_case(text(c, 0), Case::Lower, casing_of(culture(c)))); }),
};

bool ignores_case(const Call& c, size_t i) { return (enum_arg(c, i) & (1 | 0x10000000)) != 0; }

/// Positions of a text in another, in UTF-16 units; the options are the last argument when there are three.
int64_t position_in(const Call& c, bool last)
{
    require(c, 0, "source");
    require(c, 1, "value");
    const bool fold = c.args.size() > 2 && c.args[2].tag() == Tag::Enum && ignores_case(c, 2);
    const size_t start = c.args.size() > 2 && c.args[2].is_int32() ? static_cast<size_t>(std::max(0, i32(c, 2))) : 0;
    return with_units(text(c, 0), text(c, 1), [&](auto hay, auto needle) {
        int64_t at = find_text(hay, needle, start, fold);
        for (int64_t next = at; last && next >= 0; next = find_text(hay, needle, static_cast<size_t>(next) + 1, fold)) at = next;
        return at;
    });
}

Value index_in(Call& c) { return Value(static_cast<int32_t>(position_in(c, false))); }
Value last_index_in(Call& c) { return Value(static_cast<int32_t>(position_in(c, true))); }

Value is_suffix(Call& c)
{
    const int64_t at = position_in(c, true);
    return Value(at >= 0 && at + static_cast<int64_t>(to_utf16(text(c, 1)).size()) == static_cast<int64_t>(to_utf16(text(c, 0)).size()));
}

constexpr MemberDef compare_members[] = {
    prop("Name", "string", [](Call& c) { return Value(culture(c).name); }),
    meth("Compare", "string string1, string string2", "int", [](Call& c) { return Value(compare_culture(text(c, 0), text(c, 1), false)); }),
    meth("Compare", "string string1, string string2, System.Globalization.CompareOptions options", "int",
         [](Call& c) { return Value(compare_culture(text(c, 0), text(c, 1), ignores_case(c, 2))); }),
    prop("LCID", "int", [](Call& c) { return Value(static_cast<int32_t>(culture(c).lcid)); }),
    meth("IndexOf", "string source, string value", "int", index_in),
    meth("IndexOf", "string source, string value, System.Globalization.CompareOptions options", "int", index_in),
    meth("IndexOf", "string source, string value, int startIndex", "int", index_in),
    meth("LastIndexOf", "string source, string value", "int", last_index_in),
    meth("LastIndexOf", "string source, string value, System.Globalization.CompareOptions options", "int", last_index_in),
    meth("IsPrefix", "string source, string prefix", "bool", [](Call& c) { return Value(index_in(c).as_int32() == 0); }),
    meth("IsPrefix", "string source, string prefix, System.Globalization.CompareOptions options", "bool",
         [](Call& c) { return Value(index_in(c).as_int32() == 0); }),
    meth("IsSuffix", "string source, string suffix", "bool", is_suffix),
    meth("IsSuffix", "string source, string suffix, System.Globalization.CompareOptions options", "bool", is_suffix),
};

constexpr const char* provider = "System.IFormatProvider,System.ICloneable";

constexpr TypeDef table[] = {
    {"System.Globalization.CultureInfo", "System.Object", TypeFlags::None, "cultureinfo", provider, culture_members},
    {"System.Globalization.NumberFormatInfo", "System.Object", TypeFlags::Sealed, "", provider, number_members},
    {"System.Globalization.DateTimeFormatInfo", "System.Object", TypeFlags::Sealed, "", provider, date_members},
    {"System.Globalization.TextInfo", "System.Object", TypeFlags::Sealed, "", "System.ICloneable", text_members},
    {"System.Globalization.CompareInfo", "System.Object", TypeFlags::Sealed, "", "", compare_members},
};

} // namespace

std::span<const TypeDef> culture_type_types() { return table; }

} // namespace kestrun::value
