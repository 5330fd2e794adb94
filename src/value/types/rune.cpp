// System.Text.Rune: a Unicode scalar value.
#include "value/types/rune.hpp"
#include "value/culture.hpp"
#include "value/types/all_types.hpp"
#include "value/types/char_category.hpp"

namespace kestrun::value {

const Type& Rune::type() const
{
    static const Type& type = native_type("System.Text.Rune");
    return type;
}

std::string Rune::text() const
{
    std::string text;
    append_utf8(text, value_);
    return text;
}

bool Rune::equals(const Value& other) const
{
    const auto* rune = other.as<Rune>();
    return rune && rune->value_ == value_;
}

uint32_t Rune::hash() const { return value_; }

std::optional<int> Rune::compare(const Value& other) const
{
    const auto* rune = other.as<Rune>();
    if (!rune) return std::nullopt;
    return value_ < rune->value_ ? -1 : value_ > rune->value_ ? 1 : 0;
}

namespace {

char32_t own(const Call& c) { return self<Rune>(c).value(); }
char32_t arg(const Call& c, size_t i = 0) { return object_arg<Rune>(c, i, "value").value(); }
Value rune(char32_t value) { return Value(make<Rune>(value)); }
bool is_scalar(int64_t value) { return value >= 0 && value <= 0x10FFFF && !(value >= 0xD800 && value < 0xE000); }

Value make_rune(Call& c)
{
    const int64_t value = c.args[0].tag() == Tag::Char ? static_cast<int64_t>(c.args[0].as_char()) : c.args[0].as_int64();
    if (!is_scalar(value))
        throw_range("Specified argument was out of the range of valid values.", c.args[0].tag() == Tag::Char ? "ch" : "value");
    return rune(static_cast<char32_t>(value));
}

Value from_surrogates(Call& c)
{
    const char32_t high = c.args[0].as_char(), low = c.args[1].as_char();
    if (high < 0xD800 || high >= 0xDC00) throw_range("Specified argument was out of the range of valid values.", "highSurrogate");
    if (low < 0xDC00 || low >= 0xE000) throw_range("Specified argument was out of the range of valid values.", "lowSurrogate");
    return rune(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
}

/// The scalar value at a UTF-16 position; throws for a surrogate without its pair.
Value rune_at(Call& c)
{
    require(c, 0, "input");
    const String& input = c.args[0].as_string();
    const int32_t at = i32(c, 1);
    if (at < 0 || static_cast<uint32_t>(at) >= input.length())
        throw_range("Index was out of range. Must be non-negative and less than the size of the collection.", "index");
    const char16_t first = input.unit(static_cast<uint32_t>(at));
    if (first < 0xD800 || first >= 0xE000) return rune(first);
    const char16_t next = static_cast<uint32_t>(at) + 1 < input.length() ? input.unit(static_cast<uint32_t>(at) + 1) : u'\0';
    if (first >= 0xDC00 || next < 0xDC00 || next >= 0xE000)
        throw_argument("System.ArgumentException", "Cannot extract a Unicode scalar value from the specified index in the input.", "index");
    return rune(0x10000 + ((char32_t{first} - 0xD800) << 10) + (next - 0xDC00u));
}

Value is_valid(Call& c) { return Value(is_scalar(c.args[0].as_int64())); }

template <bool (*Test)(char32_t)>
Value test(Call& c)
{
    return Value(Test(arg(c)));
}

Casing casing(const Call& c) { return casing_of(provider_culture(c.args.size() > 1 ? c.args[1] : Value())); }

constexpr MemberDef members[] = {
    ctor("char ch", make_rune),
    ctor("int value", make_rune),
    ctor("uint value", make_rune),
    ctor("char highSurrogate, char lowSurrogate", from_surrogates),
    sprop("ReplacementChar", "System.Text.Rune", [](Call&) { return rune(base::replacement_character); }),
    prop("Value", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c))); }),
    prop("IsAscii", "bool", [](Call& c) { return Value(own(c) < 0x80); }),
    prop("IsBmp", "bool", [](Call& c) { return Value(own(c) < 0x10000); }),
    prop("Plane", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c) >> 16)); }),
    prop("Utf16SequenceLength", "int", [](Call& c) { return Value(own(c) < 0x10000 ? 1 : 2); }),
    prop("Utf8SequenceLength", "int", [](Call& c) { return Value(static_cast<int32_t>(self<Rune>(c).text().size())); }),
    smeth("IsValid", "int value", "bool", is_valid),
    smeth("IsValid", "uint value", "bool", is_valid),
    smeth("GetRuneAt", "string input, int index", "System.Text.Rune", rune_at),
    smeth("GetUnicodeCategory", "System.Text.Rune value", "System.Globalization.UnicodeCategory",
          [](Call& c) { return enum_value("System.Globalization.UnicodeCategory", unicode_category(arg(c))); }),
    smeth("GetNumericValue", "System.Text.Rune value", "double", [](Call& c) { return Value(numeric_value(arg(c))); }),
    smeth("IsControl", "System.Text.Rune value", "bool", test<is_control>),
    smeth("IsDigit", "System.Text.Rune value", "bool", test<is_digit>),
    smeth("IsLetter", "System.Text.Rune value", "bool", test<is_letter>),
    smeth("IsLetterOrDigit", "System.Text.Rune value", "bool", test<is_letter_or_digit>),
    smeth("IsLower", "System.Text.Rune value", "bool", test<is_lower>),
    smeth("IsNumber", "System.Text.Rune value", "bool", test<is_number>),
    smeth("IsPunctuation", "System.Text.Rune value", "bool", test<is_punctuation>),
    smeth("IsSeparator", "System.Text.Rune value", "bool", test<is_separator>),
    smeth("IsSymbol", "System.Text.Rune value", "bool", test<is_symbol>),
    smeth("IsUpper", "System.Text.Rune value", "bool", test<is_upper>),
    smeth("IsWhiteSpace", "System.Text.Rune value", "bool", test<is_white_space>),
    smeth("ToLower", "System.Text.Rune value, cultureinfo culture", "System.Text.Rune",
          [](Call& c) { return rune(to_lower(arg(c), casing(c))); }),
    smeth("ToLowerInvariant", "System.Text.Rune value", "System.Text.Rune", [](Call& c) { return rune(to_lower(arg(c))); }),
    smeth("ToUpper", "System.Text.Rune value, cultureinfo culture", "System.Text.Rune",
          [](Call& c) { return rune(to_upper(arg(c), casing(c))); }),
    smeth("ToUpperInvariant", "System.Text.Rune value", "System.Text.Rune", [](Call& c) { return rune(to_upper(arg(c))); }),
    meth("CompareTo", "System.Text.Rune other", "int",
         [](Call& c) { return Value(static_cast<int32_t>(own(c)) - static_cast<int32_t>(arg(c))); }),
    meth("Equals", "System.Object obj", "bool", [](Call& c) { return Value(self<Rune>(c).equals(c.args[0])); }),
    meth("Equals", "System.Text.Rune other", "bool", [](Call& c) { return Value(self<Rune>(c).equals(c.args[0])); }),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(own(c))); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<Rune>(c).text()); }),
};

constexpr TypeDef table[] = {
    {"System.Text.Rune", "System.ValueType", TypeFlags::ValueType | TypeFlags::Sealed, "", "System.IComparable,System.IFormattable",
     members},
};

} // namespace

std::span<const TypeDef> rune_types() { return table; }

} // namespace kestrun::value
