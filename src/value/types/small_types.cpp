// Small value types and helpers: Index, Range, HashCode, BitOperations, Nullable's statics, StringInfo, RegionInfo, RuntimeHelpers.
#include "value/types/all_types.hpp"
#include "value/types/collection_helpers.hpp"
#include "value/types/enumerators.hpp"
#include "value/types/number_members.hpp"
#include <bit>
#include <utf8proc.h>

namespace kestrun::value {
namespace {

constexpr TypeFlags value_type = TypeFlags::ValueType | TypeFlags::Sealed;

// Index and Range

class IndexObject final : public Object, public Textual, public Comparable
{
public:
    IndexObject(int32_t value, bool from_end) : value_(value), from_end_(from_end) {}
    const Type& type() const override { return native_type("System.Index"); }
    std::string text() const override { return (from_end_ ? "^" : "") + std::to_string(value_); }
    bool equals(const Value& other) const override
    {
        const auto* index = other.as<IndexObject>();
        return index && index->value_ == value_ && index->from_end_ == from_end_;
    }
    uint32_t hash() const override { return static_cast<uint32_t>(from_end_ ? ~value_ : value_); }
    int32_t value() const { return value_; }
    bool from_end() const { return from_end_; }
    int32_t offset(int32_t length) const { return from_end_ ? length - value_ : value_; }

private:
    int32_t value_;
    bool from_end_;
};

Value index_value(int32_t value, bool from_end)
{
    if (value < 0) throw_range("value must be non-negative.", "value");
    return Value(make<IndexObject>(value, from_end));
}

IndexObject& own_index(const Call& c) { return self<IndexObject>(c); }

constexpr MemberDef index_members[] = {
    ctor("int value, bool fromEnd = false", [](Call& c) { return index_value(i32(c, 0), flag(c, 1)); }),
    sprop("Start", "System.Index", [](Call&) { return index_value(0, false); }),
    sprop("End", "System.Index", [](Call&) { return index_value(0, true); }),
    smeth("FromStart", "int value", "System.Index", [](Call& c) { return index_value(i32(c, 0), false); }),
    smeth("FromEnd", "int value", "System.Index", [](Call& c) { return index_value(i32(c, 0), true); }),
    prop("Value", "int", [](Call& c) { return Value(own_index(c).value()); }),
    prop("IsFromEnd", "bool", [](Call& c) { return Value(own_index(c).from_end()); }),
    meth("GetOffset", "int length", "int", [](Call& c) { return Value(own_index(c).offset(i32(c, 0))); }),
    meth("Equals", "System.Object value", "bool", [](Call& c) { return Value(own_index(c).equals(c.args[0])); }),
    meth("ToString", "", "string", [](Call& c) { return Value(own_index(c).text()); }),
};

class RangeObject final : public Object, public Textual
{
public:
    RangeObject(Ref<IndexObject> start, Ref<IndexObject> end) : start_(std::move(start)), end_(std::move(end)) {}
    const Type& type() const override { return native_type("System.Range"); }
    void trace(Tracer& tracer) const override
    {
        tracer.visit(start_);
        tracer.visit(end_);
    }
    std::string text() const override { return start_->text() + ".." + end_->text(); }
    const Ref<IndexObject>& start() const { return start_; }
    const Ref<IndexObject>& end() const { return end_; }

private:
    Ref<IndexObject> start_, end_;
};

Ref<IndexObject> index_arg(const Call& c, size_t i)
{
    if (auto* index = c.args[i].as<IndexObject>()) return Ref<IndexObject>(index);
    return make<IndexObject>(to_int32(c.args[i]), false);
}

constexpr MemberDef range_members[] = {
    ctor("System.Index start, System.Index end", [](Call& c) { return Value(make<RangeObject>(index_arg(c, 0), index_arg(c, 1))); }),
    ctor("int start, int end", [](Call& c) { return Value(make<RangeObject>(index_arg(c, 0), index_arg(c, 1))); }),
    sprop("All", "System.Range", [](Call&) { return Value(make<RangeObject>(make<IndexObject>(0, false), make<IndexObject>(0, true))); }),
    prop("Start", "System.Index", [](Call& c) { return Value(self<RangeObject>(c).start()); }),
    prop("End", "System.Index", [](Call& c) { return Value(self<RangeObject>(c).end()); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<RangeObject>(c).text()); }),
};

// HashCode: equal values give equal codes within one run, as in .NET.

uint32_t mix(uint32_t hash, uint32_t code) { return std::rotl(hash + code * 3266489917U, 17) * 668265263U; }

Value combine(Call& c)
{
    uint32_t hash = 374761393U;
    for (const Value& value : c.args) hash = mix(hash, value.is_null() ? 0 : hash_of(value, true));
    return Value(static_cast<int32_t>(hash));
}

class HashCode final : public Object
{
public:
    const Type& type() const override { return native_type("System.HashCode"); }
    uint32_t hash = 374761393U;
};

constexpr MemberDef hash_members[] = {
    ctor("", [](Call&) { return Value(make<HashCode>()); }),
    smeth("Combine", "System.Object value1", "int", combine),
    smeth("Combine", "System.Object value1, System.Object value2", "int", combine),
    smeth("Combine", "System.Object value1, System.Object value2, System.Object value3", "int", combine),
    smeth("Combine", "System.Object value1, System.Object value2, System.Object value3, System.Object value4", "int", combine),
    meth("Add", "System.Object value", "void",
         [](Call& c) {
             return self<HashCode>(c).hash = mix(self<HashCode>(c).hash, is_null(c, 0) ? 0 : hash_of(c.args[0], true)), nothing();
         }),
    meth("ToHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(self<HashCode>(c).hash)); }),
};

// BitOperations

template <int width>
uint64_t bits(const Call& c)
{
    return width == 32 ? static_cast<uint32_t>(c.args[0].as_uint64()) : c.args[0].as_uint64();
}
template <int width>
Value number(uint64_t b)
{
    return width == 32 ? Value::integer(Tag::UInt32, static_cast<int64_t>(static_cast<uint32_t>(b))) : Value::uint64(b);
}
template <int width, bool left>
Value rotate(Call& c)
{
    const int by = ((i32(c, 1) % width) + width) % width;
    const uint64_t b = bits<width>(c);
    if (by == 0) return number<width>(b);
    return number<width>(left ? b << by | b >> (width - by) : b >> by | b << (width - by));
}
template <int width>
Value round_up(Call& c)
{
    const uint64_t b = bits<width>(c);
    return number<width>(b == 0 || b > uint64_t{1} << (width - 1) ? 0 : std::bit_ceil(b));
}

#define KESTRUN_BIT_ROWS(NAME, WIDTH)                                                                                                      \
    smeth("PopCount", NAME " value", "int", [](Call& c) { return Value(std::popcount(bits<WIDTH>(c))); }),                                 \
        smeth("LeadingZeroCount", NAME " value", "int", [](Call& c) { return Value(std::countl_zero(bits<WIDTH>(c)) - (64 - WIDTH)); }),   \
        smeth("TrailingZeroCount", NAME " value", "int",                                                                                   \
              [](Call& c) { return Value(bits<WIDTH>(c) == 0 ? WIDTH : std::countr_zero(bits<WIDTH>(c))); }),                              \
        smeth("Log2", NAME " value", "int",                                                                                                \
              [](Call& c) { return Value(bits<WIDTH>(c) == 0 ? 0 : 63 - std::countl_zero(bits<WIDTH>(c))); }),                             \
        smeth("IsPow2", NAME " value", "bool", [](Call& c) { return Value(std::has_single_bit(bits<WIDTH>(c))); }),                        \
        smeth("RotateLeft", NAME " value, int offset", NAME, rotate<WIDTH, true>),                                                         \
        smeth("RotateRight", NAME " value, int offset", NAME, rotate<WIDTH, false>),                                                       \
        smeth("RoundUpToPowerOf2", NAME " value", NAME, round_up<WIDTH>)
constexpr MemberDef bit_members[] = {KESTRUN_BIT_ROWS("uint", 32), KESTRUN_BIT_ROWS("ulong", 64)};
#undef KESTRUN_BIT_ROWS

// Nullable's statics

Value underlying(Call& c)
{
    const auto* type = c.args[0].as<Type>();
    if (!type) throw_argument("System.ArgumentNullException", "Value cannot be null.", "nullableType");
    return type->generic_definition() == &types::nullable() ? type_value(*type->generic_args()[0]) : Value();
}

constexpr MemberDef nullable_members[] = {
    smeth("GetUnderlyingType", "type nullableType", "type", underlying),
    smeth("Compare", "System.Object n1, System.Object n2", "int", [](Call& c) { return Value(compare_default(c.args[0], c.args[1])); }),
    smeth("Equals", "System.Object n1, System.Object n2", "bool", [](Call& c) { return Value(equals_default(c.args[0], c.args[1])); }),
};

// StringInfo: what a reader takes for characters.

/// Start of each text element in the text, in bytes.
std::vector<size_t> element_starts(std::string_view text)
{
    std::vector<size_t> starts;
    utf8proc_int32_t state = 0;
    char32_t previous = 0;
    for (size_t i = 0; i < text.size();) {
        const size_t at = i;
        const char32_t c = next_char(text, i);
        if (at == 0 || utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(previous), static_cast<utf8proc_int32_t>(c), &state))
            starts.push_back(at);
        previous = c;
    }
    return starts;
}

std::vector<Value> elements_of(std::string_view text)
{
    const std::vector<size_t> starts = element_starts(text);
    std::vector<Value> parts;
    for (size_t i = 0; i < starts.size(); ++i)
        parts.emplace_back(text.substr(starts[i], (i + 1 < starts.size() ? starts[i + 1] : text.size()) - starts[i]));
    return parts;
}

class StringInfo final : public Object
{
public:
    explicit StringInfo(std::string text) : text_(std::move(text)) {}
    const Type& type() const override { return native_type("System.Globalization.StringInfo"); }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

Value element_indices(Call& c)
{
    require(c, 0, "str");
    std::vector<Value> indices;
    for (const size_t start : element_starts(text(c, 0)))
        indices.emplace_back(static_cast<int32_t>(to_utf16(text(c, 0).substr(0, start)).size()));
    return typed_array(types::int32(), std::move(indices));
}

Value substring_by_elements(Call& c)
{
    const std::vector<Value> parts = elements_of(self<StringInfo>(c).text());
    const int32_t from = i32(c, 0);
    const int32_t count = c.args.size() > 1 ? i32(c, 1) : static_cast<int32_t>(parts.size()) - from;
    if (from < 0 || static_cast<size_t>(from) >= parts.size())
        throw_range("Index was out of range. Must be non-negative and less than the length of the string.", "startingTextElement");
    if (count < 0 || static_cast<size_t>(from) + static_cast<size_t>(count) > parts.size())
        throw_range("Index and count must refer to a location within the string.", "lengthInTextElements");
    std::string out;
    for (int32_t i = from; i < from + count; ++i) out += text_of(parts[static_cast<size_t>(i)]);
    return Value(out);
}

Value next_element(Call& c)
{
    const std::vector<Value> parts = elements_of(text(c, 0));
    return parts.empty() ? Value("") : parts[0];
}

Value element_enumerator(Call& c)
{
    require(c, 0, "str");
    return enumerator_of(typed_array(types::string(), elements_of(text(c, 0))), "System.Globalization.TextElementEnumerator");
}

constexpr MemberDef string_info_members[] = {
    ctor("string value",
         [](Call& c) {
             require(c, 0, "value");
             return Value(make<StringInfo>(std::string(text(c, 0))));
         }),
    prop("String", "string", [](Call& c) { return Value(self<StringInfo>(c).text()); }),
    prop("LengthInTextElements", "int",
         [](Call& c) { return Value(static_cast<int32_t>(element_starts(self<StringInfo>(c).text()).size())); }),
    meth("SubstringByTextElements", "int startingTextElement", "string", substring_by_elements),
    meth("SubstringByTextElements", "int startingTextElement, int lengthInTextElements", "string", substring_by_elements),
    smeth("ParseCombiningCharacters", "string str", "int[]", element_indices),
    smeth("GetNextTextElement", "string str", "string", next_element),
    smeth("GetTextElementEnumerator", "string str", "System.Globalization.TextElementEnumerator", element_enumerator),
};

constexpr MemberDef element_enumerator_members[] = {
    prop("Current", "System.Object", [](Call& c) { return self<EnumeratorObject>(c).current_item(); }),
    meth("GetTextElement", "", "string", [](Call& c) { return self<EnumeratorObject>(c).current_item(); }),
    meth("MoveNext", "", "bool", [](Call& c) { return Value(self<EnumeratorObject>(c).move_next()); }),
    meth("Reset", "", "void", [](Call& c) { return self<EnumeratorObject>(c).reset(), nothing(); }),
};

// RegionInfo

struct Region
{
    const char* name;
    const char* three;
    const char* english;
    const char* native;
    const char* symbol;
    const char* currency;
    const char* currency_english;
    bool metric;
};
constexpr Region regions[] = {
    {"AT", "AUT", "Austria", "Österreich", "€", "EUR", "Euro", true},
    {"AU", "AUS", "Australia", "Australia", "$", "AUD", "Australian Dollar", true},
    {"BE", "BEL", "Belgium", "België", "€", "EUR", "Euro", true},
    {"BR", "BRA", "Brazil", "Brasil", "R$", "BRL", "Brazilian Real", true},
    {"CA", "CAN", "Canada", "Canada", "$", "CAD", "Canadian Dollar", true},
    {"CH", "CHE", "Switzerland", "Schweiz", "CHF", "CHF", "Swiss Franc", true},
    {"CN", "CHN", "China mainland", "中国大陆", "¥", "CNY", "Chinese Yuan", true},
    {"CZ", "CZE", "Czechia", "Česko", "Kč", "CZK", "Czech Koruna", true},
    {"DE", "DEU", "Germany", "Deutschland", "€", "EUR", "Euro", true},
    {"DK", "DNK", "Denmark", "Danmark", "kr.", "DKK", "Danish Krone", true},
    {"ES", "ESP", "Spain", "España", "€", "EUR", "Euro", true},
    {"FI", "FIN", "Finland", "Suomi", "€", "EUR", "Euro", true},
    {"FR", "FRA", "France", "France", "€", "EUR", "Euro", true},
    {"GB", "GBR", "United Kingdom", "United Kingdom", "£", "GBP", "British Pound", true},
    {"IE", "IRL", "Ireland", "Ireland", "€", "EUR", "Euro", true},
    {"IN", "IND", "India", "India", "₹", "INR", "Indian Rupee", true},
    {"IT", "ITA", "Italy", "Italia", "€", "EUR", "Euro", true},
    {"JP", "JPN", "Japan", "日本", "￥", "JPY", "Japanese Yen", true},
    {"KR", "KOR", "South Korea", "대한민국", "₩", "KRW", "South Korean Won", true},
    {"MX", "MEX", "Mexico", "México", "$", "MXN", "Mexican Peso", true},
    {"NL", "NLD", "Netherlands", "Nederland", "€", "EUR", "Euro", true},
    {"NO", "NOR", "Norway", "Norge", "kr", "NOK", "Norwegian Krone", true},
    {"NZ", "NZL", "New Zealand", "New Zealand", "$", "NZD", "New Zealand Dollar", true},
    {"PL", "POL", "Poland", "Polska", "zł", "PLN", "Polish Zloty", true},
    {"PT", "PRT", "Portugal", "Portugal", "€", "EUR", "Euro", true},
    {"RU", "RUS", "Russia", "Россия", "₽", "RUB", "Russian Ruble", true},
    {"SE", "SWE", "Sweden", "Sverige", "kr", "SEK", "Swedish Krona", true},
    {"TR", "TUR", "Türkiye", "Türkiye", "₺", "TRY", "Turkish Lira", true},
    {"UA", "UKR", "Ukraine", "Україна", "₴", "UAH", "Ukrainian Hryvnia", true},
    {"US", "USA", "United States", "United States", "$", "USD", "US Dollar", false},
    {"ZA", "ZAF", "South Africa", "South Africa", "R", "ZAR", "South African Rand", true},
};

class RegionInfo final : public Object, public Textual
{
public:
    RegionInfo(const Region& region, std::string name) : region_(&region), name_(std::move(name)) {}
    const Type& type() const override { return native_type("System.Globalization.RegionInfo"); }
    std::string text() const override { return name_; }
    const Region& get() const { return *region_; }

private:
    const Region* region_;
    std::string name_;
};

Value region_named(std::string_view name)
{
    const size_t dash = name.rfind('-');
    const std::string code = change_case(dash == std::string_view::npos ? name : name.substr(dash + 1), Case::Upper);
    for (const Region& region : regions)
        if (code == region.name) return Value(make<RegionInfo>(region, dash == std::string_view::npos ? code : std::string(name)));
    throw_argument("System.ArgumentException", "Culture name '" + std::string(name) + "' is not supported.", "name");
}

const Region& own_region(const Call& c) { return self<RegionInfo>(c).get(); }

constexpr MemberDef region_members[] = {
    ctor("string name",
         [](Call& c) {
             require(c, 0, "name");
             return region_named(text(c, 0));
         }),
    sprop("CurrentRegion", "System.Globalization.RegionInfo", [](Call&) { return region_named("US"); }),
    prop("Name", "string", [](Call& c) { return Value(self<RegionInfo>(c).text()); }),
    prop("EnglishName", "string", [](Call& c) { return Value(own_region(c).english); }),
    prop("DisplayName", "string", [](Call& c) { return Value(own_region(c).english); }),
    prop("NativeName", "string", [](Call& c) { return Value(own_region(c).native); }),
    prop("TwoLetterISORegionName", "string", [](Call& c) { return Value(own_region(c).name); }),
    prop("ThreeLetterISORegionName", "string", [](Call& c) { return Value(own_region(c).three); }),
    prop("CurrencySymbol", "string", [](Call& c) { return Value(own_region(c).symbol); }),
    prop("ISOCurrencySymbol", "string", [](Call& c) { return Value(own_region(c).currency); }),
    prop("CurrencyEnglishName", "string", [](Call& c) { return Value(own_region(c).currency_english); }),
    prop("IsMetric", "bool", [](Call& c) { return Value(own_region(c).metric); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<RegionInfo>(c).text()); }),
};

constexpr MemberDef helper_members[] = {
    smeth("GetHashCode", "System.Object o", "int",
          [](Call& c) {
              return Value(c.args[0].is_heap() ? static_cast<int32_t>(std::hash<const void*>()(c.args[0].object()) & 0x3FFFFFF) : 0);
          }),
    smeth("Equals", "System.Object o1, System.Object o2", "bool", [](Call& c) { return Value(c.args[0].identical(c.args[1])); }),
    smeth("EnsureSufficientExecutionStack", "", "void", [](Call&) { return nothing(); }),
};

constexpr TypeDef table[] = {
    {"System.Index", "System.ValueType", value_type, "", "", index_members},
    {"System.Range", "System.ValueType", value_type, "", "", range_members},
    {"System.HashCode", "System.ValueType", value_type, "", "", hash_members},
    {"System.Numerics.BitOperations", "System.Object", TypeFlags::Static, "", "", bit_members},
    {"System.Nullable", "System.Object", TypeFlags::Static, "", "", nullable_members},
    {"System.Globalization.StringInfo", "System.Object", TypeFlags::None, "", "", string_info_members},
    {"System.Globalization.TextElementEnumerator", "System.Object", TypeFlags::None, "", "System.Collections.IEnumerator",
     element_enumerator_members},
    {"System.Globalization.RegionInfo", "System.Object", TypeFlags::None, "", "", region_members},
    {"System.Runtime.CompilerServices.RuntimeHelpers", "System.Object", TypeFlags::Static, "", "", helper_members},
};

} // namespace

std::span<const TypeDef> small_types_types() { return table; }

} // namespace kestrun::value
