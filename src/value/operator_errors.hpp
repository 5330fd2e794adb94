// Errors the operators raise.
#pragma once
#include "value/error.hpp"
#include "value/value.hpp"
#include <string>
#include <string_view>

namespace kestrun::value {

/// RuntimeException that wraps a .NET exception ("Attempted to divide by zero."): id "RuntimeException".
[[noreturn]] void throw_wrapped(std::string_view exception_type, const std::string& message);
[[noreturn]] void throw_divide_by_zero();
/// A .NET exception inside an op_Xxx method: `Exception calling "op_Division" with "2" argument(s): "..."`.
[[noreturn]] void throw_operator_failure(std::string_view method, Ref<ExceptionObject> raised);
/// "Method invocation failed because [System.Object[]] does not contain a method named 'op_Addition'."
[[noreturn]] void throw_no_operator(const Value& operand, std::string_view method);
/// "The operation '[System.Boolean] * [System.Int32]' is not defined."
[[noreturn]] void throw_not_defined(std::string_view symbol, const Value& a, const Value& b);
/// Converts an operand of an op_Xxx method; failures become MethodException `Cannot convert argument "1", with value: ...`.
Value convert_operand(const Value& operand, int index, const Type& target, std::string_view method);

} // namespace kestrun::value
