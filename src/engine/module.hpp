// Modules: a scope of their own between the caller's and the global one (about_Modules).
#pragma once
#include "engine/command.hpp"

namespace kestrun::engine {

class Module final : public value::Object
{
public:
    Module(std::string called, std::string from) : name(std::move(called)), path(std::move(from)) {}
    const value::Type& type() const override; // PSModuleInfo
    void trace(value::Tracer& tracer) const override;

    std::string name;
    std::string path; // file, empty for dynamic modules
    std::string version = "0.0";
    std::string description, author, guid;
    bool dynamic = false;
    bool closure = false; // made by GetNewClosure: variables only
    /// Lives as long as the module; its parent is the global scope of the session that runs in it.
    std::unique_ptr<Scope> scope;
    SymbolMap<Ref<CommandInfo>> exported_commands;
    SymbolMap<Ref<CommandInfo>> exported_aliases;
    std::vector<std::string> exported_variables;
    bool explicit_exports = false; // Export-ModuleMember was called
    Value private_data;
    Value on_remove;
};

} // namespace kestrun::engine
