// Errors of conversions: RuntimeException around PSInvalidCastException around the .NET exception, with PowerShell's ids and texts.
#pragma once
#include "value/error.hpp"
#include "value/type.hpp"
#include <string>
#include <string_view>

namespace kestrun::value {

/// The exception chain with that message.
[[noreturn]] void throw_invalid_cast(std::string_view id, const std::string& message, Ref<ExceptionObject> inner = {});
/// `Cannot convert value "abc" to type "System.Int32". Error: "..."`
[[noreturn]] void throw_cast(std::string_view id, const Value& value, const Type& target, Ref<ExceptionObject> cause);
[[noreturn]] void throw_cast(std::string_view id, const Value& value, const Type& target, std::string_view exception, std::string cause);
/// `Cannot convert the "abc" value of type "System.String" to type "System.Collections.Hashtable".`
[[noreturn]] void throw_no_conversion(const Value& value, const Type& target);
/// `Invalid cast from 'Boolean' to 'Char'.`
[[noreturn]] void throw_invalid_convertible(const Value& value, const Type& target);
/// What error texts show of a value.
std::string shown(const Value& value);

} // namespace kestrun::value
