// The choice of a parameter set, missing parameters, and binding from the pipeline by value and by property name.
#include "engine/binder_sets.hpp"
#include "engine/session_impl.hpp"
#include "value/array.hpp"
#include "value/members.hpp"
#include <algorithm>

namespace kestrun::engine {

using value::ScriptError;

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
                if (!s || !s->mandatory || is_given(i, bound)) continue;
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
    const bool before = expects_pipeline && !have_pipeline_object;
    int chosen = bound.set;
    if (before && !metadata_.sets.empty()) {
        // What no object of the pipeline can bring is asked for before the first one. Of several sets that are still possible the default
        // one counts, unless objects alone complete another.
        const auto fed_alone = [&](int set) {
            bool fed = false;
            for (size_t i = 0; i < metadata_.parameters.size(); ++i) {
                const ParameterSet* s = metadata_.parameters[i].in_set(set);
                if (!s || !s->mandatory || is_given(i, bound)) continue;
                if (!s->from_pipeline && !s->from_pipeline_by_name) return false;
                fed = true;
            }
            return fed;
        };
        const uint32_t possible = bound.set_mask & static_cast<uint32_t>((uint64_t{1} << metadata_.sets.size()) - 1);
        const bool one = __builtin_popcount(possible) == 1;
        chosen = one ? __builtin_ctz(possible) : metadata_.default_set;
        if (chosen < 0 || !(possible >> chosen & 1U)) return;
        for (int set = 0; !one && set < static_cast<int>(metadata_.sets.size()); ++set)
            if (set != chosen && (possible >> set & 1U) && fed_alone(set)) return;
    }
    std::string missing;
    for (size_t i = 0; i < metadata_.parameters.size(); ++i) {
        if (is_given(i, bound)) continue;
        const ParameterSet* s = metadata_.sets.empty() ? &metadata_.parameters[i].sets.front() : metadata_.parameters[i].in_set(chosen);
        if (!s || !s->mandatory) continue;
        if (before && (s->from_pipeline || s->from_pipeline_by_name)) continue;
        missing += (missing.empty() ? "" : " ") + metadata_.parameters[i].name;
    }
    if (!missing.empty())
        fail("MissingMandatoryParameter", "Cannot process command because of one or more missing mandatory parameters: " + missing + ".",
             missing);
}

void Binder::settle(const Bound& bound)
{
    if (steady_ || !delayed_.empty() || pipeline_bound_.size() != 1) return;
    const size_t only = pipeline_bound_.front();
    const ParameterMetadata& parameter = metadata_.parameters[only];
    if (!parameter.type_name.empty() || !parameter.validations.empty() || parameter.by_ref || parameter.is_switch) return;
    if (parameter.type && (!parameter.type->is_value_type() || parameter.type == &value::types::boolean())) return;
    for (size_t i = 0; i < metadata_.parameters.size(); ++i) {
        if (i != only && bound.is_bound(i)) continue; // given on the command line
        for (const ParameterSet& s : metadata_.parameters[i].sets) {
            const bool takes = i == only ? s.from_pipeline_by_name : s.from_pipeline || s.from_pipeline_by_name;
            if (takes && (s.set == -1 || (bound.set_mask >> s.set & 1U))) return;
        }
    }
    steady_ = &parameter;
    steady_index_ = only;
    steady_type_ = ExactType(parameter.type);
}

void Binder::reset_pipeline(Bound& bound)
{
    steady_ = nullptr;
    for (const size_t index : pipeline_bound_) bound.values[index] = Value::unset();
    pipeline_bound_.clear();
}

bool Binder::bind_pipeline(const Value& item, Bound& bound)
{
    reset_pipeline(bound);
    if (!delayed_.empty()) bind_delayed(item, bound);
    const bool delayed = !delayed_.empty();
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
    return any || delayed;
}

bool Binder::is_given(size_t parameter, const Bound& bound) const
{
    return bound.is_bound(parameter) ||
           std::any_of(delayed_.begin(), delayed_.end(), [&](const auto& entry) { return entry.first == parameter; });
}

/// A script block for a parameter that takes pipeline input, and no script blocks as such, is run for each object.
bool Binder::delay(size_t index, const Value& value, Bound& bound)
{
    if (lenient_ || !value.as<ScriptBlock>()) return false;
    const ParameterMetadata& parameter = metadata_.parameters[index];
    uint32_t mask = 0;
    for (const ParameterSet& s : parameter.sets) {
        if (!s.from_pipeline && !s.from_pipeline_by_name) continue;
        mask |= s.set == -1 ? ~0U : 1U << s.set;
    }
    if ((mask & bound.set_mask) == 0) return false;
    const value::Type* type = parameter.type                ? parameter.type
                              : parameter.type_name.empty() ? nullptr
                                                            : session_.find_type(parameter.type_name);
    if (type && type->is_array()) type = type->element();
    if (!type || type == &value::types::object() || type == &value::types::ps_object() || type == &value::types::script_block())
        return false;
    if (!expects_pipeline_) {
        fail("ScriptBlockArgumentNoInput",
             "Cannot evaluate parameter '" + parameter.name +
                 "' because its argument is specified as a script block and there is no input. A script block cannot be evaluated without "
                 "input.",
             parameter.name);
    }
    if (!metadata_.sets.empty()) bound.set_mask &= mask;
    delayed_.emplace_back(index, value);
    return true;
}

void Binder::bind_delayed(const Value& item, Bound& bound)
{
    for (const auto& [index, script] : delayed_) {
        const std::string& name = metadata_.parameters[index].name;
        Collector output;
        try {
            session_.invoke_with_item(*script.as<ScriptBlock>(), item, output);
        } catch (const ScriptError& error) {
            fail("ScriptBlockArgumentInvocationFailed",
                 "The input to the script block for parameter '" + name + "' failed. " + error.record->exception->message(), name);
        }
        if (output.items.empty())
            fail("ScriptBlockArgumentNoOutput",
                 "Cannot evaluate parameter '" + name + "' because its argument input did not produce any output.", name);
        assign(index, output.result(), bound, true);
        pipeline_bound_.push_back(index);
    }
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
