#include "engine/module.hpp"
#include "engine/session_impl.hpp"
#include "value/operators.hpp"

namespace kestrun::engine {

const value::Type& Module::type() const
{
    static const value::Type& type = value::native_type("System.Management.Automation.PSModuleInfo");
    return type;
}

void Module::trace(value::Tracer& tracer) const
{
    const auto visit_all = [&](const auto& map) {
        for (const auto& entry : map.entries())
            if (entry.key) tracer.visit(entry.value);
    };
    if (Scope::Extra* members = scope ? scope->extra_or_null() : nullptr) {
        visit_all(members->variables);
        visit_all(members->functions);
        visit_all(members->aliases);
    }
    visit_all(exported_commands);
    visit_all(exported_aliases);
    for (const Ref<Module>& module : nested) tracer.visit(module);
    tracer.visit(origin);
    tracer.visit(outer);
    tracer.visit(private_data);
    tracer.visit(on_remove);
}

void Module::clear_references()
{
    scope.reset();
    owner = nullptr;
    exported_commands = {};
    exported_aliases = {};
    nested.clear();
    origin = {};
    outer = {};
    private_data = {};
    on_remove = {};
}

// --- modules of a session ---

Scope& SessionImpl::home_scope(Frame& caller, Module* module)
{
    if (caller.scope->module == module) [[likely]]
        return *caller.scope;
    for (Frame* f = caller.caller; f; f = f->caller)
        if (f->scope->module == module) return *f->scope;
    return module && module->scope ? *module->scope : *global;
}

Module* SessionImpl::own_module(Module* module)
{
    if (!module || module->owner == this) [[likely]]
        return module;
    Ref<Module>& copy = module_copies_[module];
    if (!copy) {
        Ref<Module> made = copy_module(*module);
        module_copies_[module] = made;
        return made.get();
    }
    return copy.get();
}

Ref<Module> SessionImpl::copy_module(Module& module)
{
    Ref<Module> copy = value::make<Module>(module.name, module.path);
    copy->manifest_path = module.manifest_path;
    copy->version = module.version;
    copy->dynamic = module.dynamic;
    copy->closure = module.closure;
    copy->exported_commands = module.exported_commands;
    copy->exported_aliases = module.exported_aliases;
    copy->exported_variables = module.exported_variables;
    copy->private_data = module.private_data;
    copy->origin = Ref<Module>(&module);
    copy->outer = Ref<Module>(own_module(module.outer.get()));
    copy->owner = this;
    Scope* parent = copy->outer && copy->outer->scope ? copy->outer->scope.get() : global.get();
    copy->scope = std::make_unique<Scope>(parent, Scope::Kind::Module, nullptr, nullptr);
    copy->scope->module = copy.get();
    copy->scope->commands = copy->scope.get();
    Scope::Extra& members = copy->scope->extra();
    if (base) {
        if (const auto found = base->images.find(&module); found != base->images.end()) {
            members.variables = found->second.variables;
            members.functions = found->second.functions;
            members.aliases = found->second.aliases;
            members.types = found->second.types;
            return copy;
        }
    }
    if (const Scope::Extra* theirs =
            module.scope ? module.scope->extra_or_null() : nullptr) { // a closure: its variables are shared already
        for (const auto& entry : theirs->variables.entries())
            if (entry.key && !entry.value.is_unset()) members.variables[entry.key] = read(entry.value);
        members.functions = theirs->functions;
        members.aliases = theirs->aliases;
        members.types = theirs->types;
    }
    return copy;
}

void SessionImpl::drop_modules()
{
    // Functions hold their module and the module its functions: the scopes go first.
    for (const Ref<Module>& module : own_modules) module->clear_references();
    own_modules.clear();
    for (auto& [original, copy] : module_copies_) copy->clear_references();
    module_copies_.clear();
    modules.clear();
}

void SessionImpl::capture_modules(Snapshot& snapshot)
{
    snapshot.modules = modules;
    const auto take = [&](Module& module) {
        if (!module.scope || module.closure) return;
        const Ref<Module> key = module.origin ? module.origin : Ref<Module>(&module);
        Snapshot::ModuleImage& image = snapshot.images[key.get()];
        image = {};
        image.module = key;
        value::share(*key);
        Scope::Extra& members = module.scope->extra();
        for (const auto& entry : members.variables.entries()) {
            if (!entry.key || entry.value.is_unset()) continue;
            const Value value = read(entry.value);
            value::share(value);
            image.variables[entry.key] = value;
        }
        for (const auto& entry : members.functions.entries()) {
            if (!entry.key) continue;
            value::share(*entry.value);
            if (entry.value->block) value::share(*entry.value->block);
            image.functions[entry.key] = entry.value;
        }
        for (const auto& entry : members.aliases.entries()) {
            if (!entry.key) continue;
            value::share(*entry.value);
            image.aliases[entry.key] = entry.value;
        }
        image.types = members.types;
    };
    for (const Ref<Module>& module : own_modules) take(*module);
    for (const auto& [original, copy] : module_copies_) take(*copy);
}

Ref<CommandInfo> SessionImpl::find_exported(std::string_view module, std::string_view name)
{
    for (const auto& [key, loaded] : modules) {
        if (!value::equals_ignore_case(key, module)) continue;
        const Symbol symbol = Symbol::find(name);
        if (!symbol) return {};
        if (auto* found = loaded->exported_commands.find(symbol)) return *found;
    }
    return {};
}

} // namespace kestrun::engine
