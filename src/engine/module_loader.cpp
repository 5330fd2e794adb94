#include "engine/module_loader.hpp"
#include "base/environment.hpp"
#include "base/system_path.hpp"
#include "engine/class_definition.hpp"
#include "engine/compiler.hpp"
#include "engine/function_processor.hpp"
#include "value/operators.hpp"
#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace kestrun::engine {

namespace fs = std::filesystem;

namespace {

bool matches(const std::vector<std::string>& patterns, std::string_view name)
{
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& p) { return value::wildcard_match(p, name); });
}

std::string key_of(std::string_view name)
{
    std::string key(name);
    for (char& c : key)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return key;
}

/// Get-Thing with the prefix My is Get-MyThing.
std::string prefixed(std::string_view name, std::string_view prefix)
{
    const size_t dash = name.find('-');
    if (dash == std::string_view::npos) return std::string(prefix) + std::string(name);
    return std::string(name.substr(0, dash + 1)) + std::string(prefix) + std::string(name.substr(dash + 1));
}

void visit_modules(const Ref<Module>& module, std::vector<Module*>& seen, const std::function<void(const Ref<Module>&)>& visit)
{
    if (std::find(seen.begin(), seen.end(), module.get()) != seen.end()) return;
    seen.push_back(module.get());
    visit(module);
    for (const Ref<Module>& inner : module->nested) visit_modules(inner, seen, visit);
}

void visit_all(SessionImpl& session, const std::function<void(const Ref<Module>&)>& visit)
{
    std::vector<Module*> seen;
    for (const auto& [name, module] : session.modules) visit_modules(module, seen, visit);
}

/// Drops entries of a map for which the question is true.
template <typename T, typename F>
void erase_if(SymbolMap<T>& map, F&& question)
{
    std::vector<Symbol> gone;
    for (const auto& entry : map.entries())
        if (entry.key && question(entry.value)) gone.push_back(entry.key);
    for (const Symbol name : gone) map.erase(name);
}

} // namespace

Ref<Module> make_module(SessionImpl& session, std::string name, std::string path)
{
    Ref<Module> module = value::make<Module>(std::move(name), std::move(path));
    module->owner = &session;
    module->scope = std::make_unique<Scope>(session.global.get(), Scope::Kind::Module, nullptr, nullptr);
    module->scope->commands = module->scope.get();
    module->scope->module = module.get();
    session.own_modules.push_back(module);
    return module;
}

Frame module_frame(SessionImpl& session, Module& module, Frame& caller, Sink& out, const Streams& streams)
{
    Frame frame(session, *module.scope, *caller.code, out, streams, &caller);
    frame.call = caller.call;
    frame.position = caller.position;
    return frame;
}

void run_module_body(SessionImpl& session, Module& module, ScriptBlockImpl& block, const std::vector<Value>& arguments, Frame& caller,
                     const Streams& streams, Sink& out)
{
    Frame around = module_frame(session, module, caller, out, streams);
    const FrameGuard guard(around);
    Arguments bound;
    for (const Value& v : arguments) bound.push_back({.name = {}, .value = v, .has_value = true, .written = {}});
    CallInfo call{.code = caller.code, .extent = caller.position ? caller.position->extent : syntax::Extent{}};
    session.run_single_block(bind_block(block, Ref<Module>(&module)), {}, bound, around, out, streams, call, true);
    if (!module.explicit_exports) export_members(session, module, {}, true);
}

void export_members(SessionImpl& session, Module& module, const MemberFilter& filter, bool all)
{
    Scope::Extra& members = module.scope->extra();
    const auto own = [&](const Ref<CommandInfo>& info) { return info->block && session.own_module(info->block->module()) == &module; };
    // What the body imported from other modules is passed on.
    const auto from_nested = [&](const Ref<CommandInfo>& info) {
        return std::any_of(module.nested.begin(), module.nested.end(), [&](const Ref<Module>& inner) {
            return info->block && session.own_module(info->block->module()) == inner.get();
        });
    };
    for (const auto& entry : members.functions.entries()) {
        if (!entry.key) continue;
        if (filter.functions ? matches(*filter.functions, entry.value->name) : all && (own(entry.value) || from_nested(entry.value)))
            module.exported_commands[entry.key] = entry.value;
    }
    for (const auto& entry : members.aliases.entries()) {
        if (!entry.key) continue;
        if (filter.aliases ? matches(*filter.aliases, entry.value->name)
                           : all && (entry.value->module_name.empty() || entry.value->module_name == module.name))
            module.exported_aliases[entry.key] = entry.value;
    }
    if (!filter.variables) return;
    for (const auto& entry : members.variables.entries()) {
        if (!entry.key || !matches(*filter.variables, entry.key.name())) continue;
        const std::string name(entry.key.name());
        if (std::find(module.exported_variables.begin(), module.exported_variables.end(), name) == module.exported_variables.end())
            module.exported_variables.push_back(name);
    }
}

