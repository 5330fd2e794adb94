// Making, importing and removing modules: what the module commands and `using module` do.
#pragma once
#include "engine/module.hpp"
#include "engine/session_impl.hpp"

namespace kestrun::engine {

/// Which members an import or export takes: wildcards per kind; nothing given for a kind: see the functions.
struct MemberFilter
{
    std::optional<std::vector<std::string>> functions, aliases, variables;
    std::string prefix;
    bool no_clobber = false;
    bool any() const { return functions || aliases || variables; }
};

/// A module with an empty scope of its own, owned by the session.
Ref<Module> make_module(SessionImpl& session, std::string name, std::string path);
/// Runs a block as the module's body and exports all functions and aliases unless the body said what to export.
void run_module_body(SessionImpl& session, Module& module, ScriptBlockImpl& block, const std::vector<Value>& arguments, Frame& caller,
                     const Streams& streams, Sink& out);
/// Adds to the module's exports what the filter names. Kinds without a filter: functions and aliases when `all` is set, no variables.
void export_members(SessionImpl& session, Module& module, const MemberFilter& filter, bool all);
/// Defines the module's exports in a scope.
void import_members(SessionImpl& session, Module& module, const MemberFilter& filter, Scope& target);
/// Imports the module on $env:PSModulePath that has a command nobody defined; false when there is none.
bool load_module_of_command(SessionImpl& session, std::string_view name);
/// Takes the module's members out of every scope that imported them, runs its OnRemove, forgets it.
void remove_module(SessionImpl& session, const Ref<Module>& module);
/// Path of the file a module name or path stands for; empty when there is none.
std::string find_module_file(SessionImpl& session, std::string_view name, std::string_view base = {});
/// Reads and runs a .psm1, .psd1 or .ps1 file. The module is not in any table and not imported yet.
Ref<Module> load_module_file(SessionImpl& session, const std::string& path, const std::vector<Value>& arguments, Frame& caller,
                             const Streams& streams);
/// A module whose commands are part of the program.
bool is_builtin_module(std::string_view name);
/// Constants, lists and tables of them: what a manifest may hold.
bool is_data_node(const syntax::Ast& node);
/// The table of a manifest; throws when the file holds anything but data.
Value read_manifest(SessionImpl& session, const std::string& path);
/// The loaded module of a file, or null.
Ref<Module> loaded_module(SessionImpl& session, std::string_view path);
/// Modules seen from a scope, by name; `all`: nested ones too.
std::vector<Ref<Module>> list_modules(SessionImpl& session, Scope& from, bool all);
/// Enters it in the table of the scope's module, or of the session.
void enter_module(SessionImpl& session, Scope& from, const Ref<Module>& module);
/// The same code, run in a module's scope: & $module { }.
Ref<ScriptBlockImpl> bind_block(const ScriptBlockImpl& block, const Ref<Module>& module);
Ref<CommandInfo> find_command_in(SessionImpl& session, Module& module, std::string_view name, Frame& caller);
/// A frame for code that runs in a module's scope.
Frame module_frame(SessionImpl& session, Module& module, Frame& caller, Sink& out, const Streams& streams);

} // namespace kestrun::engine
