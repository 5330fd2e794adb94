#include "value/types/comparers.hpp"
#include "value/dictionary_key.hpp"
#include "value/types/all_types.hpp"
#include "value/types/collection_helpers.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {

int StringComparer::compare(const Value& a, const Value& b) const
{
    if (a.is_null() || b.is_null()) return a.is_null() && b.is_null() ? 0 : a.is_null() ? -1 : 1;
    if (!a.is_string() || !b.is_string()) return compare_default(a, b);
    switch (kind_) {
    case Kind::Ordinal: return compare_ordinal(text_of(a), text_of(b));
    case Kind::OrdinalIgnoreCase: return compare_ordinal_ignore_case(text_of(a), text_of(b));
    case Kind::Culture: return compare_culture(text_of(a), text_of(b), false);
    case Kind::CultureIgnoreCase: return compare_culture(text_of(a), text_of(b), true);
    }
    return 0;
}

bool StringComparer::equals(const Value& a, const Value& b) const
{
    if (!a.is_string() || !b.is_string()) return equals_default(a, b);
    return compare(a, b) == 0;
}

const Type& StringComparer::type() const
{
    switch (kind_) {
    case Kind::Ordinal: return native_type("System.OrdinalCaseSensitiveComparer");
    case Kind::OrdinalIgnoreCase: return native_type("System.OrdinalIgnoreCaseComparer");
    default: return native_type("System.CultureAwareComparer");
    }
}

Value string_comparer(StringComparer::Kind kind) { return Value(make<StringComparer>(kind)); }

KeyComparer key_comparer_of(const Value& comparer)
{
    const auto* text_comparer = comparer.as<StringComparer>();
    return text_comparer && text_comparer->ignores_case() ? KeyComparer::IgnoreCase : KeyComparer::CaseSensitive;
}

namespace {

using Kind = StringComparer::Kind;

template <Kind kind>
Value get_comparer(Call&)
{
    return string_comparer(kind);
}

Value from_comparison(Call& c)
{
    // System.StringComparison: CurrentCulture 0, CurrentCultureIgnoreCase 1, InvariantCulture 2, ..IgnoreCase 3, Ordinal 4, ..IgnoreCase 5
    static constexpr Kind kinds[] = {Kind::Culture,           Kind::CultureIgnoreCase, Kind::Culture,
                                     Kind::CultureIgnoreCase, Kind::Ordinal,           Kind::OrdinalIgnoreCase};
    const int64_t number = enum_arg(c, 0);
    if (number < 0 || number > 5)
        throw_argument("System.ArgumentException", "The string comparison type passed in is currently not supported.", "comparisonType");
    return string_comparer(kinds[number]);
}

Value hash_code(Call& c)
{
    require(c, 0, "obj");
    return static_cast<int32_t>(detail::key_hash(c.args[0], key_comparer_of(c.self)));
}

constexpr MemberDef comparer_members[] = {
    sprop("Ordinal", "System.StringComparer", get_comparer<Kind::Ordinal>),
    sprop("OrdinalIgnoreCase", "System.StringComparer", get_comparer<Kind::OrdinalIgnoreCase>),
    sprop("InvariantCulture", "System.StringComparer", get_comparer<Kind::Culture>),
    sprop("InvariantCultureIgnoreCase", "System.StringComparer", get_comparer<Kind::CultureIgnoreCase>),
    sprop("CurrentCulture", "System.StringComparer", get_comparer<Kind::Culture>),
    sprop("CurrentCultureIgnoreCase", "System.StringComparer", get_comparer<Kind::CultureIgnoreCase>),
    smeth("FromComparison", "System.StringComparison comparisonType", "System.StringComparer", from_comparison),
    smeth("Create", "cultureinfo culture, bool ignoreCase", "System.StringComparer",
          [](Call& c) { return string_comparer(flag(c, 1) ? Kind::CultureIgnoreCase : Kind::Culture); }),
    meth("Compare", "System.Object x, System.Object y", "int",
         [](Call& c) { return Value(self<StringComparer>(c).compare(c.args[0], c.args[1])); }),
    meth("Equals", "System.Object x, System.Object y", "bool",
         [](Call& c) { return Value(self<StringComparer>(c).equals(c.args[0], c.args[1])); }),
    meth("GetHashCode", "System.Object obj", "int", hash_code),
};

using F = TypeFlags;
constexpr const char* comparer_interfaces = "System.Collections.IComparer,System.Collections.IEqualityComparer,"
                                            "System.Collections.Generic.IComparer[string],"
                                            "System.Collections.Generic.IEqualityComparer[string]";

constexpr TypeDef table[] = {
    {"System.StringComparer", "System.Object", F::Abstract, "", comparer_interfaces, comparer_members},
    {"System.OrdinalComparer", "System.StringComparer"},
    {"System.OrdinalCaseSensitiveComparer", "System.OrdinalComparer", F::Sealed},
    {"System.OrdinalIgnoreCaseComparer", "System.OrdinalComparer", F::Sealed},
    {"System.CultureAwareComparer", "System.StringComparer", F::Sealed},
};

} // namespace

std::span<const TypeDef> comparers_types() { return table; }

} // namespace kestrun::value
