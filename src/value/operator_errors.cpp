#include "value/operator_errors.hpp"
#include "value/convert.hpp"
#include "value/convert_errors.hpp"
#include "value/psobject.hpp"

namespace kestrun::value {

namespace {

std::string type_text(const Value& value)
{
    if (value.is_null()) return "$null";
    return value.as<PSCustomObject>() ? "System.Management.Automation.PSObject" : type_of(value).dotnet_name();
}

} // namespace

void throw_wrapped(std::string_view exception_type, const std::string& message)
{
    const auto outer = make_exception("System.Management.Automation.RuntimeException", message, make_exception(exception_type, message));
    const auto record = make<ErrorRecord>(outer, "RuntimeException", ErrorCategory::NotSpecified);
    outer->set_error_record(record);
    throw ScriptError(record);
}

void throw_divide_by_zero() { throw_wrapped("System.DivideByZeroException", "Attempted to divide by zero."); }

void throw_operator_failure(std::string_view method, Ref<ExceptionObject> raised)
{
    const std::string message = "Exception calling \"" + std::string(method) + "\" with \"2\" argument(s): \"" + raised->message() + "\"";
    const auto outer = make_exception("System.Management.Automation.MethodInvocationException", message, std::move(raised));
    const auto record = make<ErrorRecord>(outer, "DotNetMethodException", ErrorCategory::NotSpecified);
    outer->set_error_record(record);
    throw ScriptError(record);
}

void throw_no_operator(const Value& operand, std::string_view method)
{
    throw_runtime("MethodNotFound",
                  "Method invocation failed because [" + type_text(operand) + "] does not contain a method named '" + std::string(method) +
                      "'.",
                  ErrorCategory::InvalidOperation, Value(method));
}

void throw_not_defined(std::string_view symbol, const Value& a, const Value& b)
{
    throw_runtime("NotADefinedOperationForType",
                  "The operation '[" + type_text(a) + "] " + std::string(symbol) + " [" + type_text(b) + "]' is not defined.");
}

Value convert_operand(const Value& operand, int index, const Type& target, std::string_view method)
{
    try {
        return convert(operand, target);
    } catch (const ScriptError& error) {
        const std::string message = "Cannot convert argument \"" + std::to_string(index) + "\", with value: \"" + shown(operand) +
                                    "\", for \"" + std::string(method) + "\" to type \"" + target.dotnet_name() + "\": \"" +
                                    error.record->exception->message() + "\"";
        const auto raised = make_exception("System.Management.Automation.MethodException", message, error.record->exception->inner());
        throw ScriptError(make<ErrorRecord>(raised, "MethodArgumentConversionInvalidCastArgument", ErrorCategory::NotSpecified));
    }
}

} // namespace kestrun::value
