// Calling members; private to this folder.
#pragma once
#include "value/error.hpp"
#include "value/overload.hpp"
#include "value/symbol.hpp"

namespace kestrun::value {

/// Chooses an overload of the group and calls it. name: as the script wrote it.
Value call_group(const MemberGroup& group, const Value& self, const Type& type, std::string_view name, std::span<Value> args,
                 std::span<const Type* const> casts = {});
/// `Exception calling "Name" with "n" argument(s): "..."`, MethodInvocationException around what a native member threw.
[[noreturn]] void throw_invocation(const ScriptError& error, std::string_view name, size_t argument_count);
[[noreturn]] void throw_method_not_found(const Type& type, std::string_view name);
/// PropertyNotFoundException in strict mode, else nothing.
void missing_property(const Name& name);
/// Runs a property's getter or setter.
Value call_getter(const Method& property, const Value& self, const Type& type);
void call_setter(const Method& property, const Value& self, const Type& type, const Value& assigned);
/// The magic methods ForEach and Where; false when the name is neither.
bool invoke_magic(const Value& value, const Name& name, std::span<Value> args, Value& result);
/// The members every value has: PSObject, PSTypeNames, PSBase, ... nothing when the name is none of them.
bool intrinsic_member(const Value& value, const Name& name, Value& result);

} // namespace kestrun::value
