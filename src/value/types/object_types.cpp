// Object, ValueType, Enum, Nullable<T> and the interfaces whose members scripts call.
#include "value/dictionary_key.hpp"
#include "value/operators.hpp"
#include "value/types/all_types.hpp"
#include "value/types/collection_helpers.hpp"
#include "value/types/native.hpp"
#include <algorithm>
#include <charconv>

namespace kestrun::value {
namespace {

using F = TypeFlags;

class PlainObject final : public Object
{
public:
    const Type& type() const override { return types::object(); }
};

Value same_reference(Call& c)
{
    if (c.args[0].is_null() || c.args[1].is_null()) return c.args[0].is_null() && c.args[1].is_null();
    return c.args[0].is_heap() && c.args[1].is_heap() && c.args[0].object() == c.args[1].object();
}

Value static_equals(Call& c) { return equals_default(c.args[0], c.args[1]); }

constexpr MemberDef object_members[] = {
    ctor("", [](Call&) { return Value(make<PlainObject>()); }),
    meth("ToString", "", "string", [](Call& c) { return Value(dotnet_text(c.self)); }),
    meth("GetType", "", "type", [](Call& c) { return type_value(type_of(c.self)); }),
    meth("Equals", "System.Object obj", "bool", [](Call& c) { return Value(equals_default(c.self, c.args[0])); }),
    meth("GetHashCode", "", "int",
         [](Call& c) { return Value(static_cast<int32_t>(detail::key_hash(c.self, KeyComparer::CaseSensitive))); }),
    smeth("Equals", "System.Object objA, System.Object objB", "bool", static_equals),
    smeth("ReferenceEquals", "System.Object objA, System.Object objB", "bool", same_reference),
};

// Enum

const Type& enum_arg_type(const Call& c, size_t i = 0)
{
    const auto* type = c.args[i].as<Type>();
    if (!type) throw_argument("System.ArgumentNullException", "Value cannot be null.", "enumType");
    if (!type->is_enum()) throw_argument("System.ArgumentException", "Type provided must be an Enum.", "enumType");
    return *type;
}

Value of_enum(const Type& type, int64_t number) { return Value::enumeration(type.enum_index(), number); }

// Names and values in the order of the values taken as unsigned numbers, as .NET gives them.
std::vector<Type::EnumName> ordered_names(const Type& type)
{
    std::vector<Type::EnumName> names = type.enum_names();
    std::stable_sort(names.begin(), names.end(),
                     [](const auto& a, const auto& b) { return static_cast<uint64_t>(a.value) < static_cast<uint64_t>(b.value); });
    return names;
}

Value get_names(Call& c)
{
    std::vector<Value> names;
    for (const Type::EnumName& member : ordered_names(enum_arg_type(c))) names.emplace_back(member.name);
    return string_array(std::move(names));
}

Value get_values(Call& c)
{
    const Type& type = enum_arg_type(c);
    std::vector<Value> values;
    for (const Type::EnumName& member : ordered_names(type)) values.push_back(of_enum(type, member.value));
    return typed_array(type, std::move(values));
}

Value get_name(Call& c)
{
    const int64_t number = c.args[1].as_int64();
    for (const Type::EnumName& member : enum_arg_type(c).enum_names()) {
        if (member.value == number) return Value(member.name);
    }
    return {};
}

Value is_defined(Call& c)
{
    const Type& type = enum_arg_type(c);
    for (const Type::EnumName& member : type.enum_names()) {
        if (c.args[1].is_string() ? text_of(c.args[1]) == member.name : !c.args[1].is_heap() && c.args[1].as_int64() == member.value)
            return true;
    }
    return false;
}

// The number of a text: names (flags: several), or a number. Nothing when it names none.
std::optional<int64_t> parse_enum(const Type& type, std::string_view text, bool ignore_case)
{
    int64_t number = 0;
    bool any = false;
    size_t start = 0;
    while (start <= text.size()) {
        const size_t comma = std::min(text.find(',', start), text.size());
        const std::string_view part = trim(text.substr(start, comma - start));
        start = comma + 1;
        bool found = false;
        for (const Type::EnumName& member : type.enum_names()) {
            if (ignore_case ? equals_ignore_case(member.name, part) : member.name == part) {
                number |= member.value;
                found = true;
                break;
            }
        }
        if (!found) {
            int64_t parsed = 0;
            const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), parsed);
            if (part.empty() || error != std::errc() || end != part.data() + part.size()) return std::nullopt;
            number |= parsed;
        }
        any = true;
    }
    return any ? std::optional<int64_t>(number) : std::nullopt;
}

Value parse(Call& c)
{
    const Type& type = enum_arg_type(c);
    require(c, 1, "value");
    const std::optional<int64_t> number = parse_enum(type, text(c, 1), c.args.size() > 2 && flag(c, 2));
    if (!number) {
        if (trim(text(c, 1)).empty())
            throw_argument("System.ArgumentException", "Must specify valid information for parsing in the string.", "value");
        throw_argument("System.ArgumentException", "Requested value '" + std::string(text(c, 1)) + "' was not found.", "");
    }
    return of_enum(type, *number);
}

Value try_parse_into(Call& c, const Type& type, std::string_view from, bool ignore_case, size_t out)
{
    const std::optional<int64_t> number = parse_enum(type, from, ignore_case);
    c.args[out] = of_enum(type, number.value_or(0));
    return number.has_value();
}

Value try_parse(Call& c) { return try_parse_into(c, enum_arg_type(c), text(c, 1), false, 2); }
Value try_parse_case(Call& c) { return try_parse_into(c, enum_arg_type(c), text(c, 1), flag(c, 2), 3); }

