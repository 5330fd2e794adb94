// Parameter binding (about_Parameters, about_Functions_Advanced_Parameters): named, positional, remaining, pipeline by value and by name.
#include "engine/command.hpp"
#include "engine/session_impl.hpp"
#include "value/array.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"

namespace kestrun::engine {

using value::ScriptError;

namespace {

constexpr const char* binding_exception = "System.Management.Automation.ParameterBindingException";

uint32_t mask_of(const ParameterMetadata& parameter)
{
    uint32_t mask = 0;
    for (const ParameterSet& s : parameter.sets) mask |= s.set == -1 ? ~0U : 1U << s.set;
    return mask;
}

const ParameterSet* set_of(const ParameterMetadata& parameter, uint32_t mask)
{
    const ParameterSet* best = nullptr;
    for (const ParameterSet& s : parameter.sets)
        if (s.set == -1 || (mask >> s.set & 1U)) {
            if (!best || s.position >= 0) best = &s;
        }
    return best;
}

/// ParameterName and ErrorId of the exception.
void tell_binding(ErrorRecord& record, std::string_view parameter)
{
    auto& properties = record.exception->properties();
    if (!parameter.empty()) properties.emplace_back("ParameterName", Value(parameter));
    properties.emplace_back("ErrorId", Value(record.error_id));
}

} // namespace

void Binder::fail(std::string_view id, std::string message, std::string_view parameter) const
{
    Ref<ErrorRecord> record = value::make<ErrorRecord>(value::make_exception(binding_exception, std::move(message)), std::string(id),
                                                       ErrorCategory::InvalidArgument);
    record->command = std::string(name_);
    record->command_class = command_class(command_, name_);
    tell_binding(*record, parameter);
    throw ScriptError{record};
}

Value Binder::accept(const ParameterMetadata& parameter, const Value& given, bool from_pipeline)
{
    Value value = given;
    const auto rethrow = [&](const ScriptError& cause, const char* id, const char* exception, std::string text) {
        Ref<ErrorRecord> record = value::make<ErrorRecord>(value::make_exception(exception, std::move(text), cause.record->exception), id,
                                                           ErrorCategory::InvalidData);
        record->command = std::string(name_);
        record->command_class = command_class(command_, name_);
        tell_binding(*record, parameter.name);
        ScriptError error{record};
        throw error;
    };
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
            value = convert_argument(value, *type, parameter);
        } catch (const ScriptError& cause) {
            const std::string& why = cause.record->exception->message();
            if (parameter.def)
                rethrow(cause, "CannotConvertArgumentNoMessage", binding_exception,
                        "Cannot bind parameter '" + parameter.name + "'. " + why);
            rethrow(cause, "ParameterArgumentTransformationError",
                    "System.Management.Automation.ParameterBindingArgumentTransformationException",
                    "Cannot process argument transformation on parameter '" + parameter.name + "'. " + why);
        }
    }
    check_empty(parameter, value, type);
    for (const Validation& validation : parameter.validations) {
        if (validation.kind == Validation::Kind::Transform) continue;
        try {
            validate(validation, value);
        } catch (const ScriptError& cause) {
            rethrow(cause, "ParameterArgumentValidationError", "System.Management.Automation.ParameterBindingValidationException",
                    "Cannot validate argument on parameter '" + parameter.name + "'. " + cause.record->exception->message());
        }
    }
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
    const auto refuse = [&](const char* id, const char* what) {
        Ref<ErrorRecord> record = value::make<ErrorRecord>(
            value::make_exception("System.Management.Automation.ParameterBindingValidationException",
                                  "Cannot bind argument to parameter '" + parameter.name + "' because it is " + what + "."),
            id, ErrorCategory::InvalidData);
        record->command = std::string(name_);
        record->command_class = command_class(command_, name_);
        tell_binding(*record, parameter.name);
        throw ScriptError{record};
    };
    if (value.is_null()) {
        if (!(parameter.flags & P::AllowNull)) refuse("ParameterArgumentValidationErrorNullNotAllowed", "null");
        return;
    }
    if (value.is_string()) {
        const bool text = type == &value::types::string() || (type && type->is_array());
        if (text && value::text_of(value).empty() && !(parameter.flags & P::AllowEmptyString))
            refuse("ParameterArgumentValidationErrorEmptyStringNotAllowed", "an empty string");
        return;
    }
    if (!type || !value::is_enumerable(value)) return;
    auto* sequence = value.as<value::Sequence>();
    if (!sequence) return;
    if (sequence->size() == 0 && !(parameter.flags & P::AllowEmptyCollection))
        refuse("ParameterArgumentValidationErrorEmptyArrayNotAllowed", "an empty array");
    if (dynamic_cast<value::Bytes*>(sequence)) return;
    for (size_t i = 0; i < sequence->size(); ++i) {
        const Value item = sequence->at(i);
        if (item.is_null() && !(parameter.flags & P::AllowNull) && type->is_array() && type->element() == &value::types::object())
            refuse("ParameterArgumentValidationErrorNullNotAllowed", "null");
        if (item.is_string() && value::text_of(item).empty() && type->is_array() && type->element() == &value::types::string() &&
            !(parameter.flags & P::AllowEmptyString))
            refuse("ParameterArgumentValidationErrorEmptyStringNotAllowed", "an empty string");
    }
}

