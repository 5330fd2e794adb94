#include "cmdlets/support/session_items.hpp"
#include "engine/builtin_functions.hpp"
#include "engine/command_aliases.hpp"
#include <algorithm>
#include <map>

namespace kestrun::cmdlets {

namespace {

struct LessIgnoringCase
{
    bool operator()(const std::string& a, const std::string& b) const { return value::compare_ordinal_ignore_case(a, b) < 0; }
};
template <typename T>
using ByName = std::map<std::string, T, LessIgnoringCase>;

bool internal_name(std::string_view name) { return name.empty() || name.substr(0, 2) == "__" || name == "_"; }

/// The name of a variable as the script that made it writes it.
std::string spelling_of(const Scope& scope, Symbol name, const Value& place)
{
    return place.is_cell() ? std::string(static_cast<engine::VariableCell*>(place.object())->spelling()) : scope.spelling(name);
}

} // namespace

Value NamedVariable::read() const
{
    Value* place = scope->find_here(Symbol(name));
    return place ? engine::read(*place) : Value();
}

Value NamedVariable::object() const { return Value(&scope->cell(Symbol(name))); }

std::vector<NamedVariable> list_variables(Scope& from, bool only_here)
{
    ByName<NamedVariable> found;
    for (Scope* scope = &from; scope; scope = only_here ? nullptr : scope->parent) {
        const auto add = [&](Symbol name, const Value& place) {
            if (place.is_unset() || internal_name(name.name())) return;
            std::string spelling = spelling_of(*scope, name, place);
            found.try_emplace(spelling, NamedVariable{spelling, scope});
        };
        if (scope->layout) {
            for (size_t i = 0; i < scope->layout->size(); ++i) add(scope->layout->names()[i], scope->slots[i]);
        }
        if (Scope::Extra* extra = scope->extra_or_null()) {
            for (const auto& entry : extra->variables.entries()) {
                if (entry.key) add(entry.key, entry.value);
            }
        }
    }
    std::vector<NamedVariable> list;
    for (auto& [name, variable] : found) list.push_back(std::move(variable));
    return list;
}

std::optional<NamedVariable> find_variable(Scope& from, std::string_view name, bool only_here)
{
    const Symbol symbol = Symbol::find(name);
    for (Scope* scope = &from; symbol && scope; scope = only_here ? nullptr : scope->parent) {
        if (const Value* place = scope->find_here(symbol)) return NamedVariable{spelling_of(*scope, symbol, *place), scope};
    }
    return std::nullopt;
}

std::vector<Ref<engine::CommandInfo>> list_functions(SessionImpl& session, Scope& from)
{
    engine::define_builtin_functions(session);
    ByName<Ref<engine::CommandInfo>> found;
    for (Scope* scope = &from; scope; scope = scope->parent) {
        Scope::Extra* extra = scope->extra_or_null();
        if (!extra) continue;
        for (const auto& entry : extra->functions.entries()) {
            if (entry.key) found.try_emplace(entry.value->name, entry.value);
        }
    }
    std::vector<Ref<engine::CommandInfo>> list;
    for (auto& [name, info] : found)
        if (!info->is_removed()) list.push_back(std::move(info));
    return list;
}

const char* module_of(const CmdletDef& def)
{
    for (const CmdletTable* table : engine::cmdlet_tables()) {
        if (!table->rows.empty() && &def >= table->rows.data() && &def < table->rows.data() + table->rows.size()) return table->module;
    }
    return "";
}

Ref<engine::CommandInfo> cmdlet_info(const CmdletDef& def, std::string_view module)
{
    auto info = value::make<engine::CommandInfo>(engine::CommandType::Cmdlet, def.name);
    info->cmdlet = &def;
    info->module_name = module;
    return info;
}

void remove_alias(Scope& scope, Symbol name)
{
    scope.remove_alias(name);
    if (engine::is_builtin_alias(name.name()))
        scope.global_scope().define_alias(name, value::make<engine::CommandInfo>(engine::CommandType::Alias, std::string(name.name())));
}

void remove_function(Scope& scope, Symbol name)
{
    scope.remove_function(name);
    if (scope.parent == nullptr && engine::is_builtin_function(name.name()))
        scope.define_function(name, value::make<engine::CommandInfo>(engine::CommandType::Function, std::string(name.name())));
}

std::vector<Ref<engine::CommandInfo>> list_aliases(Scope& from, bool only_here)
{
    ByName<Ref<engine::CommandInfo>> found;
    for (Scope* scope = &from; scope; scope = only_here ? nullptr : scope->parent) {
        Scope::Extra* extra = scope->extra_or_null();
        if (!extra) continue;
        for (const auto& entry : extra->aliases.entries()) {
            if (entry.key) found.try_emplace(entry.value->name, entry.value);
        }
    }
    for (const auto& info : engine::builtin_aliases()) found.try_emplace(info->name, info);
    std::vector<Ref<engine::CommandInfo>> list;
    for (auto& [name, info] : found)
        if (!info->is_removed()) list.push_back(std::move(info));
    return list;
}

} // namespace kestrun::cmdlets