void import_members(SessionImpl& session, Module& module, const MemberFilter& filter, Scope& target)
{
    const auto wanted = [&](const std::optional<std::vector<std::string>>& patterns, std::string_view name) {
        return patterns ? matches(*patterns, name) : !filter.any();
    };
    const auto free = [&](const std::string& name) { return !filter.no_clobber || !session.find_command(name, true, false); };
    const auto renamed = [&](const Ref<CommandInfo>& info) {
        if (filter.prefix.empty()) return info;
        Ref<CommandInfo> copy = value::make<CommandInfo>(info->kind, prefixed(info->name, filter.prefix));
        copy->module_name = info->module_name;
        copy->definition = info->definition;
        copy->description = info->description;
        copy->block = info->block;
        copy->cmdlet = info->cmdlet;
        return copy;
    };
    for (const auto& entry : module.exported_commands.entries()) {
        if (!entry.key || !wanted(filter.functions, entry.value->name)) continue;
        const Ref<CommandInfo> info = renamed(entry.value);
        if (free(info->name)) define_function(session, target, Symbol(info->name), info);
    }
    for (const auto& entry : module.exported_aliases.entries()) {
        if (!entry.key || !wanted(filter.aliases, entry.value->name)) continue;
        const Ref<CommandInfo> info = renamed(entry.value);
        if (!filter.prefix.empty() && module.exported_commands.find(Symbol(info->definition)))
            info->definition = prefixed(info->definition, filter.prefix);
        if (info->module_name.empty()) info->module_name = module.name;
        if (free(info->name)) target.define_alias(Symbol(info->name), info);
    }
    for (const std::string& name : module.exported_variables) {
        if (!wanted(filter.variables, name)) continue;
        const Symbol symbol(name); // one variable in two scopes
        target.place(symbol) = Value::cell(&module.scope->cell(symbol));
    }
    module.prefix = filter.prefix;
}

namespace {

/// True when the text of a module file defines or exports that command, as far as reading shows.
bool mentions_command(const std::string& path, std::string_view name)
{
    const std::string text = key_of(read_script_file(path));
    const std::string wanted = key_of(name);
    for (size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) {
        const char before = at == 0 ? ' ' : text[at - 1];
        const size_t end = at + wanted.size();
        const char after = end < text.size() ? text[end] : ' ';
        if ((before == '\'' || before == '"') && before == after) return true; // FunctionsToExport = 'Get-Thing'
        if (std::isalnum(static_cast<unsigned char>(after)) || after == '-' || after == '_') continue;
        const size_t word = text.find_last_not_of(" \t", at == 0 ? 0 : at - 1);
        if (word != std::string::npos && word + 1 < at && word >= 7 && text.compare(word - 7, 8, "function") == 0) return true;
        if (word != std::string::npos && word + 1 < at && word >= 5 && text.compare(word - 5, 6, "filter") == 0) return true;
    }
    return false;
}

/// The module in a folder of PSModulePath that has the command; empty when there is none.
std::string module_with_command(std::string_view folders, std::string_view name)
{
    std::error_code ec;
    while (!folders.empty()) {
        const size_t colon = folders.find(base::path_list_separator);
        const fs::path folder = base::sys::path(folders.substr(0, colon));
        folders.remove_prefix(colon == std::string_view::npos ? folders.size() : colon + 1);
        if (folder.empty()) continue;
        for (const auto& entry : fs::directory_iterator(folder, fs::directory_options::skip_permission_denied, ec)) {
            const std::string module = entry.path().filename().string();
            for (const char* extension : {".psd1", ".psm1"}) {
                const fs::path file = entry.path() / base::sys::path(module + extension);
                if (fs::is_regular_file(file, ec) && mentions_command(file.string(), name)) return entry.path().string();
            }
        }
    }
    return {};
}

} // namespace

bool load_module_of_command(SessionImpl& session, std::string_view name)
{
    static thread_local bool busy = false;
    const std::string folders = base::environment_text("PSModulePath");
    if (folders.empty() || busy || !session.frame || name.find_first_of("/\\ ") != std::string_view::npos) return false;
    if (value::equals_ignore_case(session.preference("PSModuleAutoLoadingPreference"), "None")) return false;
    const std::string module = module_with_command(folders, name);
    if (module.empty()) return false;
    struct Busy
    {
        Busy() { busy = true; }
        ~Busy() { busy = false; }
    } guard;
    ScriptOptions options;
    options.arguments.emplace_back(module);
    options.named = {{"Global", Value::switch_parameter(true)}};
    session.invoke_command("Import-Module", options);
    return true;
}

void remove_module(SessionImpl& session, const Ref<Module>& module)
{
    if (auto* block = module->on_remove.as<ScriptBlock>()) {
        ScriptOptions options;
        options.arguments.emplace_back(module);
        session.Context::invoke(*block, options);
    }
    const auto clean = [&](Scope& scope) {
        Scope::Extra* members = scope.extra_or_null();
        if (!members || &scope == module->scope.get()) return;
        erase_if(members->functions,
                 [&](const Ref<CommandInfo>& info) { return info->block && session.own_module(info->block->module()) == module.get(); });
        erase_if(members->aliases, [&](const Ref<CommandInfo>& info) {
            return info->module_name == module->name && module->exported_aliases.find(Symbol(info->name));
        });
        for (const std::string& name : module->exported_variables) {
            const Symbol symbol(name);
            Value* outer = members->variables.find(symbol);
            Value* inner = module->scope->find_here(symbol);
            if (outer && inner && outer->is_cell() && inner->is_cell() && outer->object() == inner->object())
                members->variables.erase(symbol);
        }
    };
    for (Scope* s = &session.scope(); s; s = s->parent) clean(*s);
    clean(*session.global);
    Scope::note_command_change();
    visit_all(session, [&](const Ref<Module>& other) {
        if (other->scope) clean(*other->scope);
    });
    std::erase_if(session.modules, [&](const auto& row) { return row.second == module; });
    visit_all(session, [&](const Ref<Module>& other) { std::erase(other->nested, module); });
}

