// System.Globalization: CultureInfo, TextInfo, CompareInfo.
#include "base/format_date.hpp"
#include "base/format_number.hpp"
#include "value/decimal.hpp"
#include "value/types/all_types.hpp"
#include "value/types/calendar_object.hpp"
#include "value/types/culture_current.hpp"
#include "value/types/culture_parts.hpp"
#include "value/types/date_members.hpp"
#include "value/types/string_members.hpp"
#include <deque>
#include <mutex>

namespace kestrun::value {

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
const base::NumberCulture& numbers(const Call& c) { return culture(c).number; }

std::string_view language(const base::Culture& culture) { return culture.name.substr(0, culture.name.find('-')); }

Value info(const Call& c, std::string_view type)
{
    return Value(make<CultureInfo>(Ref<CultureInfo>(&self<CultureInfo>(c)), native_type(type)));
}

/// The part that formats values of that type.
Value format_of(Call& c)
{
    const Type* wanted = c.args[0].as<Type>();
    for (const std::string_view part : {"System.Globalization.NumberFormatInfo", "System.Globalization.DateTimeFormatInfo"})
        if (wanted == &native_type(part)) return info(c, part);
    return {};
}

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

Value invariant(Call&) { return Value(make<CultureInfo>(base::invariant_culture(), true)); }

Value fixed_by_name(Call& c)
{
    require(c, 0, "name");
    return Value(make<CultureInfo>(culture_by_name(text(c, 0)), true));
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
    prop("IsReadOnly", "bool", is_read_only_part),
    prop("UseUserOverride", "bool", [](Call&) { return Value(false); }),
    prop("Parent", "cultureinfo",
         [](Call& c) {
             const std::string_view name = culture(c).name;
             if (name.find('-') == std::string_view::npos) return culture_value(base::invariant_culture());
             return culture_value(culture_by_name(name.substr(0, name.find('-'))));
         }),
    prop(
        "NumberFormat", "System.Globalization.NumberFormatInfo", [](Call& c) { return info(c, "System.Globalization.NumberFormatInfo"); },
        [](Call& c) { return take_number_format(self<CultureInfo>(c), object_arg<CultureInfo>(c, 0, "value").get().number), nothing(); }),
    prop(
        "DateTimeFormat", "System.Globalization.DateTimeFormatInfo",
        [](Call& c) { return info(c, "System.Globalization.DateTimeFormatInfo"); },
        [](Call& c) { return take_date_format(self<CultureInfo>(c), object_arg<CultureInfo>(c, 0, "value").get().date), nothing(); }),
    prop("Calendar", "System.Globalization.Calendar", [](Call&) { return gregorian_calendar(); }),
    prop("OptionalCalendars", "System.Globalization.Calendar[]",
         [](Call&) { return typed_array(native_type("System.Globalization.Calendar"), {gregorian_calendar()}); }),
    prop("TextInfo", "System.Globalization.TextInfo", [](Call& c) { return info(c, "System.Globalization.TextInfo"); }),
    prop("CompareInfo", "System.Globalization.CompareInfo", [](Call& c) { return info(c, "System.Globalization.CompareInfo"); }),
    sprop("CurrentCulture", "cultureinfo", get_current_culture<&CurrentCultures::formats>, set_current_culture<&CurrentCultures::formats>),
    sprop("CurrentUICulture", "cultureinfo", get_current_culture<&CurrentCultures::texts>, set_current_culture<&CurrentCultures::texts>),
    sprop("InstalledUICulture", "cultureinfo", [](Call&) { return Value(make<CultureInfo>(base::en_us_culture(), true)); }),
    sprop("InvariantCulture", "cultureinfo", invariant),
    smeth("GetCultureInfo", "int culture", "cultureinfo", by_number),
    smeth("GetCultureInfo", "string name", "cultureinfo", fixed_by_name),
    smeth("GetCultureInfo", "string name, bool predefinedOnly", "cultureinfo", fixed_by_name),
    smeth("GetCultureInfoByIetfLanguageTag", "string name", "cultureinfo", fixed_by_name),
    smeth("CreateSpecificCulture", "string name", "cultureinfo", by_name),
    smeth("GetCultures", "System.Globalization.CultureTypes types", "cultureinfo[]", all),
    smeth("ReadOnly", "cultureinfo ci", "cultureinfo", read_only_part),
    meth("Clone", "", "System.Object", cloned_part),
    meth("GetFormat", "type formatType", "System.Object", format_of),
    meth("Equals", "System.Object value", "bool", [](Call& c) { return Value(self<CultureInfo>(c).equals(c.args[0])); }),
    meth("ToString", "", "string", [](Call& c) { return Value(culture(c).name); }),
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

constexpr TypeDef table[] = {
    {"System.Globalization.CultureInfo", "System.Object", TypeFlags::None, "cultureinfo", "System.IFormatProvider,System.ICloneable",
     culture_members},
    {"System.Globalization.TextInfo", "System.Object", TypeFlags::Sealed, "", "System.ICloneable", text_members},
    {"System.Globalization.CompareInfo", "System.Object", TypeFlags::Sealed, "", "", compare_members},
};

} // namespace

std::span<const TypeDef> culture_type_types() { return table; }

} // namespace kestrun::value
