// Values as text: PowerShell's conversion to string (invariant culture) and .NET's ToString().
#include "value/array.hpp"
#include "value/big_integer.hpp"
#include "value/convert.hpp"
#include "value/decimal.hpp"
#include "value/error.hpp"
#include "value/format.hpp"
#include "value/members.hpp"
#include "value/number_text.hpp"
#include "value/operators.hpp"
#include "value/psobject.hpp"
#include "value/string.hpp"
#include "value/type_data.hpp"
#include <cmath>

namespace kestrun::value {

namespace {

std::string custom_object_text(const Value& value, const PSCustomObject& object);

/// A ToString that a script attached (Add-Member ScriptMethod ToString), or nothing.
std::optional<std::string> attached_to_string(const Value& value)
{
    const PSMember* found = nullptr;
    Value held;
    if (const auto* custom = value.as<PSCustomObject>()) {
        held = custom->get(Name("ToString")).value_or(Value());
        found = held.as<PSMember>();
    } else if (value.is_heap() && value.object()->has_flag(Object::Members)) {
        if (const AttachedMembers* attached = attached_members(*value.object()))
            for (const auto& member : attached->members)
                if (equals_ignore_case(member->name(), "ToString")) found = member.get();
    }
    if (!found || found->kind() != PSMemberKind::ScriptMethod || !found->value().is_heap() || !conversion_host()) return std::nullopt;
    const Ref<Object> script(found->value().object());
    return to_text(conversion_host()->call_script(*script, value, {}));
}

/// An element of a collection, or a property of a custom object, inside a text: nested ones are not opened.
std::string nested_text(const Value& value)
{
    if (value.tag() < Tag::Array) return to_text(value);
    if (const auto* wrapper = value.as<PSWrapper>())
        return wrapper->spelling().empty() ? nested_text(wrapper->base()) : wrapper->spelling();
    if (const auto text = attached_to_string(value)) return *text;
    if (value.as<PSCustomObject>()) return {};
    return dotnet_text(value);
}

std::string custom_object_text(const Value& value, const PSCustomObject& object)
{
    std::string out = "@{";
    const PSCustomObject::Properties properties(object);
    bool first = true;
    for (size_t i = 0; i < properties.size(); ++i) {
        const Value& slot = properties.slot(i);
        if (const auto* member = slot.as<PSMember>();
            member && (member->kind() == PSMemberKind::ScriptMethod || member->kind() == PSMemberKind::PropertySet ||
                       member->kind() == PSMemberKind::MemberSet))
            continue;
        if (!first) out += "; ";
        first = false;
        out += properties.name(i);
        out += '=';
        if (slot.as<PSMember>())
            out += nested_text(find_property(value, Name(properties.name(i))).value_or(Value()));
        else
            out += nested_text(slot);
    }
    for (const Ref<PSMember>& member : extended_members(value)) {
        if (member->kind() > PSMemberKind::CodeProperty || object.has(Name(member->name()))) continue;
        out += (first ? "" : "; ") + member->name() + "=" + nested_text(member_value(*member, value));
        first = false;
    }
    return out += '}';
}

std::string joined(const Value& collection)
{
    std::string separator = " ";
    if (ConversionHost* host = conversion_host()) separator = host->ofs();
    std::string out;
    bool first = true;
    const auto items = enumerate(collection);
    for (Value item; items->next(item);) {
        if (!first) out += separator;
        first = false;
        if (!item.is_null()) out += nested_text(item);
    }
    return out;
}

/// ToString of objects that do not implement Textual: the nearest ToString row of their type.
std::string object_to_string(const Value& value)
{
    const Type& type = type_of(value);
    static const Symbol name("ToString");
    if (const MemberGroup* group = type.instance_member(name)) {
        for (const Method* method : group->overloads) {
            if (!method->parameters.empty() || method->declaring == &types::object()) continue;
            if (method->script && conversion_host()) return to_text(conversion_host()->call_script(*method->script, value, {}));
            if (!method->fn) continue;
            Call call{value, {}, type};
            const Value result = method->fn(call);
            return result.is_string() ? std::string(text_of(result)) : std::string();
        }
    }
    return type.dotnet_name();
}

} // namespace

std::string element_text(const Value& value)
{
    switch (value.tag()) {
    case Tag::Single:
    case Tag::Double:
        if (std::isinf(value.as_double())) return dotnet_text(value);
        return to_text(value);
    case Tag::DateTime:
    case Tag::DateTimeOffset: return culture_date_text(value);
    default: return nested_text(value);
    }
}

std::string to_text(const Value& value)
{
    switch (value.tag()) {
    case Tag::Null:
    case Tag::Void: return {};
    case Tag::Bool: return value.as_bool() ? "True" : "False";
    case Tag::Single: return single_text(static_cast<float>(value.as_double()), 7);
    case Tag::Double: return double_text(value.as_double(), 15);
    case Tag::DateTime: return invariant_date_text(value);
    case Tag::DateTimeOffset: return invariant_date_text(value);
    case Tag::String: return std::string(text_of(value));
    case Tag::Array: return joined(value);
    case Tag::Object: break;
    default: return dotnet_text(value);
    }
    if (const auto* wrapper = value.as<PSWrapper>()) {
        if (!wrapper->spelling().empty()) return wrapper->spelling();
        if (const auto text = attached_to_string(value)) return *text;
        return to_text(wrapper->base());
    }
    if (const auto text = attached_to_string(value)) return *text;
    if (const auto* custom = value.as<PSCustomObject>()) return custom_object_text(value, *custom);
    if (const auto* type = value.as<Type>()) return accelerator_or_name(*type);
    if (is_enumerable(value)) return joined(value);
    // Texts are in the invariant culture; these two are the only formattable objects whose default form differs from en-US.
    static const Type& date_only = native_type("System.DateOnly");
    static const Type& time_only = native_type("System.TimeOnly");
    const Type& type = type_of(value);
    if (&type == &date_only || &type == &time_only) return value.as<Textual>()->text(&type == &date_only ? "MM/dd/yyyy" : "HH:mm");
    return dotnet_text(value);
}

Value to_string_value(const Value& value)
{
    if (value.is_string()) return value;
    return Value(std::string_view(to_text(value)));
}

std::string dotnet_text(const Value& value)
{
    switch (value.tag()) {
    case Tag::Null:
    case Tag::Void: return {};
    case Tag::Bool: return value.as_bool() ? "True" : "False";
    case Tag::Char: {
        const char16_t unit = value.as_char();
        return std::string(String::from_utf16({&unit, 1})->view());
    }
    case Tag::UInt64: return uint64_text(value.as_uint64());
    case Tag::Single:
    case Tag::Double:
        if (std::isinf(value.as_double())) return value.as_double() < 0 ? "-\u221e" : "\u221e"; // en-US
        return value.tag() == Tag::Double ? double_text(value.as_double()) : single_text(static_cast<float>(value.as_double()));
    case Tag::DateTime:
    case Tag::DateTimeOffset: return culture_date_text(value);
    case Tag::TimeSpan: return time_span_text(value.as_int64());
    case Tag::Enum: return enum_text(value);
    case Tag::String: return std::string(text_of(value));
    case Tag::Array: return value.as_array().type().dotnet_name();
    case Tag::Object: break;
    default: return int64_text(value.as_int64());
    }
    if (const auto* decimal = as_decimal(value)) return decimal->text();
    if (const auto* big = as_big_integer(value)) return big->str();
    if (const auto text = attached_to_string(value)) return *text;
    if (const auto* wrapper = value.as<PSWrapper>()) return dotnet_text(wrapper->base());
    if (value.as<PSCustomObject>()) return {};
    if (const auto* type = value.as<Type>()) return type->dotnet_name();
    if (const auto* textual = value.as<Textual>()) return textual->text();
    return object_to_string(value);
}

} // namespace kestrun::value