void Binder::assign(size_t index, const Value& value, Bound& bound, bool from_pipeline)
{
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

void Binder::bind_named(Arguments& arguments, Bound& bound)
{
    all_ = arguments;
    std::vector<bool> used(arguments.size(), false);
    std::vector<size_t> splatted_later;
    for (size_t i = 0; i < arguments.size(); ++i) {
        Argument& argument = arguments[i];
        if (!argument.is_named() || used[i]) continue;
        const auto take_value = [&](std::string_view parameter_name, const std::string& type_name) -> Value {
            if (argument.has_value) return argument.value;
            if (i + 1 < arguments.size() && !arguments[i + 1].is_named() && !used[i + 1]) {
                used[i + 1] = true;
                return arguments[i + 1].value;
            }
            fail("MissingArgument", "Missing an argument for parameter '" + std::string(parameter_name) +
                                        "'. Specify a parameter of type '" + type_name + "' and try again.");
        };
        std::vector<std::string> candidates;
        int found = metadata_.find(argument.name, false, &candidates);
        if (found < 0 && metadata_.cmdlet_binding) {
            const int common = find_common(argument.name, metadata_.supports_should_process, found == -2);
            if (common >= 0) {
                used[i] = true;
                if (bound.common.empty()) bound.common.assign(CommonCount, Value::unset());
                bind_common(static_cast<size_t>(common), argument, take_value, bound);
                continue;
            }
        }
        if (found == -2) {
            std::string names;
            for (const std::string& candidate : candidates) names += " -" + candidate;
            fail("AmbiguousParameter", "Parameter cannot be processed because the parameter name '" + std::string(argument.name) +
                                           "' is ambiguous. Possible matches include:" + names + ".");
        }
        if (found == -1) {
            if (metadata_.cmdlet_binding && !lenient_)
                fail("NamedParameterNotFound",
                     "A parameter cannot be found that matches parameter name '" + std::string(argument.name) + "'.", argument.name);
            continue; // a simple function: goes to $args
        }
        used[i] = true;
        const size_t index = static_cast<size_t>(found);
        const ParameterMetadata& parameter = metadata_.parameters[index];
        if (bound.is_bound(index)) {
            if (argument.splatted && argument.has_value && named_explicitly(all_, index))
                continue; // what is named explicitly wins over a splatted value
            fail("ParameterAlreadyBound", "Cannot bind parameter because parameter '" + parameter.name +
                                              "' is specified more than once. To provide multiple values to parameters that can accept "
                                              "multiple values, use the array syntax. For example, \"-parameter value1,value2,value3\".");
        }
        if (argument.splatted && argument.has_value && named_explicitly(all_, index)) continue;
        Value value = parameter.is_switch && !argument.has_value
                          ? Value::switch_parameter(true)
                          : take_value(parameter.name, parameter.type ? parameter.type->full_name() : "System.Object");
        assign(index, value, bound);
    }
    Arguments left;
    for (size_t i = 0; i < arguments.size(); ++i)
        if (!used[i]) left.push_back(std::move(arguments[i]));
    arguments = std::move(left);
}

bool Binder::named_explicitly(const Arguments& arguments, size_t index) const
{
    for (const Argument& argument : arguments)
        if (argument.is_named() && !argument.splatted && metadata_.find(argument.name) == static_cast<int>(index)) return true;
    return false;
}

void Binder::bind_common(size_t common, const Argument& argument,
                         const std::function<Value(std::string_view, const std::string&)>& take_value, Bound& bound)
{
    const CommonParameterRow& row = common_parameters[common];
    const value::Type& type = value::native_type(row.type);
    const bool is_switch = std::string_view(row.type) == "System.Management.Automation.SwitchParameter";
    if (!bound.common[common].is_unset()) {
        if (argument.splatted) return;
        fail("ParameterAlreadyBound", "Cannot bind parameter because parameter '" + std::string(row.name) +
                                          "' is specified more than once. To provide multiple values to parameters that can accept "
                                          "multiple values, use the array syntax. For example, \"-parameter value1,value2,value3\".");
    }
    const Value value = is_switch && !argument.has_value ? Value(true) : take_value(row.name, type.full_name());
    try {
        bound.common[common] = is_switch ? Value::switch_parameter(value::to_bool(value)) : value::convert(value, type);
    } catch (const ScriptError& cause) {
        fail("CannotConvertArgumentNoMessage",
             "Cannot bind parameter '" + std::string(row.name) + "'. " + cause.record->exception->message());
    }
}

void Binder::bind_positional(Arguments& arguments, Bound& bound)
{
    size_t next = 0;
    const auto next_positional = [&]() -> Argument* {
        while (next < arguments.size() && arguments[next].is_named()) ++next;
        return next < arguments.size() ? &arguments[next] : nullptr;
    };
    if (metadata_.positional_binding || metadata_.cmdlet_binding) {
        for (int position = 0; position < 64; ++position) {
            Argument* argument = next_positional();
            if (!argument) break;
            // Of the parameters at this position take the one whose set is the default or whose type fits best.
            int chosen = -1;
            int chosen_rank = 0;
            bool any_later = false;
            for (size_t i = 0; i < metadata_.parameters.size(); ++i) {
                const ParameterMetadata& parameter = metadata_.parameters[i];
                if (bound.is_bound(i)) continue;
                const ParameterSet* at = nullptr;
                for (const ParameterSet& s : parameter.sets) {
                    if (s.position > position && (s.set == -1 || (bound.set_mask >> s.set & 1U))) any_later = true;
                    if (s.position == position && !s.from_remaining && (s.set == -1 || (bound.set_mask >> s.set & 1U))) {
                        at = &s;
                        if (s.set == metadata_.default_set) break;
                    }
                }
                if (!at) continue;
                // Without conversion before with one; the default set before others.
                int rank = at->set == -1 || at->set == metadata_.default_set ? 100 : 0;
                const value::Type* type = parameter.type                ? parameter.type
                                          : parameter.type_name.empty() ? nullptr
                                                                        : session_.find_type(parameter.type_name);
                if (!type || value::is_instance(argument->value, *type))
                    rank += 2000;
                else if (value::conversion_rank(argument->value, *type) >= 0)
                    rank += 1000;
                if (chosen < 0 || rank > chosen_rank) {
                    chosen = static_cast<int>(i);
                    chosen_rank = rank;
                }
            }
            if (chosen < 0) {
                if (!any_later) break;
                continue;
            }
            assign(static_cast<size_t>(chosen), argument->value, bound);
            ++next;
        }
    }
    // What is left goes to the parameter that takes the rest.
    Arguments left(std::make_move_iterator(arguments.begin()), std::make_move_iterator(arguments.end()));
    Arguments rest;
    size_t consumed = next;
    for (size_t i = 0; i < left.size(); ++i) {
        if (i < consumed && !left[i].is_named()) continue;
        rest.push_back(std::move(left[i]));
    }
    arguments = std::move(rest);
    for (size_t i = 0; i < metadata_.parameters.size(); ++i) {
        const ParameterSet* set = set_of(metadata_.parameters[i], bound.set_mask);
        bool remaining = false;
        for (const ParameterSet& s : metadata_.parameters[i].sets)
            remaining |= s.from_remaining && (s.set == -1 || (bound.set_mask >> s.set & 1U));
        if (!set || !remaining || bound.is_bound(i) || arguments.empty()) continue;
        std::vector<Value> items;
        for (const Argument& argument : arguments) {
            if (argument.is_named())
                items.push_back(Value("-" + std::string(argument.name)));
            else if (arguments.size() == 1 && argument.value.is_array())
                items = argument.value.as_array().items();
            else
                items.push_back(argument.value);
        }
        assign(i, value::make_array(std::move(items)), bound);
        arguments.clear();
    }
}

void Binder::bind(Arguments& arguments, Bound& bound, bool expects_pipeline)
{
    bound.values.assign(metadata_.parameters.size(), Value::unset());
    bound.set_mask = metadata_.sets.empty() ? ~0U : (metadata_.sets.size() >= 32 ? ~0U : (1U << metadata_.sets.size()) - 1U);
    if (!arguments.empty()) {
        bind_named(arguments, bound);
        bind_positional(arguments, bound);
    }
    if (!arguments.empty()) {
        if (metadata_.cmdlet_binding) {
            const Argument& extra = arguments.front();
            const std::string shown = extra.is_named() ? std::string(extra.written) : value::to_text(extra.value);
            fail("PositionalParameterNotFound", "A positional parameter cannot be found that accepts argument '" + shown + "'.");
        }
        for (Argument& argument : arguments) {
            if (!argument.is_named()) {
                bound.rest.push_back(std::move(argument.value));
                continue;
            }
            Value text("-" + std::string(argument.name) + (argument.has_value ? ":" : ""));
            text.object()->set_flag(parameter_mark);
            bound.rest.push_back(std::move(text));
            if (argument.has_value) bound.rest.push_back(std::move(argument.value));
        }
    }
    if (metadata_.cmdlet_binding && !name_.empty()) bind_defaults(bound);
    choose_set(bound, expects_pipeline);
}

void Binder::bind_known(Arguments arguments, Bound& bound)
{
    bound.values.assign(metadata_.parameters.size(), Value::unset());
    bound.set_mask = metadata_.sets.empty() ? ~0U : (metadata_.sets.size() >= 32 ? ~0U : (1U << metadata_.sets.size()) - 1U);
    lenient_ = true;
    bind_named(arguments, bound);
    // A value after an unknown name belongs to it.
    Arguments rest;
    for (size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i].is_named()) {
            if (!arguments[i].has_value && i + 1 < arguments.size() && !arguments[i + 1].is_named()) ++i;
            continue;
        }
        rest.push_back(arguments[i]);
    }
    bind_positional(rest, bound);
    lenient_ = false;
}

