// Commands and their parameters.
#include "base/nearest.hpp"
#include "engine/check/check_walk.hpp"
#include <algorithm>

namespace kestrun::engine {

using namespace syntax;

namespace {

bool same(std::string_view a, std::string_view b) { return base::ascii_iequals(a, b); }

/// A path to a script or program, as it is written in a call.
bool is_path(std::string_view name)
{
    return name.find('/') != std::string_view::npos || name.starts_with("~") || name.starts_with(".") ||
           (name.size() > 1 && name[1] == ':');
}

/// Verb-PrefixNoun.
std::string with_prefix(std::string_view name, std::string_view prefix)
{
    const size_t dash = name.find('-');
    if (dash == std::string_view::npos) return std::string(prefix) + std::string(name);
    return std::string(name.substr(0, dash + 1)) + std::string(prefix) + std::string(name.substr(dash + 1));
}

} // namespace

CheckWalk::Target CheckWalk::find_target(std::string_view called)
{
    Target target;
    std::string name(called);
    for (int hops = 0; hops < 16; ++hops) {
        const std::string* next = nullptr;
        for (const ScriptFacts* facts : sight_) {
            if (const auto alias = facts->aliases.find(name); alias != facts->aliases.end() && !next) next = &alias->second;
            if (const auto functions = facts->functions.find(name); functions != facts->functions.end()) {
                target.found = true;
                for (const FunctionFacts& function : functions->second) target.functions.push_back(&function);
            }
            if (const auto prefix = prefixes_.find(facts->path); prefix != prefixes_.end()) {
                for (const auto& [own, ignored] : facts->functions) target.found |= same(with_prefix(own, prefix->second), name);
            }
        }
        if (target.found || !next) break;
        if (next->empty() || same(*next, name)) { // an alias of something that only a run knows
            target.found = true;
            return target;
        }
        name = *next;
    }
    if (target.found) return target;
    const Ref<CommandInfo> info = session_.find_command(name);
    target.found = static_cast<bool>(info);
    if (info) target.cmdlet = info->cmdlet;
    return target;
}

void CheckWalk::command(const CommandAst& node)
{
    std::string_view name = constant_command_name(node);
    if (name.empty() || is_path(name)) return;
    const Ast& at = *node.command_elements[0];
    const size_t slash = name.rfind('\\');
    if (slash != std::string_view::npos) { // Module\Name; other modules than ours are found only when they are loaded
        const std::string_view module = name.substr(0, slash);
        const bool ours = std::any_of(cmdlet_tables().begin(), cmdlet_tables().end(),
                                      [&](const CmdletTable* table) { return same(table->module, module); });
        if (!ours) return;
        name.remove_prefix(slash + 1);
    }
    const Target target = find_target(name);
    if (!target.found) return unknown_command(at, name);
    if (target.cmdlet && same(target.cmdlet->name, "New-Object")) new_object(node);
    parameters(node, target);
}

void CheckWalk::unknown_command(const Ast& at, std::string_view name)
{
    for (const char* planned : options_.planned_commands) {
        if (same(planned, name))
            return report(at, Finding::Kind::Command, name,
                          "'" + std::string(name) + "' is a command of Kestrun that is not supported yet.", {});
    }
    if (const char* reason = options_.reason_for_absence ? options_.reason_for_absence(name) : nullptr)
        return report(at, Finding::Kind::Command, name, "'" + std::string(name) + "' is not supported. " + reason, {});
    if (blind_) return;
    std::vector<std::string> names;
    for (const ScriptFacts* facts : sight_) {
        if (facts->asked_for.contains(name)) return;
        for (const auto& [known, ignored] : facts->functions) names.push_back(known);
        for (const auto& [known, ignored] : facts->aliases) names.push_back(known);
    }
    for (const CmdletTable* table : cmdlet_tables())
        for (const CmdletDef& row : table->rows) names.emplace_back(row.name);
    std::string nearest = base::nearest_name(name, names);
    const size_t limit = std::max<size_t>(1, name.size() / 4); // among hundreds of names something is always a bit like it
    if (base::edit_distance(name, nearest, limit) > limit) nearest.clear();
    report(at, Finding::Kind::Command, name, "'" + std::string(name) + "' is not a known command.", std::move(nearest));
}

void CheckWalk::parameters(const CommandAst& node, const Target& target)
{
    for (const CommandElementAst* element : node.command_elements.subspan(1)) {
        const auto* parameter = as<CommandParameterAst>(static_cast<const Ast*>(element));
        if (parameter && parameter->parameter_name == "-") return; // what follows `--` is no parameter
        if (!parameter || parameter->parameter_name.empty() || parameter->parameter_name == "?") continue;
        if (target.cmdlet)
            cmdlet_parameter(*parameter, *target.cmdlet);
        else if (!target.functions.empty())
            function_parameter(*parameter, constant_command_name(node), target.functions);
    }
}

void CheckWalk::cmdlet_parameter(const CommandParameterAst& node, const CmdletDef& def)
{
    const CommandMetadata& metadata = metadata_of(def);
    const std::string name(node.parameter_name);
    std::vector<std::string> candidates;
    const int found = metadata.find(name, false, &candidates);
    for (const ParameterMetadata& parameter : metadata.parameters)
        for (const ParameterSet& set : parameter.sets)
            if (set.from_remaining) return; // takes unknown names too
    if (found >= 0 || find_common(name, metadata.supports_should_process, found == -2) >= 0) return;
    if (found == -2) {
        std::string list;
        for (const std::string& candidate : candidates) list += (list.empty() ? "-" : ", -") + candidate;
        return report(node, Finding::Kind::Parameter, name, "'-" + name + "' may be " + list + " of " + def.name + ".", {});
    }
    std::vector<std::string> names;
    for (const ParameterMetadata& parameter : metadata.parameters) {
        names.push_back("-" + parameter.name);
        for (const std::string& alias : parameter.aliases) names.push_back("-" + alias);
    }
    report(node, Finding::Kind::Parameter, name, "'-" + name + "' is not a known parameter of " + def.name + ".",
           base::nearest_name("-" + name, names));
}

void CheckWalk::function_parameter(const CommandParameterAst& node, std::string_view called,
                                   const std::vector<const FunctionFacts*>& functions)
{
    const std::string name(node.parameter_name);
    std::vector<std::string> names;
    for (const FunctionFacts* function : functions) {
        if (!function->advanced || function->open || find_common(name, function->should_process, false) >= 0) return;
        for (const std::string& parameter : function->parameters) {
            if (parameter.size() >= name.size() && same(std::string_view(parameter).substr(0, name.size()), name)) return;
            names.push_back("-" + parameter);
        }
    }
    report(node, Finding::Kind::Parameter, name, "'-" + name + "' is not a parameter of " + std::string(called) + ".",
           base::nearest_name("-" + name, names));
}

} // namespace kestrun::engine
