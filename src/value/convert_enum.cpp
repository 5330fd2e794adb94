// Enumerations: names to values and back (about_Enum; Enum.Parse plus PowerShell's unambiguous prefixes).
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/convert_errors.hpp"
#include "value/convert_number.hpp"
#include "value/decimal.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include "value/number_text.hpp"
#include "value/psobject.hpp"
#include "value/string.hpp"
#include <algorithm>

namespace kestrun::value {

namespace {

bool is_flags(const Type& type) { return has(type.flags(), TypeFlags::FlagsEnum); }
Tag underlying_tag(const Type& type) { return type.underlying() ? type.underlying()->tag() : Tag::Int32; }

/// Names as Enum.GetNames orders them: by unsigned value.
std::vector<const Type::EnumName*> sorted_names(const Type& type)
{
    std::vector<const Type::EnumName*> names;
    names.reserve(type.enum_names().size());
    for (const auto& name : type.enum_names()) names.push_back(&name);
    std::stable_sort(names.begin(), names.end(),
                     [](const auto* a, const auto* b) { return static_cast<uint64_t>(a->value) < static_cast<uint64_t>(b->value); });
    return names;
}

std::string name_list(const Type& type, std::string_view separator)
{
    std::string out;
    for (const auto* name : sorted_names(type)) {
        if (!out.empty()) out += separator;
        out += name->name;
    }
    return out;
}

bool is_defined(const Type& type, int64_t value)
{
    uint64_t all = 0;
    for (const auto& name : type.enum_names()) {
        if (name.value == value) return true;
        all |= static_cast<uint64_t>(name.value);
    }
    return is_flags(type) && (static_cast<uint64_t>(value) & ~all) == 0;
}

[[noreturn]] void throw_undefined(std::string_view id, const std::string& subject, const Type& type)
{
    throw_invalid_cast(id, "Cannot convert " + subject + " to type \"" + type.dotnet_name() +
                               "\" due to enumeration values that are not valid. Specify one of the following enumeration values and try "
                               "again. The possible enumeration values are \"" +
                               name_list(type, ",") + "\".");
}

[[noreturn]] void throw_name(const Value& value, const Type& type, const std::string& cause)
{
    throw_cast("SubstringDisambiguationEnumParseThrewAnException", value, type, "System.Management.Automation.RuntimeException", cause);
}

std::string_view trimmed(std::string_view text)
{
    const auto white = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!text.empty() && white(text.front())) text.remove_prefix(1);
    while (!text.empty() && white(text.back())) text.remove_suffix(1);
    return text;
}

const Type::EnumName* exact_name(const Type& type, std::string_view text)
{
    for (const auto& name : type.enum_names())
        if (name.name == text) return &name;
    for (const auto& name : type.enum_names())
        if (equals_ignore_case(name.name, text)) return &name;
    return nullptr;
}

bool starts_like_number(std::string_view text)
{
    return !text.empty() && ((text[0] >= '0' && text[0] <= '9') || text[0] == '-' || text[0] == '+');
}

/// One item of a list: a name or a number.
std::optional<int64_t> exact_item(const Type& type, std::string_view item)
{
    if (const auto* name = exact_name(type, item)) return name->value;
    Value number;
    if (starts_like_number(item) && parse_integer(item, number_style::Integer, underlying_tag(type), number) == ParseStatus::Ok)
        return number.as_int64();
    return std::nullopt;
}

int64_t from_text(const Value& value, const Type& type)
{
    const std::string_view text = trimmed(text_of(value));
    int64_t sum = 0;
    bool all = !text.empty();
    for (std::string_view rest = text; all;) {
        const size_t comma = rest.find(',');
        const auto item = exact_item(type, trimmed(rest.substr(0, comma)));
        all = item.has_value();
        if (item) sum |= *item;
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    if (all) {
        if (!is_defined(type, sum)) throw_undefined("EnumParseUndefined", "value \"" + std::string(text_of(value)) + "\"", type);
        return sum;
    }
    std::vector<const Type::EnumName*> similar;
    if (text.find(',') == std::string_view::npos)
        for (const auto* name : sorted_names(type))
            if (name->name.size() >= text.size() && equals_ignore_case(std::string_view(name->name).substr(0, text.size()), text))
                similar.push_back(name);
    if (similar.size() == 1) return similar[0]->value;
    const std::string shown_name(text_of(value));
    if (similar.empty())
        throw_name(value, type,
                   "Unable to match the identifier name " + shown_name +
                       " to a valid enumerator name. Specify one of the following enumerator names and try again:\n" +
                       name_list(type, ", "));
    std::string names;
    for (const auto* name : similar) names += (names.empty() ? "" : ", ") + name->name;
    throw_name(value, type,
               "The identifier name " + shown_name +
                   " cannot be processed because it is either too similar or identical to the following enumerator names: " + names +
                   ". Use a more specific identifier name.");
}

int64_t from_collection(const Value& value, const Type& type)
{
    std::string list;
    for (const Value& item : elements(value)) {
        if (!list.empty()) list += ',';
        list += to_text(item);
    }
    return from_text(Value(std::string_view(list)), type);
}

} // namespace

Value to_enum(const Value& value, const Type& type)
{
    const auto result = [&](int64_t number) { return Value::enumeration(type.enum_index(), number); };
    switch (value.tag()) {
    case Tag::Null:
    case Tag::Void: throw_undefined("nullToEnumInvalidCast", "null", type);
    case Tag::String: return result(from_text(value, type));
    case Tag::Single:
    case Tag::Double: return result(from_text(to_string_value(value), type));
    case Tag::Bool:
    case Tag::Char:
    case Tag::DateTime: throw_invalid_convertible(value, type);
    case Tag::TimeSpan:
    case Tag::DateTimeOffset: throw_no_conversion(value, type);
    case Tag::Enum:
        if (value.aux() == type.enum_index()) return value;
        [[fallthrough]];
    default: break;
    case Tag::Array:
    case Tag::Object: {
        if (as_decimal(value)) return result(from_text(to_string_value(value), type));
        if (const auto* wrapper = value.as<PSWrapper>()) return to_enum(wrapper->base(), type);
        if (const auto* dictionary = value.as<Dictionary>(); dictionary && dictionary->size() == 0) return result(0);
        if (value.as<Sequence>()) return result(from_collection(value, type));
        throw_no_conversion(value, type);
    }
    }
    if (!fits(wide(value), underlying_tag(type)) || !is_defined(type, value.as_int64()))
        throw_undefined("UndefinedIntegerToEnum", "value \"" + dotnet_text(value) + "\"", type);
    return result(value.as_int64());
}

std::string enum_text(const Value& value)
{
    const Type& type = enum_type(value.aux());
    const int64_t number = value.as_int64();
    for (const auto& name : type.enum_names())
        if (name.value == number) return name.name;
    const auto plain = [&] {
        return underlying_tag(type) == Tag::UInt64 ? uint64_text(static_cast<uint64_t>(number)) : int64_text(number);
    };
    if (!is_flags(type) || number == 0) return plain();
    auto rest = static_cast<uint64_t>(number);
    std::string out;
    const auto names = sorted_names(type);
    for (size_t i = names.size(); i-- > 0;) {
        const auto bits = static_cast<uint64_t>(names[i]->value);
        if (bits == 0 || (rest & bits) != bits) continue;
        rest &= ~bits;
        out = out.empty() ? names[i]->name : names[i]->name + ", " + out;
    }
    return rest == 0 ? out : plain();
}

} // namespace kestrun::value