// TryParse(text, [ref]x): the variable's value says which enum is meant, or [enum]::TryParse[Type](...).
const Type& out_type(const Call& c, size_t out)
{
    if (c.type.generic_args().size() == 1 && c.type.generic_args()[0]->is_enum()) return *c.type.generic_args()[0];
    if (c.args[out].tag() == Tag::Enum) return enum_type(c.args[out].aux());
    if (c.type.is_enum()) return c.type;
    throw_argument("System.ArgumentException",
                   "The type of the enum is not known: give it, as in [enum]::TryParse[DayOfWeek]($text, [ref]$x).", "result");
}

Value try_parse_generic(Call& c) { return try_parse_into(c, out_type(c, 1), text(c, 0), false, 1); }
Value try_parse_generic_case(Call& c) { return try_parse_into(c, out_type(c, 2), text(c, 0), flag(c, 1), 2); }

Value to_object(Call& c) { return of_enum(enum_arg_type(c), c.args[1].is_heap() ? to_int64(c.args[1]) : c.args[1].as_int64()); }

Value format(Call& c) { return Value(format_value(convert(c.args[1], enum_arg_type(c)), text(c, 2))); }

Value has_flag(Call& c)
{
    require(c, 0, "flag");
    if (&type_of(c.args[0]) != &type_of(c.self))
        throw_argument("System.ArgumentException",
                       "The argument type, '" + type_of(c.args[0]).dotnet_name() + "', is not the same as the enum type '" +
                           type_of(c.self).dotnet_name() + "'.",
                       "");
    return (c.self.as_int64() & c.args[0].as_int64()) == c.args[0].as_int64();
}

Value compare_to(Call& c)
{
    if (c.args[0].is_null()) return 1;
    if (&type_of(c.args[0]) != &type_of(c.self))
        throw_argument("System.ArgumentException",
                       "Object must be the same type as the enum. The type passed in was '" + type_of(c.args[0]).dotnet_name() +
                           "'; the enum type was '" + type_of(c.self).dotnet_name() + "'.",
                       "");
    const int64_t a = c.self.as_int64();
    const int64_t b = c.args[0].as_int64();
    return a < b ? -1 : a > b ? 1 : 0;
}

Value underlying_value(Call& c) { return Value::integer(type_of(c.self).underlying()->tag(), c.self.as_int64()); }

Value type_code(Call& c)
{
    // System.TypeCode of the integer types, by tag from SByte on.
    return enum_value("System.TypeCode", 5 + static_cast<int>(type_of(c.self).underlying()->tag()) - static_cast<int>(Tag::SByte));
}

constexpr MemberDef enum_members[] = {
    prop("value__", "System.Object", underlying_value),
    meth("CompareTo", "System.Object target", "int", compare_to),
    meth("Equals", "System.Object obj", "bool", [](Call& c) { return Value(equals_default(c.self, c.args[0])); }),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(c.self.as_int64())); }),
    meth("GetTypeCode", "", "System.TypeCode", type_code),
    meth("HasFlag", "System.Enum flag", "bool", has_flag),
    meth("ToString", "", "string", [](Call& c) { return Value(enum_text(c.self)); }),
    meth("ToString", "string format", "string", [](Call& c) { return Value(format_value(c.self, text(c, 0))); }),
    meth("ToString", "System.IFormatProvider provider", "string", [](Call& c) { return Value(enum_text(c.self)); }),
    meth("ToString", "string format, System.IFormatProvider provider", "string",
         [](Call& c) { return Value(format_value(c.self, text(c, 0))); }),
    smeth("Format", "type enumType, System.Object value, string format", "string", format),
    smeth("GetName", "type enumType, System.Object value", "string", get_name),
    smeth("GetNames", "type enumType", "string[]", get_names),
    smeth("GetUnderlyingType", "type enumType", "type", [](Call& c) { return type_value(*enum_arg_type(c).underlying()); }),
    smeth("GetValues", "type enumType", "array", get_values),
    smeth("IsDefined", "type enumType, System.Object value", "bool", is_defined),
    smeth("Parse", "type enumType, string value", "System.Object", parse),
    smeth("Parse", "type enumType, string value, bool ignoreCase", "System.Object", parse),
    smeth("ToObject", "type enumType, System.Object value", "System.Object", to_object),
    smeth("TryParse", "type enumType, string value, out System.Object result", "bool", try_parse),
    smeth("TryParse", "type enumType, string value, bool ignoreCase, out System.Object result", "bool", try_parse_case),
    smeth("TryParse", "string value, out System.Object result", "bool", try_parse_generic),
    smeth("TryParse", "string value, bool ignoreCase, out System.Object result", "bool", try_parse_generic_case),
};

constexpr MemberDef nullable_members[] = {
    ctor("T value", [](Call& c) { return c.args[0]; }),
};

// Interfaces: members called through a type constraint or shown by Get-Member; objects answer with their own rows.
constexpr MemberDef disposable_members[] = {
    meth("Dispose", "", "void", [](Call& c) { return invoke_method(c.self, Name("Dispose"), {}); }),
};

constexpr TypeDef table[] = {
    {"System.Object", "", F::None, "", "", object_members},
    {"System.ValueType", "System.Object", F::Abstract},
    {"System.Enum", "System.ValueType", F::Abstract, "", "System.IComparable,System.IFormattable,System.IConvertible", enum_members},
    {"System.ReadOnlySpan`1", "System.ValueType", F::GenericDefinition | F::ValueType | F::Sealed}, // named by members; scripts hold none
    {"System.Nullable`1", "System.ValueType", F::GenericDefinition | F::ValueType | F::Sealed, "", "", nullable_members},
    {"System.IDisposable", "", F::Interface | F::Abstract, "", "", disposable_members},
};

} // namespace

std::span<const TypeDef> object_types_types() { return table; }

} // namespace kestrun::value
