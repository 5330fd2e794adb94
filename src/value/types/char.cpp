// System.Char.
#include "value/culture.hpp"
#include "value/types/all_types.hpp"
#include "value/types/char_category.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {
namespace {

/// The character of (char c) or (string s, int index); a pair of surrogates in a text is one character.
char32_t character(const Call& c)
{
    if (c.args[0].tag() == Tag::Char) return c.args[0].as_char();
    require(c, 0, "s");
    const String& s = c.args[0].as_string();
    const int32_t at = i32(c, 1);
    if (at < 0 || static_cast<uint32_t>(at) >= s.length()) throw_range("Specified argument was out of the range of valid values.", "index");
    const char16_t unit = s.unit(static_cast<uint32_t>(at));
    if (unit >= 0xD800 && unit < 0xDC00 && static_cast<uint32_t>(at) + 1 < s.length()) {
        const char16_t low = s.unit(static_cast<uint32_t>(at) + 1);
        if (low >= 0xDC00 && low < 0xE000) return 0x10000 + ((char32_t{unit} - 0xD800) << 10) + (low - 0xDC00u);
    }
    return unit;
}

bool is_high(char32_t c) { return c >= 0xD800 && c < 0xDC00; }
bool is_low(char32_t c) { return c >= 0xDC00 && c < 0xE000; }
bool is_surrogate(char32_t c) { return c >= 0xD800 && c < 0xE000; }

template <bool (*Test)(char32_t)>
Value test(Call& c)
{
    return Value(Test(character(c)));
}

/// The unit itself, for the tests that look at surrogates.
char32_t unit(const Call& c)
{
    if (c.args[0].tag() == Tag::Char) return c.args[0].as_char();
    const String& s = c.args[0].as_string();
    const int32_t at = i32(c, 1);
    if (at < 0 || static_cast<uint32_t>(at) >= s.length()) throw_range("Specified argument was out of the range of valid values.", "index");
    return s.unit(static_cast<uint32_t>(at));
}

template <bool (*Test)(char32_t)>
Value test_unit(Call& c)
{
    return Value(Test(unit(c)));
}

template <bool (*Test)(char32_t)>
Value test_ascii(Call& c)
{
    const char32_t ch = c.args[0].as_char();
    return Value(ch < 0x80 && Test(ch));
}

bool any(char32_t) { return true; }
bool hex_digit(char32_t c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); }
bool hex_upper(char32_t c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); }
bool hex_lower(char32_t c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/// The culture of the second argument, the current one without it.
Casing casing(const Call& c) { return casing_of(provider_culture(c.args.size() > 1 ? c.args[1] : Value())); }

Value upper(Call& c) { return Value(static_cast<char16_t>(to_upper(c.args[0].as_char(), casing(c)))); }
Value lower(Call& c) { return Value(static_cast<char16_t>(to_lower(c.args[0].as_char(), casing(c)))); }
Value upper_invariant(Call& c) { return Value(static_cast<char16_t>(to_upper(c.args[0].as_char()))); }
Value lower_invariant(Call& c) { return Value(static_cast<char16_t>(to_lower(c.args[0].as_char()))); }

Value char_text(char16_t c) { return from_utf16({&c, 1}); }

bool one_char(const Call& c, char16_t& out)
{
    if (!c.args[0].is_string() || c.args[0].as_string().length() != 1) return false;
    out = c.args[0].as_string().unit(0);
    return true;
}

Value parse(Call& c)
{
    require(c, 0, "s");
    char16_t result = 0;
    if (!one_char(c, result)) throw_native("System.FormatException", "String must be exactly one character long.");
    return Value(result);
}

Value try_parse(Call& c)
{
    char16_t result = 0;
    const bool ok = one_char(c, result);
    c.args[1] = Value(result);
    return Value(ok);
}

Value numeric(Call& c) { return Value(numeric_value(character(c))); }

Value from_utf32(Call& c)
{
    const int32_t code = i32(c, 0);
    if (code < 0 || code > 0x10FFFF || is_surrogate(static_cast<char32_t>(code))) {
        throw_range("A valid UTF32 value is between 0x000000 and 0x10ffff, inclusive, and should not include surrogate codepoint values "
                    "(0x00d800 ~ 0x00dfff).",
                    "utf32");
    }
    std::string out;
    append_utf8(out, static_cast<char32_t>(code));
    return Value(out);
}

Value to_utf32(Call& c)
{
    if (c.args[0].tag() == Tag::Char) {
        const char32_t high = c.args[0].as_char(), low = c.args[1].as_char();
        if (!is_high(high)) throw_range("A valid high surrogate character is between 0xd800 and 0xdbff, inclusive.", "highSurrogate");
        if (!is_low(low)) throw_range("A valid low surrogate character is between 0xdc00 and 0xdfff, inclusive.", "lowSurrogate");
        return Value(static_cast<int32_t>(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)));
    }
    const char32_t ch = character(c);
    if (is_surrogate(ch)) {
        throw_argument("System.ArgumentException",
                       "Found a high surrogate char without a following low surrogate at index: " + std::to_string(i32(c, 1)) +
                           ". The input may not be in this encoding, or may not contain valid Unicode (UTF-16) characters.",
                       "s");
    }
    return Value(static_cast<int32_t>(ch));
}

Value is_pair(Call& c)
{
    if (c.args[0].tag() == Tag::Char) return Value(is_high(c.args[0].as_char()) && is_low(c.args[1].as_char()));
    return Value(character(c) >= 0x10000);
}

