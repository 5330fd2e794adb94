// Parameter binding (about_Parameters, about_Functions_Advanced_Parameters): named, positional, remaining.
#include "engine/binder_sets.hpp"
#include "engine/declared_type.hpp"
#include "engine/session_impl.hpp"
#include "value/array.hpp"
#include "value/members.hpp"
#include <algorithm>
#include <optional>

namespace kestrun::engine {

using value::ScriptError;

void Binder::bind_named(Arguments& arguments, Bound& bound)
{
    all_.clear();
    if (std::any_of(arguments.begin(), arguments.end(), [](const Argument& argument) { return argument.splatted; })) all_ = arguments;
    for (size_t i = 0; i < arguments.size(); ++i) {
        Argument& argument = arguments[i];
        if (!argument.is_named() || argument.taken) continue;
        if (argument.name == "-") { // `--`: what follows was read as values
            argument.taken = true;
            continue;
        }
        const ParameterMetadata* taking = nullptr; // whose declared type an error names; null: the type that is given
        const auto take_value = [&](std::string_view parameter_name, const value::Type* type) -> Value {
            if (argument.has_value) return argument.value;
            if (i + 1 < arguments.size() && !arguments[i + 1].is_named() && !arguments[i + 1].taken) {
                arguments[i + 1].taken = true;
                return arguments[i + 1].value;
            }
            fail("MissingArgument", "Missing an argument for parameter '" + std::string(parameter_name) +
                                        "'. Specify a parameter of type '" + (taking ? declared_type(*taking) : *type).full_name() +
                                        "' and try again.");
        };
        std::vector<std::string> candidates;
        int found = metadata_.find(argument.name, false, &candidates);
        if (found < 0 && metadata_.cmdlet_binding) {
            const int common = find_common(argument.name, metadata_.supports_should_process, found == -2);
            if (common >= 0) {
                argument.taken = true;
                if (bound.common.empty()) bound.common.assign(CommonCount, Value::unset());
                bind_common(static_cast<size_t>(common), argument, take_value, bound);
                continue;
            }
        }
        if (found == -1 && metadata_.cmdlet_binding && !lenient_) {
            candidates = common_candidates(argument.name, metadata_.supports_should_process);
            if (candidates.size() > 1) found = -2;
        }
        if (found == -2) {
            std::string names;
            for (const std::string& candidate : candidates) names += " -" + candidate;
            fail("AmbiguousParameter", "Parameter cannot be processed because the parameter name '" + std::string(argument.name) +
                                           "' is ambiguous. Possible matches include:" + names + ".");
        }
        if (found == -1) {
            if (metadata_.cmdlet_binding && !lenient_ && !takes_rest(bound))
                fail("NamedParameterNotFound",
                     "A parameter cannot be found that matches parameter name '" + std::string(argument.name) + "'.", argument.name);
            continue; // a simple function: goes to $args
        }
        argument.taken = true;
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
        taking = &parameter;
        Value value = parameter.is_switch && !argument.has_value ? Value::switch_parameter(true) : take_value(parameter.name, nullptr);
        assign(index, value, bound);
        bound.note_order(index);
    }
    std::erase_if(arguments, [](const Argument& argument) { return argument.taken; });
}

bool Binder::named_explicitly(const Arguments& arguments, size_t index) const
{
    for (const Argument& argument : arguments)
        if (argument.is_named() && !argument.splatted && metadata_.find(argument.name) == static_cast<int>(index)) return true;
    return false;
}

void Binder::bind_common(size_t common, const Argument& argument,
                         const std::function<Value(std::string_view, const value::Type*)>& take_value, Bound& bound)
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
    const Value value = is_switch && !argument.has_value ? Value(true) : take_value(row.name, &type);
    try {
        bound.common[common] = is_switch ? Value::switch_parameter(value::to_bool(value)) : value::convert(value, type);
    } catch (const ScriptError& cause) {
        fail("CannotConvertArgumentNoMessage",
             "Cannot bind parameter '" + std::string(row.name) + "'. " + cause.record->exception->message());
    }
}

bool Binder::takes_rest(const Bound& bound) const
{
    for (const ParameterMetadata& parameter : metadata_.parameters)
        for (const ParameterSet& s : parameter.sets)
            if (s.from_remaining && (s.set == -1 || (bound.set_mask >> s.set & 1U))) return true;
    return false;
}

