// From an argument to a parameter's value: transformation, conversion, validation.
#include "engine/binder_sets.hpp"
#include "engine/session_impl.hpp"
#include "value/array.hpp"
#include "value/call_depth.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"
#include "value/reference.hpp"

namespace kestrun::engine {

using value::ScriptError;

namespace {
constexpr const char* binding_exception = "System.Management.Automation.ParameterBindingException";
constexpr const char* transformation_exception = "System.Management.Automation.ParameterBindingArgumentTransformationException";
constexpr const char* validation_exception = "System.Management.Automation.ParameterBindingValidationException";
} // namespace

void tell_binding(ErrorRecord& record, std::string_view parameter)
{
    auto& properties = record.exception->properties();
    if (!parameter.empty()) properties.emplace_back("ParameterName", Value(parameter));
    properties.emplace_back("ErrorId", Value(record.error_id));
}

void Binder::fail(std::string_view id, std::string message, std::string_view parameter) const
{
    Ref<ErrorRecord> record = value::make<ErrorRecord>(value::make_exception(binding_exception, std::move(message)), std::string(id),
                                                       ErrorCategory::InvalidArgument);
    record->command = std::string(name_);
    record->command_class = command_class(command_, name_);
    tell_binding(*record, parameter);
    throw ScriptError{record};
}

void Binder::refuse(const ParameterMetadata& parameter, const char* id, const char* exception, std::string message,
                    const Ref<value::ExceptionObject>& cause) const
{
    if (cause) value::pass_call_depth(*cause);
    Ref<ErrorRecord> record =
        value::make<ErrorRecord>(value::make_exception(exception, std::move(message), cause), id, ErrorCategory::InvalidData);
    record->command = std::string(name_);
    record->command_class = command_class(command_, name_);
    tell_binding(*record, parameter.name);
    throw ScriptError{record};
}

Value Binder::accept_default(const ParameterMetadata& parameter, const Value& value, const value::Type& type)
{
    try {
        return convert_argument(value, type, parameter);
    } catch (const ScriptError& cause) {
        refuse(parameter, "ParameterArgumentTransformationError", transformation_exception,
               "Cannot process argument transformation on parameter '" + parameter.name + "'. " + cause.record->exception->message(),
               cause.record->exception);
    }
}

Value Binder::accept(const ParameterMetadata& parameter, const Value& given, bool from_pipeline)
{
    Value value = given;
    if (parameter.by_ref && !given.as<value::Reference>())
        refuse(parameter, "ParameterArgumentTransformationError", transformation_exception,
               "Cannot process argument transformation on parameter '" + parameter.name + "'. Reference type is expected in argument.");
    const value::Type* type = parameter.type;
    if (!type && !parameter.type_name.empty()) type = session_.find_type(parameter.type_name);
    if (!type && !parameter.type_name.empty()) {
        value::throw_runtime("TypeNotFound", "Unable to find type [" + parameter.type_name + "].", ErrorCategory::InvalidOperation,
                             Value(parameter.type_name));
    }
    for (const Validation& validation : parameter.validations) {
        if (validation.kind == Validation::Kind::Transform) value = transform_argument(session_, validation, value);
    }
    // The pipeline binds without conversion first: null stays null and does not become an empty text.
    if (from_pipeline && value.is_null()) check_empty(parameter, value, type);
    if (type) {
        try {
            // One object for a list of a command is converted as its element.
            if (parameter.def && type->is_array() && type->element() && value.is_string() && !type->element()->is_array())
                value = convert_argument(value, *type->element(), parameter);
            value = convert_argument(value, *type, parameter);
        } catch (const ScriptError& cause) {
            const std::string& why = cause.record->exception->message();
            if (parameter.def)
                refuse(parameter, "CannotConvertArgumentNoMessage", binding_exception,
                       "Cannot bind parameter '" + parameter.name + "'. " + why, cause.record->exception);
            refuse(parameter, "ParameterArgumentTransformationError", transformation_exception,
                   "Cannot process argument transformation on parameter '" + parameter.name + "'. " + why, cause.record->exception);
        }
    }
    if (parameter.def) check_empty(parameter, value, type);
    for (const Validation& validation : parameter.validations) {
        if (validation.kind == Validation::Kind::Transform) continue;
        try {
            validate(validation, value);
        } catch (const ScriptError& cause) {
            refuse(parameter, "ParameterArgumentValidationError", validation_exception,
                   "Cannot validate argument on parameter '" + parameter.name + "'. " + cause.record->exception->message(),
                   cause.record->exception);
        }
    }
    if (!parameter.def) check_empty(parameter, value, type); // attributes are asked first
    return value;
}

/// Conversions of arguments differ from casts: a bool takes only bools and numbers.
Value Binder::convert_argument(const Value& value, const value::Type& type, const ParameterMetadata& parameter)
{
    if (parameter.by_ref) return value;
    if (&type == &value::types::boolean() && !value.is_bool() && !value.is_integral() && !value.is_real()) {
        if (!value.is_heap() || value.is_string() || value.is_null() || !value::try_convert(value, type) || value.is_array()) {
            throw_runtime_bool(value);
        }
    }
    if (parameter.is_switch) {
        if (value.is_bool()) return Value::switch_parameter(value.as_bool());
        if (value.is_integral() || value.is_real()) return Value::switch_parameter(value::to_bool(value));
        if (value.is_null()) return Value::switch_parameter(false);
        throw_runtime_bool(value, "System.Management.Automation.SwitchParameter");
    }
    return value::convert(value, type);
}

void Binder::throw_runtime_bool(const Value& value, const char* target)
{
    const std::string shown = value.is_null() ? "" : value::type_of(value).full_name();
    value::throw_runtime("BoolParameter",
                         "Cannot convert value \"" + shown + "\" to type \"" + target +
                             "\". Boolean parameters accept only Boolean values and numbers, such as $True, $False, 1 or 0.");
}

/// Mandatory parameters refuse null, empty text and empty collections unless they are allowed.
void Binder::check_empty(const ParameterMetadata& parameter, const Value& value, const value::Type* type) const
{
    bool mandatory = false;
    for (const ParameterSet& s : parameter.sets) mandatory |= s.mandatory;
    if (!mandatory || parameter.is_switch) return;
    const auto deny = [&](const char* id, const char* what) {
        refuse(parameter, id, validation_exception,
               "Cannot bind argument to parameter '" + parameter.name + "' because it is " + what + ".");
    };
    if (value.is_null()) {
        if (!(parameter.flags & P::AllowNull)) deny("ParameterArgumentValidationErrorNullNotAllowed", "null");
        return;
    }
    if (value.is_string()) {
        const bool text = type == &value::types::string() || (type && type->is_array());
        if (text && value::text_of(value).empty() && !(parameter.flags & P::AllowEmptyString))
            deny("ParameterArgumentValidationErrorEmptyStringNotAllowed", "an empty string");
        return;
    }
    if (!type || !value::is_enumerable(value)) return;
    auto* sequence = value.as<value::Sequence>();
    if (!sequence) return;
    if (sequence->size() == 0 && !(parameter.flags & P::AllowEmptyCollection))
        deny("ParameterArgumentValidationErrorEmptyArrayNotAllowed", "an empty array");
    if (dynamic_cast<value::Bytes*>(sequence)) return;
    for (size_t i = 0; i < sequence->size(); ++i) {
        const Value item = sequence->at(i);
        if (item.is_null() && !(parameter.flags & P::AllowNull) && type->is_array() && type->element() == &value::types::object())
            deny("ParameterArgumentValidationErrorNullNotAllowed", "null");
        if (item.is_string() && value::text_of(item).empty() && type->is_array() && type->element() == &value::types::string() &&
            !(parameter.flags & P::AllowEmptyString))
            deny("ParameterArgumentValidationErrorEmptyStringNotAllowed", "an empty string");
    }
}

void Binder::assign(size_t index, const Value& value, Bound& bound, bool from_pipeline)
{
    if (!from_pipeline && delay(index, value, bound)) return;
    const ParameterMetadata& parameter = metadata_.parameters[index];
    const uint32_t mask = mask_of(parameter);
    Value accepted = accept(parameter, value, from_pipeline);
    if (!metadata_.sets.empty()) {
        if ((bound.set_mask & mask) == 0)
            fail("AmbiguousParameterSet", "Parameter set cannot be resolved using the specified named parameters. One or more parameters "
                                          "issued cannot be used together or an insufficient number of parameters were provided.");
        bound.set_mask &= mask;
    }
    bound.values[index] = accepted.is_unset() ? Value() : std::move(accepted);
}

} // namespace kestrun::engine