Value compare_to(Call& c)
{
    if (is_null(c, 0)) return Value(1);
    if (c.args[0].tag() != Tag::Char) throw_native("System.ArgumentException", "Object must be of type Char.");
    return Value(static_cast<int32_t>(c.self.as_char()) - static_cast<int32_t>(c.args[0].as_char()));
}

Value equals(Call& c) { return Value(c.self.identical(c.args[0])); }
Value to_string(Call& c) { return char_text(c.self.as_char()); }
Value category_of(Call& c) { return enum_value("System.Globalization.UnicodeCategory", unicode_category(character(c))); }

#define KESTRUN_CHAR_TEST(name, fn) smeth(name, "char c", "bool", fn), smeth(name, "string s, int index", "bool", fn)

constexpr MemberDef members[] = {
    sprop("MaxValue", "char", [](Call&) { return Value(char16_t{0xFFFF}); }),
    sprop("MinValue", "char", [](Call&) { return Value(char16_t{0}); }),
    KESTRUN_CHAR_TEST("IsControl", test<is_control>),
    KESTRUN_CHAR_TEST("IsDigit", test<is_digit>),
    KESTRUN_CHAR_TEST("IsLetter", test<is_letter>),
    KESTRUN_CHAR_TEST("IsLetterOrDigit", test<is_letter_or_digit>),
    KESTRUN_CHAR_TEST("IsLower", test<is_lower>),
    KESTRUN_CHAR_TEST("IsNumber", test<is_number>),
    KESTRUN_CHAR_TEST("IsPunctuation", test<is_punctuation>),
    KESTRUN_CHAR_TEST("IsSeparator", test<is_separator>),
    KESTRUN_CHAR_TEST("IsSymbol", test<is_symbol>),
    KESTRUN_CHAR_TEST("IsUpper", test<is_upper>),
    KESTRUN_CHAR_TEST("IsWhiteSpace", test<is_white_space>),
    KESTRUN_CHAR_TEST("IsSurrogate", test_unit<is_surrogate>),
    KESTRUN_CHAR_TEST("IsHighSurrogate", test_unit<is_high>),
    KESTRUN_CHAR_TEST("IsLowSurrogate", test_unit<is_low>),
    smeth("IsSurrogatePair", "string s, int index", "bool", is_pair),
    smeth("IsSurrogatePair", "char highSurrogate, char lowSurrogate", "bool", is_pair),
    smeth("IsAscii", "char c", "bool", test_ascii<any>),
    smeth("IsAsciiLetter", "char c", "bool", test_ascii<is_letter>),
    smeth("IsAsciiLetterLower", "char c", "bool", test_ascii<is_lower>),
    smeth("IsAsciiLetterUpper", "char c", "bool", test_ascii<is_upper>),
    smeth("IsAsciiDigit", "char c", "bool", test_ascii<is_digit>),
    smeth("IsAsciiLetterOrDigit", "char c", "bool", test_ascii<is_letter_or_digit>),
    smeth("IsAsciiHexDigit", "char c", "bool", test_ascii<hex_digit>),
    smeth("IsAsciiHexDigitUpper", "char c", "bool", test_ascii<hex_upper>),
    smeth("IsAsciiHexDigitLower", "char c", "bool", test_ascii<hex_lower>),
    smeth("IsBetween", "char c, char minInclusive, char maxInclusive", "bool",
          [](Call& c) { return Value(c.args[0].as_char() >= c.args[1].as_char() && c.args[0].as_char() <= c.args[2].as_char()); }),
    smeth("ToUpper", "char c, cultureinfo culture", "char", upper),
    smeth("ToUpper", "char c", "char", upper),
    smeth("ToUpperInvariant", "char c", "char", upper_invariant),
    smeth("ToLower", "char c, cultureinfo culture", "char", lower),
    smeth("ToLower", "char c", "char", lower),
    smeth("ToLowerInvariant", "char c", "char", lower_invariant),
    smeth("GetUnicodeCategory", "char c", "System.Globalization.UnicodeCategory", category_of),
    smeth("GetUnicodeCategory", "string s, int index", "System.Globalization.UnicodeCategory", category_of),
    smeth("GetNumericValue", "char c", "double", numeric),
    smeth("GetNumericValue", "string s, int index", "double", numeric),
    smeth("ConvertFromUtf32", "int utf32", "string", from_utf32),
    smeth("ConvertToUtf32", "char highSurrogate, char lowSurrogate", "int", to_utf32),
    smeth("ConvertToUtf32", "string s, int index", "int", to_utf32),
    smeth("Parse", "string s", "char", parse),
    smeth("TryParse", "string s, out char result", "bool", try_parse),
    smeth("ToString", "char c", "string", [](Call& c) { return char_text(c.args[0].as_char()); }),
    meth("ToString", "", "string", to_string),
    meth("ToString", "System.IFormatProvider provider", "string", to_string),
    meth("CompareTo", "System.Object value", "int", compare_to),
    meth("CompareTo", "char value", "int", compare_to),
    meth("Equals", "System.Object obj", "bool", equals),
    meth("Equals", "char obj", "bool", equals),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(c.self.as_char()) * 0x10001); }),
    meth("GetTypeCode", "", "System.TypeCode", [](Call&) { return enum_value("System.TypeCode", 4); }),
};
#undef KESTRUN_CHAR_TEST

constexpr TypeDef table[] = {
    {"System.Char", "System.ValueType", TypeFlags::ValueType | TypeFlags::Sealed, "char",
     "System.IComparable,System.IConvertible,System.IFormattable,System.IComparable[char],System.IEquatable[char]", members},
};

} // namespace

std::span<const TypeDef> char_types() { return table; }

} // namespace kestrun::value