/// The value that stands behind a name no parameter has.
bool Binder::belongs_to_unknown(const Arguments& arguments, size_t index)
{
    return index > 0 && !arguments[index].is_named() && arguments[index - 1].is_named() && !arguments[index - 1].has_value;
}

/// The parameters at a position, those that fit best first: without conversion before with one, the default set before others.
Binder::Candidates Binder::candidates_at(int position, const Value& value, const Bound& bound, bool& any_later) const
{
    Candidates out;
    std::array<int, Candidates::most> ranks{};
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
        int rank = at->set == -1 || at->set == metadata_.default_set ? 100 : 0;
        const value::Type* type = parameter.type                ? parameter.type
                                  : parameter.type_name.empty() ? nullptr
                                                                : session_.find_type(parameter.type_name);
        if (!type || value::is_instance(value, *type))
            rank += 2000;
        else if (value::conversion_rank(value, *type) >= 0)
            rank += 1000;
        if (out.count == Candidates::most) continue;
        size_t place = out.count++;
        for (; place > 0 && ranks[place - 1] < rank; --place) {
            ranks[place] = ranks[place - 1];
            out.parameters[place] = out.parameters[place - 1];
        }
        ranks[place] = rank;
        out.parameters[place] = i;
    }
    return out;
}

void Binder::bind_positional(Arguments& arguments, Bound& bound)
{
    size_t next = 0;
    const auto next_positional = [&]() -> Argument* {
        while (next < arguments.size() && (arguments[next].is_named() || belongs_to_unknown(arguments, next))) ++next;
        return next < arguments.size() ? &arguments[next] : nullptr;
    };
    if (metadata_.positional_binding || metadata_.cmdlet_binding) {
        for (int position = 0; position < 64; ++position) {
            Argument* argument = next_positional();
            if (!argument) break;
            bool any_later = false;
            const Candidates candidates = candidates_at(position, argument->value, bound, any_later);
            if (candidates.count == 0) {
                if (!any_later) break;
                continue;
            }
            // One whose validation refuses the value leaves it to the next (Add-Member ScriptProperty x { }).
            for (size_t n = 0; n < candidates.count; ++n) {
                try {
                    assign(candidates.parameters[n], argument->value, bound);
                    break;
                } catch (const ScriptError& error) {
                    if (n + 1 == candidates.count || error.record->error_id != "ParameterArgumentValidationError") throw;
                }
            }
            ++next;
        }
    }
    // What is left goes to the parameter that takes the rest.
    for (size_t i = 0; i < next; ++i) arguments[i].taken = !arguments[i].is_named() && !belongs_to_unknown(arguments, i);
    std::erase_if(arguments, [](const Argument& argument) { return argument.taken; });
    if (arguments.empty()) return;
    for (size_t i = 0; i < metadata_.parameters.size(); ++i) {
        const ParameterSet* set = set_of(metadata_.parameters[i], bound.set_mask);
        bool remaining = false;
        for (const ParameterSet& s : metadata_.parameters[i].sets)
            remaining |= s.from_remaining && (s.set == -1 || (bound.set_mask >> s.set & 1U));
        if (!set || !remaining || bound.is_bound(i) || arguments.empty()) continue;
        std::vector<Value> items;
        for (const Argument& argument : arguments) {
            if (argument.is_named()) {
                items.push_back(Value("-" + std::string(argument.name) + (argument.has_value ? ":" : "")));
                if (argument.has_value) items.push_back(argument.value);
            } else if (arguments.size() == 1 && argument.value.is_array())
                items = argument.value.as_array().items();
            else
                items.push_back(argument.value);
        }
        if (metadata_.parameters[i].def || metadata_.parameters[i].type || !metadata_.parameters[i].type_name.empty()) {
            assign(i, value::make_array(std::move(items)), bound);
        } else {
            static const value::Type* const list = value::find_type("System.Collections.Generic.List[object]");
            assign(i, Value(value::make<value::List>(*list, std::move(items))), bound);
        }
        arguments.clear();
    }
}

void Binder::bind(Arguments& arguments, Bound& bound, bool expects_pipeline)
{
    bound.values.assign(metadata_.parameters.size(), Value::unset());
    bound.set_mask = metadata_.sets.empty() ? ~0U : (metadata_.sets.size() >= 32 ? ~0U : (1U << metadata_.sets.size()) - 1U);
    expects_pipeline_ = expects_pipeline;
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

} // namespace kestrun::engine