void Binder::choose_set(Bound& bound, bool expects_pipeline)
{
    if (metadata_.sets.empty()) return;
    const auto count_bits = [](uint32_t mask) { return __builtin_popcount(mask); };
    uint32_t mask = bound.set_mask;
    if (count_bits(mask) > 1) {
        // A set whose mandatory parameters are all there is preferred; with pipeline input, those that come from it may be missing.
        uint32_t complete = 0;
        for (size_t set = 0; set < metadata_.sets.size(); ++set) {
            if (!(mask >> set & 1U)) continue;
            bool ok = true;
            for (size_t i = 0; i < metadata_.parameters.size() && ok; ++i) {
                const ParameterSet* s = metadata_.parameters[i].in_set(static_cast<int>(set));
                if (!s || !s->mandatory || bound.is_bound(i)) continue;
                ok = expects_pipeline && (s->from_pipeline || s->from_pipeline_by_name);
            }
            if (ok) complete |= 1U << set;
        }
        if (complete) mask = complete;
        if (count_bits(mask) > 1 && metadata_.default_set >= 0 && (mask >> metadata_.default_set & 1U)) {
            if (!expects_pipeline) mask = 1U << metadata_.default_set;
        } else if (count_bits(mask) > 1 && !expects_pipeline) {
            if (!complete || metadata_.default_set < 0) {
                // Sets with the same mandatory parameters cannot be told apart.
                if (metadata_.default_set < 0 && complete && count_bits(complete) > 1 && any_set_parameter_needed(bound))
                    fail("AmbiguousParameterSet",
                         "Parameter set cannot be resolved using the specified named parameters. One or more parameters issued cannot be "
                         "used together or an insufficient number of parameters were provided.");
            }
        }
        if (!complete && metadata_.default_set < 0 && !expects_pipeline && count_bits(bound.set_mask) > 1)
            fail("AmbiguousParameterSet", "Parameter set cannot be resolved using the specified named parameters. One or more parameters "
                                          "issued cannot be used together or an insufficient number of parameters were provided.");
        if (!complete && metadata_.default_set >= 0 && (bound.set_mask >> metadata_.default_set & 1U)) mask = 1U << metadata_.default_set;
        bound.set_mask = mask;
    }
    if (count_bits(bound.set_mask) == 1)
        bound.set = __builtin_ctz(bound.set_mask);
    else if (metadata_.default_set >= 0 && (bound.set_mask >> metadata_.default_set & 1U))
        bound.set = metadata_.default_set;
    else
        bound.set = __builtin_ctz(bound.set_mask);
}