void enter_module(SessionImpl& session, Scope& from, const Ref<Module>& module)
{
    Module* inside = from.module;
    if (!inside || inside->closure) {
        session.modules[key_of(module->name)] = module;
    } else if (std::find(inside->nested.begin(), inside->nested.end(), module) == inside->nested.end()) {
        inside->nested.push_back(module);
    }
}

Ref<Module> loaded_module(SessionImpl& session, std::string_view path)
{
    Ref<Module> found;
    visit_all(session, [&](const Ref<Module>& module) {
        if (!module->path.empty() && (module->path == path || module->manifest_path == path)) found = module;
    });
    return found;
}

std::vector<Ref<Module>> list_modules(SessionImpl& session, Scope& from, bool all)
{
    std::vector<Ref<Module>> found;
    const auto add = [&](const Ref<Module>& module) {
        if (std::find(found.begin(), found.end(), module) == found.end()) found.push_back(module);
    };
    if (all) {
        visit_all(session, add);
    } else {
        if (from.module && !from.module->closure)
            for (const Ref<Module>& module : from.module->nested) add(module);
        for (const auto& [name, module] : session.modules) add(module);
    }
    std::sort(found.begin(), found.end(), [](const Ref<Module>& a, const Ref<Module>& b) { return key_of(a->name) < key_of(b->name); });
    return found;
}

Ref<ScriptBlockImpl> bind_block(const ScriptBlockImpl& block, const Ref<Module>& module)
{
    return value::make<ScriptBlockImpl>(block.unit(), block.code(), module);
}

Ref<CommandInfo> find_command_in(SessionImpl& session, Module& module, std::string_view name, Frame& caller)
{
    Frame around = module_frame(session, module, caller, *caller.out, *caller.streams);
    const FrameGuard guard(around);
    return session.find_command(name);
}

std::string find_module_file(SessionImpl& session, std::string_view name, std::string_view base)
{
    std::error_code ec;
    const auto in_folder = [&](const fs::path& folder, const std::string& stem) -> std::string {
        for (const char* extension : {".psd1", ".psm1"}) {
            const fs::path file = folder / base::sys::path(stem + extension);
            if (fs::is_regular_file(file, ec)) return file.string();
        }
        return {};
    };
    const auto at_path = [&](const fs::path& path) -> std::string {
        const std::string extension = path.extension().string();
        if ((extension == ".psd1" || extension == ".psm1" || extension == ".ps1") && fs::is_regular_file(path, ec)) return path.string();
        if (fs::is_directory(path, ec)) {
            if (std::string found = in_folder(path, path.filename().string()); !found.empty()) return found;
            // A folder per version: the highest one.
            std::vector<fs::path> versions;
            for (const fs::directory_entry& entry : fs::directory_iterator(path, ec))
                if (entry.is_directory(ec) && value::try_convert(Value(entry.path().filename().string()), value::types::version()))
                    versions.push_back(entry.path());
            std::sort(versions.begin(), versions.end(), [](const fs::path& a, const fs::path& b) {
                return value::compare(value::convert(Value(a.filename().string()), value::types::version()),
                                      value::convert(Value(b.filename().string()), value::types::version())) > 0;
            });
            for (const fs::path& version : versions)
                if (std::string found = in_folder(version, path.filename().string()); !found.empty()) return found;
        }
        return in_folder(path.parent_path(), path.filename().string());
    };
    if (!base.empty()) {
        if (std::string found = at_path(base::sys::path(base) / base::sys::path(name)); !found.empty()) return found;
    }
    if (name.find('/') != std::string_view::npos || name.find('\\') != std::string_view::npos || name.starts_with("~"))
        return at_path(base::sys::path(session.resolve_path(name)));
    const std::string list = base::environment_text("PSModulePath");
    std::string_view folders = list;
    while (!folders.empty()) {
        const size_t colon = folders.find(base::path_list_separator);
        if (colon != 0) {
            if (std::string found = at_path(base::sys::path(folders.substr(0, colon)) / base::sys::path(name)); !found.empty())
                return found;
        }
        if (colon == std::string_view::npos) break;
        folders.remove_prefix(colon + 1);
    }
    return {};
}

bool is_builtin_module(std::string_view name)
{
    for (const CmdletTable* table : cmdlet_tables()) {
        if (value::equals_ignore_case(table->module, name)) return true;
    }
    return false;
}

} // namespace kestrun::engine
