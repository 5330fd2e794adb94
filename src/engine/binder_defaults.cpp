// $PSDefaultParameterValues (about_Parameters_Default_Values).
#include "engine/command.hpp"
#include "engine/session_impl.hpp"
#include "value/dictionary.hpp"
#include "value/operators.hpp"

namespace kestrun::engine {

Value Binder::default_of(const value::Dictionary& table, std::string_view parameter) const
{
    for (const auto& entry : table.entries()) {
        if (!entry.key.is_string()) continue;
        const std::string_view key = value::text_of(entry.key);
        const size_t colon = key.rfind(':');
        if (colon == std::string_view::npos) continue;
        if (!value::wildcard_match(key.substr(0, colon), name_) || !value::wildcard_match(key.substr(colon + 1), parameter)) continue;
        if (auto* block = entry.value.as<ScriptBlock>()) { // computed at each call
            ScriptOptions options;
            return session_.Context::invoke(*block, options);
        }
        return entry.value;
    }
    return Value::unset();
}

void Binder::bind_defaults(Bound& bound)
{
    static const Symbol variable("PSDefaultParameterValues");
    bool found = false;
    const Value defaults = session_.lookup(session_.scope(), variable, found);
    auto* table = found ? defaults.as<value::Dictionary>() : nullptr;
    if (!table || table->size() == 0) return;
    if (const auto off = table->get("Disabled"); off && value::to_bool(*off)) return;
    for (size_t i = 0; i < metadata_.parameters.size(); ++i) {
        if (bound.is_bound(i)) continue;
        bool possible = metadata_.sets.empty();
        for (const ParameterSet& s : metadata_.parameters[i].sets)
            possible = possible || s.set == -1 || (bound.set_mask >> s.set & 1U) != 0;
        if (!possible) continue;
        const Value given = default_of(*table, metadata_.parameters[i].name);
        if (!given.is_unset()) assign(i, given, bound);
    }
    for (size_t i = 0; i < CommonCount; ++i) {
        if (!bound.common.empty() && !bound.common[i].is_unset()) continue;
        if (i >= CommonWhatIf && !metadata_.supports_should_process) break;
        const Value given = default_of(*table, common_parameters[i].name);
        if (given.is_unset()) continue;
        if (bound.common.empty()) bound.common.assign(CommonCount, Value::unset());
        bind_common(
            i, {.name = common_parameters[i].name, .value = given, .has_value = true, .written = {}},
            [&](std::string_view, const value::Type*) { return given; }, bound);
    }
}

} // namespace kestrun::engine
