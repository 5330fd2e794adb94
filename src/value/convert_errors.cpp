#include "value/convert_errors.hpp"
#include "value/call_depth.hpp"
#include "value/convert.hpp"
#include "value/psobject.hpp"

namespace kestrun::value {

std::string shown(const Value& value)
{
    if (value.as<PSCustomObject>()) return to_text(value);
    return value.is_real() ? to_text(value) : dotnet_text(value);
}

void throw_invalid_cast(std::string_view id, const std::string& message, Ref<ExceptionObject> inner)
{
    const auto cast = make_exception("System.Management.Automation.PSInvalidCastException", message, std::move(inner));
    const auto outer = make_exception("System.Management.Automation.RuntimeException", message, cast);
    const auto record = make<ErrorRecord>(outer, std::string(id), ErrorCategory::InvalidArgument);
    outer->set_error_record(record);
    throw ScriptError(record);
}

void throw_cast(std::string_view id, const Value& value, const Type& target, Ref<ExceptionObject> cause)
{
    pass_call_depth(*cause);
    const std::string message =
        "Cannot convert value \"" + shown(value) + "\" to type \"" + target.dotnet_name() + "\". Error: \"" + cause->message() + "\"";
    throw_invalid_cast(id, message, std::move(cause));
}

void throw_cast(std::string_view id, const Value& value, const Type& target, std::string_view exception, std::string cause)
{
    throw_cast(id, value, target, make_exception(exception, std::move(cause)));
}

void throw_no_conversion(const Value& value, const Type& target)
{
    const std::string to = target.dotnet_name();
    // What might be a secret is not shown.
    if (&target == &types::ps_credential() || &target == &types::secure_string())
        throw_invalid_cast("ConvertToFinalInvalidCastException",
                           "Cannot convert the value of type \"" + type_of(value).dotnet_name() + "\" to type \"" + to + "\".");
    throw_invalid_cast("ConvertToFinalInvalidCastException", "Cannot convert the \"" + shown(value) + "\" value of type \"" +
                                                                 type_of(value).dotnet_name() + "\" to type \"" + to + "\".");
}

void throw_invalid_convertible(const Value& value, const Type& target)
{
    const bool basic = target.tag() != Tag::Object && target.tag() != Tag::Enum && target.tag() != Tag::TimeSpan &&
                       target.tag() != Tag::DateTimeOffset; // Convert.ToXxx names types without namespace, Convert.ChangeType with
    const bool decimal = &target == &types::decimal();
    const Type& from = type_of(value);
    throw_cast("InvalidCastIConvertible", value, target, "System.InvalidCastException",
               "Invalid cast from '" + (basic || decimal ? from.name() : from.full_name()) + "' to '" +
                   (basic || decimal ? target.name() : target.full_name()) + "'.");
}

} // namespace kestrun::value
