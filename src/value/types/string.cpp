// System.String.
#include "base/platform.hpp"
#include "value/culture.hpp"
#include "value/types/all_types.hpp"
#include "value/types/enumerators.hpp"
#include "value/types/rune.hpp"
#include "value/types/string_members.hpp"
#include <algorithm>
#include <utf8proc.h>

namespace kestrun::value {
namespace {

uint32_t length_of(const Call& c) { return c.self.as_string().length(); }

Value new_from_chars(Call& c)
{
    std::u16string units;
    for (const Value& item : elements(c.args[0])) units += item.as_char();
    if (c.args.size() == 3) {
        const int32_t start = i32(c, 1), count = i32(c, 2);
        if (start < 0) throw_negative("startIndex", start);
        if (count < 0) throw_negative("length", count);
        if (start > static_cast<int32_t>(units.size()) - count) throw_start();
        units = units.substr(static_cast<size_t>(start), static_cast<size_t>(count));
    }
    return from_utf16(units);
}

Value new_repeated(Call& c)
{
    const int32_t count = i32(c, 1);
    if (count < 0) throw_negative("count", count);
    return from_utf16(std::u16string(static_cast<size_t>(count), c.args[0].as_char()));
}

Value substring(Call& c)
{
    const auto size = static_cast<int32_t>(length_of(c));
    const int32_t start = i32(c, 0);
    if (start < 0) throw_negative("startIndex", start);
    if (start > size) throw_range("startIndex cannot be larger than length of string.", "startIndex");
    int32_t count = size - start;
    if (c.args.size() > 1) {
        const int32_t wanted = i32(c, 1);
        if (wanted < 0) throw_negative("length", wanted);
        if (wanted > count) throw_range("Index and length must refer to a location within the string.", "length");
        count = wanted;
    }
    if (count == size) return c.self;
    return Value(c.self.as_string().substring(static_cast<uint32_t>(start), static_cast<uint32_t>(count)));
}

Value insert(Call& c)
{
    require(c, 1, "value");
    const String& whole = c.self.as_string();
    const int32_t at = i32(c, 0);
    const auto size = static_cast<int32_t>(whole.length());
    if (at < 0) throw_negative("startIndex", at);
    if (at > size) throw_too_large("startIndex", at, size);
    std::string out(whole.substring(0, static_cast<uint32_t>(at))->view());
    out += text(c, 1);
    out += whole.substring(static_cast<uint32_t>(at), static_cast<uint32_t>(size - at))->view();
    return Value(out);
}

Value remove(Call& c)
{
    const String& whole = c.self.as_string();
    const auto size = static_cast<int32_t>(whole.length());
    const int32_t at = i32(c, 0);
    if (at < 0) {
        if (c.args.size() > 1) throw_negative("startIndex", at);
        throw_range("StartIndex cannot be less than zero.", "startIndex");
    }
    int32_t count = size - at;
    if (c.args.size() > 1) {
        const int32_t wanted = i32(c, 1);
        if (wanted < 0) throw_negative("count", wanted);
        if (wanted > count) throw_too_large("count", wanted, count);
        count = wanted;
    } else if (at > size) {
        throw_range("startIndex cannot be larger than length of string.", "startIndex");
    }
    std::string out(whole.substring(0, static_cast<uint32_t>(at))->view());
    out += whole.substring(static_cast<uint32_t>(at + count), static_cast<uint32_t>(size - at - count))->view();
    return Value(out);
}

Value pad(Call& c, bool left)
{
    const int32_t width = i32(c, 0);
    if (width < 0) throw_negative("totalWidth", width);
    const auto size = static_cast<int32_t>(length_of(c));
    if (width <= size) return c.self;
    const std::u16string fill(static_cast<size_t>(width - size), c.args.size() > 1 ? c.args[1].as_char() : u' ');
    const std::string padding = to_utf8(fill);
    return Value(left ? padding + std::string(self_text(c)) : std::string(self_text(c)) + padding);
}

enum TrimSides
{
    Start = 1,
    End = 2
};

Value trim_by(Call& c, int sides)
{
    const std::string_view whole = self_text(c);
    std::vector<char32_t> set;
    if (!c.args.empty() && !c.args[0].is_null()) {
        if (c.args[0].tag() == Tag::Char) {
            set.push_back(c.args[0].as_char());
        } else {
            for (const Value& item : elements(c.args[0])) set.push_back(item.as_char());
        }
    }
    const auto drop = [&](char32_t ch) { return set.empty() ? is_white_space(ch) : std::find(set.begin(), set.end(), ch) != set.end(); };
    size_t start = 0, end = whole.size();
    while ((sides & Start) && start < end) {
        size_t next = start;
        if (!drop(next_char(whole, next))) break;
        start = next;
    }
    while ((sides & End) && end > start) {
        size_t before = end - 1;
        while (before > start && (static_cast<unsigned char>(whole[before]) & 0xC0) == 0x80) --before;
        size_t at = before;
        if (!drop(next_char(whole, at))) break;
        end = before;
    }
    if (end - start == whole.size()) return c.self;
    return Value(whole.substr(start, end - start));
}

Value trim_both(Call& c) { return trim_by(c, Start | End); }
Value trim_start(Call& c) { return trim_by(c, Start); }
Value trim_end(Call& c) { return trim_by(c, End); }
/// In the culture of the argument, the current one without it.
template <Case To>
Value cased(Call& c)
{
    return Value(change_case(self_text(c), To, casing_of(provider_culture(c.args.empty() ? Value() : c.args[0]))));
}
template <Case To>
Value cased_invariant(Call& c)
{
    return Value(change_case(self_text(c), To));
}
Value same(Call& c) { return c.self; }

Value char_array(Call& c)
{
    const std::u16string units = c.self.as_string().utf16();
    size_t start = 0, count = units.size();
    if (c.args.size() == 2) {
        const int32_t from = i32(c, 0), wanted = i32(c, 1), size = static_cast<int32_t>(units.size());
        if (wanted < 0) throw_negative("length", wanted);
        if (from < 0) throw_negative("startIndex", from);
        if (from > size - wanted) throw_too_large("startIndex", from, size - wanted);
        start = static_cast<size_t>(from);
        count = static_cast<size_t>(wanted);
    }
    std::vector<Value> items;
    items.reserve(count);
    for (size_t i = start; i < start + count; ++i) items.emplace_back(units[i]);
    return typed_array(types::character(), std::move(items));
}

Value copy_to(Call& c)
{
    const int32_t from = i32(c, 0), to = i32(c, 2), count = i32(c, 3);
    auto& target = object_arg<Sequence>(c, 1, "destination");
    if (count < 0) throw_negative("count", count);
    if (from < 0) throw_negative("sourceIndex", from);
    const auto size = static_cast<int32_t>(length_of(c)), room = static_cast<int32_t>(target.size());
    if (from > size - count) throw_too_large("sourceIndex", from, size - count);
    if (to > room - count || to < 0) throw_too_large("destinationIndex", to, room - count);
    for (int32_t i = 0; i < count; ++i) {
        target.set(static_cast<size_t>(to + i), Value(c.self.as_string().unit(static_cast<uint32_t>(from + i))));
    }
    return nothing();
}

Value get_char(Call& c)
{
    const int32_t at = i32(c, 0);
    if (at < 0 || static_cast<uint32_t>(at) >= length_of(c)) {
        throw_native("System.IndexOutOfRangeException", "Index was outside the bounds of the array.");
    }
    return Value(c.self.as_string().unit(static_cast<uint32_t>(at)));
}

std::string normalized(std::string_view text, int64_t form)
{
    // System.Text.NormalizationForm: FormC 1, FormD 2, FormKC 5, FormKD 6
    int options = UTF8PROC_STABLE;
    options |= form == 2 || form == 6 ? UTF8PROC_DECOMPOSE : UTF8PROC_COMPOSE;
    if (form >= 5) options |= UTF8PROC_COMPAT;
    utf8proc_uint8_t* out = nullptr;
    const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                               static_cast<utf8proc_ssize_t>(text.size()), &out, static_cast<utf8proc_option_t>(options));
    if (size < 0) {
        throw_argument("System.ArgumentException", "Invalid Unicode code point found at index 0.", "strInput");
    }
    std::string result(reinterpret_cast<const char*>(out), static_cast<size_t>(size));
    std::free(out); // allocated by utf8proc with malloc
    return result;
}

Value normalize(Call& c)
{
    if (c.self.as_string().is_ascii()) return c.self;
    return Value(normalized(self_text(c), c.args.empty() ? 1 : enum_arg(c, 0)));
}

Value is_normalized(Call& c)
{
    return Value(c.self.as_string().is_ascii() || normalized(self_text(c), c.args.empty() ? 1 : enum_arg(c, 0)) == self_text(c));
}

Value replace_line_endings(Call& c)
{
    const std::string_view whole = self_text(c), with = c.args.empty() ? std::string_view(base::new_line) : text(c, 0);
    std::string out;
    for (size_t i = 0; i < whole.size();) {
        const size_t start = i;
        const char32_t ch = next_char(whole, i);
        if (ch == '\r' && i < whole.size() && whole[i] == '\n') ++i;
        if (ch == '\r' || ch == '\n' || ch == '\f' || ch == 0x85 || ch == 0x2028 || ch == 0x2029)
            out += with;
        else
            out += whole.substr(start, i - start);
    }
    return Value(out);
}

Value runes(Call& c)
{
    std::vector<Value> items;
    const std::string_view whole = self_text(c);
    for (size_t i = 0; i < whole.size();) {
        const char32_t one = next_char(whole, i);
        items.emplace_back(make<Rune>(one >= 0xD800 && one < 0xE000 ? base::replacement_character : one));
    }
    return typed_array(native_type("System.Text.Rune"), std::move(items));
}

Value is_null_or_empty(Call& c) { return Value(text(c, 0).empty()); }
Value is_null_or_white_space(Call& c) { return Value(trim(text(c, 0)).empty()); }

constexpr const char* string_comparison = "string value, System.StringComparison comparisonType";

constexpr MemberDef members[] = {
    ctor("char[] value", new_from_chars),
    ctor("char[] value, int startIndex, int length", new_from_chars),
    ctor("char c, int count", new_repeated),
    prop("Length", "int", [](Call& c) { return Value(static_cast<int32_t>(length_of(c))); }),
    indexer("Chars", "int index", "char", get_char),
    sprop("Empty", "string", [](Call&) { return Value(std::string_view()); }),

    smeth("Compare", "string strA, string strB", "int", string_compare),
    smeth("Compare", "string strA, string strB, bool ignoreCase", "int", string_compare),
    smeth("Compare", "string strA, string strB, System.StringComparison comparisonType", "int", string_compare),
    smeth("Compare", "string strA, string strB, cultureinfo culture, System.Globalization.CompareOptions options", "int", string_compare),
    smeth("Compare", "string strA, string strB, bool ignoreCase, cultureinfo culture", "int", string_compare),
    smeth("Compare", "string strA, int indexA, string strB, int indexB, int length", "int", string_compare_parts),
    smeth("Compare", "string strA, int indexA, string strB, int indexB, int length, bool ignoreCase", "int", string_compare_parts),
    smeth("Compare", "string strA, int indexA, string strB, int indexB, int length, System.StringComparison comparisonType", "int",
          string_compare_parts),
    smeth("CompareOrdinal", "string strA, string strB", "int", string_compare_ordinal),
    smeth("CompareOrdinal", "string strA, int indexA, string strB, int indexB, int length", "int", string_compare_ordinal),
    meth("CompareTo", "System.Object value", "int", string_compare_to),
    meth("CompareTo", "string strB", "int", string_compare_to),
    meth("Equals", "System.Object obj", "bool", string_equals),
    meth("Equals", "string value", "bool", string_equals),
    meth("Equals", string_comparison, "bool", string_equals),
    smeth("Equals", "string a, string b", "bool", string_equals_static),
    smeth("Equals", "string a, string b, System.StringComparison comparisonType", "bool", string_equals_static),

    meth("StartsWith", "string value", "bool", string_starts_with),
    meth("StartsWith", string_comparison, "bool", string_starts_with),
    meth("StartsWith", "string value, bool ignoreCase, cultureinfo culture", "bool", string_starts_with),
    meth("StartsWith", "char value", "bool", string_starts_with),
    meth("EndsWith", "string value", "bool", string_ends_with),
    meth("EndsWith", string_comparison, "bool", string_ends_with),
    meth("EndsWith", "string value, bool ignoreCase, cultureinfo culture", "bool", string_ends_with),
    meth("EndsWith", "char value", "bool", string_ends_with),
    meth("Contains", "string value", "bool", string_contains),
    meth("Contains", string_comparison, "bool", string_contains),
    meth("Contains", "char value", "bool", string_contains),
    meth("Contains", "char value, System.StringComparison comparisonType", "bool", string_contains),
    meth("IndexOf", "char value", "int", string_index_of),
    meth("IndexOf", "char value, int startIndex", "int", string_index_of),
    meth("IndexOf", "char value, System.StringComparison comparisonType", "int", string_index_of),
    meth("IndexOf", "char value, int startIndex, int count", "int", string_index_of),
    meth("IndexOf", "string value", "int", string_index_of),
    meth("IndexOf", "string value, int startIndex", "int", string_index_of),
    meth("IndexOf", "string value, int startIndex, int count", "int", string_index_of),
    meth("IndexOf", string_comparison, "int", string_index_of),
    meth("IndexOf", "string value, int startIndex, System.StringComparison comparisonType", "int", string_index_of),
    meth("IndexOf", "string value, int startIndex, int count, System.StringComparison comparisonType", "int", string_index_of),
    meth("LastIndexOf", "char value", "int", string_last_index_of),
    meth("LastIndexOf", "char value, int startIndex", "int", string_last_index_of),
    meth("LastIndexOf", "char value, int startIndex, int count", "int", string_last_index_of),
    meth("LastIndexOf", "string value", "int", string_last_index_of),
    meth("LastIndexOf", "string value, int startIndex", "int", string_last_index_of),
    meth("LastIndexOf", "string value, int startIndex, int count", "int", string_last_index_of),
    meth("LastIndexOf", string_comparison, "int", string_last_index_of),
    meth("LastIndexOf", "string value, int startIndex, System.StringComparison comparisonType", "int", string_last_index_of),
    meth("IndexOfAny", "char[] anyOf", "int", string_index_of_any),
    meth("IndexOfAny", "char[] anyOf, int startIndex", "int", string_index_of_any),
    meth("IndexOfAny", "char[] anyOf, int startIndex, int count", "int", string_index_of_any),
    meth("LastIndexOfAny", "char[] anyOf", "int", string_last_index_of_any),
    meth("LastIndexOfAny", "char[] anyOf, int startIndex", "int", string_last_index_of_any),
    meth("LastIndexOfAny", "char[] anyOf, int startIndex, int count", "int", string_last_index_of_any),

    meth("Replace", "string oldValue, string newValue, bool ignoreCase, cultureinfo culture", "string", string_replace),
    meth("Replace", "string oldValue, string newValue, System.StringComparison comparisonType", "string", string_replace),
    meth("Replace", "char oldChar, char newChar", "string", string_replace),
    meth("Replace", "string oldValue, string newValue", "string", string_replace),
    meth("ReplaceLineEndings", "", "string", replace_line_endings),
    meth("ReplaceLineEndings", "string replacementText", "string", replace_line_endings),
    meth("Insert", "int startIndex, string value", "string", insert),
    meth("Remove", "int startIndex, int count", "string", remove),
    meth("Remove", "int startIndex", "string", remove),
    meth("Substring", "int startIndex", "string", substring),
    meth("Substring", "int startIndex, int length", "string", substring),
    meth("PadLeft", "int totalWidth", "string", [](Call& c) { return pad(c, true); }),
    meth("PadLeft", "int totalWidth, char paddingChar", "string", [](Call& c) { return pad(c, true); }),
    meth("PadRight", "int totalWidth", "string", [](Call& c) { return pad(c, false); }),
    meth("PadRight", "int totalWidth, char paddingChar", "string", [](Call& c) { return pad(c, false); }),
    meth("Trim", "", "string", trim_both),
    meth("Trim", "char trimChar", "string", trim_both),
    meth("Trim", "params char[] trimChars", "string", trim_both),
    meth("TrimStart", "", "string", trim_start),
    meth("TrimStart", "char trimChar", "string", trim_start),
    meth("TrimStart", "params char[] trimChars", "string", trim_start),
    meth("TrimEnd", "", "string", trim_end),
    meth("TrimEnd", "char trimChar", "string", trim_end),
    meth("TrimEnd", "params char[] trimChars", "string", trim_end),
    meth("ToUpper", "", "string", cased<Case::Upper>),
    meth("ToUpper", "cultureinfo culture", "string", cased<Case::Upper>),
    meth("ToUpperInvariant", "", "string", cased_invariant<Case::Upper>),
    meth("ToLower", "", "string", cased<Case::Lower>),
    meth("ToLower", "cultureinfo culture", "string", cased<Case::Lower>),
    meth("ToLowerInvariant", "", "string", cased_invariant<Case::Lower>),

    meth("Split", "char separator, System.StringSplitOptions options = None", "string[]", string_split),
    meth("Split", "char separator, int count, System.StringSplitOptions options = None", "string[]", string_split),
    meth("Split", "params char[] separator", "string[]", string_split),
    meth("Split", "char[] separator, int count", "string[]", string_split),
    meth("Split", "char[] separator, System.StringSplitOptions options", "string[]", string_split),
    meth("Split", "char[] separator, int count, System.StringSplitOptions options", "string[]", string_split),
    meth("Split", "string separator, System.StringSplitOptions options = None", "string[]", string_split),
    meth("Split", "string separator, int count, System.StringSplitOptions options = None", "string[]", string_split),
    meth("Split", "string[] separator, System.StringSplitOptions options", "string[]", string_split),
    meth("Split", "string[] separator, int count, System.StringSplitOptions options", "string[]", string_split),
    smeth("Join", "char separator, params string[] value", "string", string_join),
    smeth("Join", "string separator, params string[] value", "string", string_join),
    smeth("Join", "char separator, string[] value, int startIndex, int count", "string", string_join),
    smeth("Join", "string separator, string[] value, int startIndex, int count", "string", string_join),
    smeth("Join", "string separator, System.Collections.Generic.IEnumerable[string] values", "string", string_join),
    smeth("Join", "char separator, params System.Object[] values", "string", string_join),
    smeth("Join", "string separator, params System.Object[] values", "string", string_join),
    smeth("Concat", "System.Object arg0", "string", string_concat),
    smeth("Concat", "System.Object arg0, System.Object arg1", "string", string_concat),
    smeth("Concat", "System.Object arg0, System.Object arg1, System.Object arg2", "string", string_concat),
    smeth("Concat", "params System.Object[] args", "string", string_concat),
    smeth("Concat", "System.Collections.Generic.IEnumerable[string] values", "string", string_concat),
    smeth("Concat", "string str0, string str1", "string", string_concat),
    smeth("Concat", "string str0, string str1, string str2", "string", string_concat),
    smeth("Concat", "string str0, string str1, string str2, string str3", "string", string_concat),
    smeth("Concat", "params string[] values", "string", string_concat),
    smeth("Format", "string format, System.Object arg0", "string", string_format),
    smeth("Format", "string format, System.Object arg0, System.Object arg1", "string", string_format),
    smeth("Format", "string format, System.Object arg0, System.Object arg1, System.Object arg2", "string", string_format),
    smeth("Format", "string format, params System.Object[] args", "string", string_format),
    smeth("Format", "System.IFormatProvider provider, string format, System.Object arg0", "string", string_format),
    smeth("Format", "System.IFormatProvider provider, string format, System.Object arg0, System.Object arg1", "string", string_format),
    smeth("Format", "System.IFormatProvider provider, string format, System.Object arg0, System.Object arg1, System.Object arg2", "string",
          string_format),
    smeth("Format", "System.IFormatProvider provider, string format, params System.Object[] args", "string", string_format),

    smeth("IsNullOrEmpty", "string value", "bool", is_null_or_empty),
    smeth("IsNullOrWhiteSpace", "string value", "bool", is_null_or_white_space),
    smeth("Copy", "string str", "string", [](Call& c) { return c.args[0]; }),
    smeth("Intern", "string str", "string", [](Call& c) { return c.args[0]; }),
    smeth("IsInterned", "string str", "string", [](Call&) { return Value(); }),
    meth("Clone", "", "System.Object", same),
    meth("CopyTo", "int sourceIndex, char[] destination, int destinationIndex, int count", "void", copy_to),
    meth("ToCharArray", "", "char[]", char_array),
    meth("ToCharArray", "int startIndex, int length", "char[]", char_array),
    meth("GetEnumerator", "", "System.CharEnumerator", [](Call& c) { return enumerator_of(char_array(c), "System.CharEnumerator"); }),
    meth("EnumerateRunes", "", "System.Text.StringRuneEnumerator", runes),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(c.self.as_string().hash())); }),
    meth("GetHashCode", "System.StringComparison comparisonType", "int",
         [](Call& c) {
             return Value(static_cast<int32_t>(enum_arg(c, 0) & 1 ? hash_ignore_case(self_text(c)) : c.self.as_string().hash()));
         }),
    meth("GetTypeCode", "", "System.TypeCode", [](Call&) { return enum_value("System.TypeCode", 18); }),
    meth("IsNormalized", "", "bool", is_normalized),
    meth("IsNormalized", "System.Text.NormalizationForm normalizationForm", "bool", is_normalized),
    meth("Normalize", "", "string", normalize),
    meth("Normalize", "System.Text.NormalizationForm normalizationForm", "string", normalize),
    meth("ToString", "", "string", same),
    meth("ToString", "System.IFormatProvider provider", "string", same),
};

constexpr TypeDef table[] = {
    {"System.String", "System.Object", TypeFlags::Sealed, "string",
     "System.IComparable,System.IConvertible,System.ICloneable,System.Collections.IEnumerable,System.IComparable[string],"
     "System.IEquatable[string],System.Collections.Generic.IEnumerable[char]",
     members},
    {"System.CharEnumerator", "System.ArrayEnumerator", TypeFlags::Sealed},
};

} // namespace

std::span<const TypeDef> string_types() { return table; }

} // namespace kestrun::value
