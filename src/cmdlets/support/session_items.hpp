// Listing what a session holds: variables, aliases, functions, as Get-Variable, Get-Alias, Get-Command and the item drives show them.
#pragma once
#include "cmdlets/support/session_access.hpp"

namespace kestrun::cmdlets {

struct NamedVariable
{
    std::string name;
    Scope* scope;
    Value read() const;
    /// The PSVariable object; from here on the variable is a cell.
    Value object() const;
};
/// Variables seen from a scope, inner ones first hiding outer ones; or of that scope alone. Sorted by name.
std::vector<NamedVariable> list_variables(Scope& from, bool only_here);
std::optional<NamedVariable> find_variable(Scope& from, std::string_view name, bool only_here);

/// Functions seen from a scope, built-in ones included, sorted by name.
std::vector<Ref<engine::CommandInfo>> list_functions(SessionImpl& session, Scope& from);
/// Removes an alias or function of a scope; a built-in one does not come back.
void remove_alias(Scope& scope, Symbol name);
void remove_function(Scope& scope, Symbol name);
/// Aliases seen from a scope, built-in ones included, sorted by name.
std::vector<Ref<engine::CommandInfo>> list_aliases(Scope& from, bool only_here = false);
/// CmdletInfo of a table row.
Ref<engine::CommandInfo> cmdlet_info(const CmdletDef& def, std::string_view module);
const char* module_of(const CmdletDef& def);

inline SessionImpl& session_of(Context& context) { return static_cast<SessionImpl&>(context.session()); }

} // namespace kestrun::cmdlets
