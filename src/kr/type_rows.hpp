// How the types of this folder are written as table rows.
#pragma once
#include "value/type.hpp"

namespace kestrun::kr {

constexpr value::MemberDef property(const char* name, const char* type, value::NativeFn get, value::NativeFn set = nullptr)
{
    return {name, value::MemberKind::Property, "", type, get, set};
}
constexpr value::MemberDef method(const char* name, const char* signature, const char* result, value::NativeFn fn)
{
    return {name, value::MemberKind::Method, signature, result, fn};
}
constexpr value::TypeDef enum_row(const char* name, std::span<const value::EnumMember> members)
{
    return {.full_name = name,
            .base = "System.Enum",
            .flags = value::TypeFlags::Enum | value::TypeFlags::ValueType | value::TypeFlags::Sealed,
            .enum_members = members};
}
constexpr value::TypeDef interface_row(const char* name)
{
    return {.full_name = name, .base = "System.Object", .flags = value::TypeFlags::Interface | value::TypeFlags::Abstract};
}

} // namespace kestrun::kr