bool Binder::any_set_parameter_needed(const Bound&) const { return true; }

void Binder::check_mandatory(Bound& bound, bool expects_pipeline, bool have_pipeline_object)
{
    if (!metadata_.has_mandatory) return;
    std::string missing;
    for (size_t i = 0; i < metadata_.parameters.size(); ++i) {
        if (bound.is_bound(i)) continue;
        const ParameterSet* s = metadata_.sets.empty() ? &metadata_.parameters[i].sets.front() : metadata_.parameters[i].in_set(bound.set);
        if (!s || !s->mandatory) continue;
        if (expects_pipeline && !have_pipeline_object && (s->from_pipeline || s->from_pipeline_by_name)) continue;
        missing += (missing.empty() ? "" : " ") + metadata_.parameters[i].name;
    }
    if (!missing.empty())
        fail("MissingMandatoryParameter", "Cannot process command because of one or more missing mandatory parameters: " + missing + ".",
             missing);
}

void Binder::reset_pipeline(Bound& bound)
{
    for (const size_t index : pipeline_bound_) bound.values[index] = Value::unset();
    pipeline_bound_.clear();
}

bool Binder::bind_pipeline(const Value& item, Bound& bound)
{
    reset_pipeline(bound);
    const auto candidate = [&](size_t i, bool by_name) {
        if (bound.is_bound(i)) return false;
        for (const ParameterSet& s : metadata_.parameters[i].sets)
            if ((s.set == -1 || (bound.set_mask >> s.set & 1U)) && (by_name ? s.from_pipeline_by_name : s.from_pipeline)) return true;
        return false;
    };
    const auto try_assign = [&](size_t i, const Value& value) {
        const Value before = bound.values[i];
        const uint32_t mask = bound.set_mask;
        try {
            assign(i, value, bound, true);
        } catch (const ScriptError& error) {
            bound.values[i] = before;
            bound.set_mask = mask;
            if (error.record->error_id == "ParameterArgumentTransformationError" ||
                error.record->error_id == "CannotConvertArgumentNoMessage")
                return false;
            throw;
        }
        pipeline_bound_.push_back(i);
        return true;
    };
    bool any = false;
    const uint32_t mask = bound.set_mask;
    // By value without conversion, by name without conversion, then both with conversion (about_Pipelines).
    for (const bool converting : {false, true}) {
        for (size_t i = 0; i < metadata_.parameters.size(); ++i) {
            if (!candidate(i, false)) continue;
            const ParameterMetadata& p = metadata_.parameters[i];
            const value::Type* type = p.type ? p.type : p.type_name.empty() ? nullptr : session_.find_type(p.type_name);
            // An element of an array parameter's type counts as unconverted, too.
            const value::Type* element = type && type->is_array() ? type->element() : nullptr;
            if (!converting && type && !value::is_instance(item, *type) &&
                !(element && element != &value::types::object() && value::is_instance(item, *element)))
                continue;
            if (converting && any && pipeline_by_value_) continue;
            if (try_assign(i, item)) any = true;
        }
        pipeline_by_value_ = any;
        if (any && !converting) {
            bind_by_name(item, bound, candidate, try_assign);
            pipeline_by_value_ = false;
            if (metadata_.sets.empty()) return true;
            choose_set(bound, false);
            const int set = bound.set;
            bound.set_mask = mask;
            bound.set = set;
            return true;
        }
        if (!converting) any = bind_by_name(item, bound, candidate, try_assign) || any;
        if (any && !converting) {
            if (!metadata_.sets.empty()) {
                choose_set(bound, false);
                bound.set_mask = mask;
            }
            return true;
        }
    }
    pipeline_by_value_ = false;
    if (any && !metadata_.sets.empty()) {
        choose_set(bound, false);
        bound.set_mask = mask;
    }
    return any;
}

bool Binder::bind_by_name(const Value& item, Bound&, const std::function<bool(size_t, bool)>& candidate,
                          const std::function<bool(size_t, const Value&)>& try_assign)
{
    bool any = false;
    for (size_t i = 0; i < metadata_.parameters.size(); ++i) {
        if (!candidate(i, true)) continue;
        const ParameterMetadata& parameter = metadata_.parameters[i];
        std::optional<Value> found = item.as<value::Dictionary>() && !parameter.def
                                         ? std::nullopt
                                         : value::find_property(item, value::Name(std::string_view(parameter.name)));
        for (size_t a = 0; !found && a < parameter.aliases.size(); ++a)
            found = value::find_property(item, value::Name(std::string_view(parameter.aliases[a])));
        if (found && try_assign(i, *found)) any = true;
    }
    return any;
}

} // namespace kestrun::engine
