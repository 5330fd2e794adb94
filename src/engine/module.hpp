// Modules: a scope of their own between the caller's and the global one (about_Modules).
#pragma once
#include "engine/command.hpp"

namespace kestrun::engine {

class Module final : public value::Object
{
public:
    Module(std::string called, std::string from) : name(std::move(called)), path(std::move(from)) { mark_container(); }
    const value::Type& type() const override; // PSModuleInfo
    void trace(value::Tracer& tracer) const override;
    void clear_references() override;

    std::string name;
    std::string path;          // file, empty for dynamic modules
    std::string manifest_path; // the .psd1 it was loaded from
    std::string version = "0.0";
    std::string description, author, company, copyright, guid, root_module, prefix;
    std::vector<std::string> tags;
    bool manifest = false; // no script of its own
    bool dynamic = false;
    bool closure = false; // made by GetNewClosure: variables only
    /// Lives as long as the module; its parent is the global scope of the session that runs in it. Null once that session has ended.
    std::unique_ptr<Scope> scope;
    const SessionImpl* owner = nullptr; // the session whose scopes it belongs to; others work on a copy (SessionImpl::own_module)
    SymbolMap<Ref<CommandInfo>> exported_commands;
    SymbolMap<Ref<CommandInfo>> exported_aliases;
    std::vector<std::string> exported_variables;
    bool explicit_exports = false;   // Export-ModuleMember was called
    std::vector<Ref<Module>> nested; // imported inside of it
    Ref<Module> origin;              // the other session's module this is a copy of
    Ref<Module> outer;               // of a closure: the module it was made in
    Value private_data;
    Value on_remove;
};

} // namespace kestrun::engine
