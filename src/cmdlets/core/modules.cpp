// Import-Module, Get-Module, New-Module, Remove-Module, Export-ModuleMember, Set-StrictMode.
#include "base/environment.hpp"
#include "base/platform.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/session_items.hpp"
#include "cmdlets/tables.hpp"
#include "engine/code.hpp"
#include "engine/module_loader.hpp"
#include <cstdlib>

namespace kestrun::cmdlets {

namespace {

using engine::MemberFilter;
using engine::Module;

/// Where imported members go: the calling module, or the session.
Scope& import_target(Cmdlet::Invocation& in, bool global)
{
    Module* module = global ? nullptr : caller_scope(in).module;
    return module && module->scope ? *module->scope : *in.session.global;
}

// --- Import-Module ---

enum : size_t
{
    IName,
    IModule,
    IFullName,
    IAssembly,
    IGlobal,
    IPrefix,
    IFunction,
    ICmdlet,
    IVariable,
    IAlias,
    IForce,
    IPassThru,
    IAsCustomObject,
    IMinimum,
    IMaximum,
    IRequired,
    IArguments,
    INoNameChecking,
    INoClobber,
    IScope,
    ISkipEdition,
};
constexpr ParameterDef import_parameters[] = {
    {.name = "Name", .type = "string[]", .sets = "Name@0!|"},
    {.name = "ModuleInfo", .type = "System.Management.Automation.PSModuleInfo[]", .sets = "ModuleInfo@0!|"},
    {.name = "FullyQualifiedName", .type = "object[]", .sets = "FullyQualifiedName@0!|"},
    {.name = "Assembly", .type = "object[]", .sets = "Assembly@0!|"},
    {.name = "Global", .type = "switch"},
    {.name = "Prefix", .type = "string"},
    {.name = "Function", .type = "string[]"},
    {.name = "Cmdlet", .type = "string[]"},
    {.name = "Variable", .type = "string[]"},
    {.name = "Alias", .type = "string[]"},
    {.name = "Force", .type = "switch"},
    {.name = "PassThru", .type = "switch"},
    {.name = "AsCustomObject", .type = "switch"},
    {.name = "MinimumVersion", .type = "version", .sets = "Name", .aliases = "Version"},
    {.name = "MaximumVersion", .type = "string", .sets = "Name"},
    {.name = "RequiredVersion", .type = "version", .sets = "Name"},
    {.name = "ArgumentList", .type = "object[]", .aliases = "Args"},
    {.name = "DisableNameChecking", .type = "switch"},
    {.name = "NoClobber", .type = "switch", .aliases = "NoOverwrite"},
    {.name = "Scope", .type = "string", .validate = "set:Local,Global"},
    {.name = "SkipEditionCheck", .type = "switch", .sets = "Name"},
};

/// A custom object over a module's exports: functions as methods, variables as properties.
Value module_object(SessionImpl& session, const Ref<Module>& module)
{
    auto object = value::make<value::PSCustomObject>();
    for (const auto& entry : module->exported_commands.entries()) {
        if (!entry.key || !entry.value->block) continue;
        const std::string name = entry.value->name;
        object->set(name, Value(value::make<value::PSMember>(value::PSMemberKind::ScriptMethod, name, Value(entry.value->block))));
    }
    for (const std::string& name : module->exported_variables) {
        const Ref<ScriptBlock> getter = session.parse("$script:" + name, {}),
                               setter = session.parse("param($value) $script:" + name + " = $value", {});
        const auto bound = [&](const Ref<ScriptBlock>& block) {
            return Value(engine::bind_block(static_cast<engine::ScriptBlockImpl&>(*block), module));
        };
        object->set(name, Value(value::make<value::PSMember>(value::PSMemberKind::ScriptProperty, name, bound(getter), bound(setter))));
    }
    return Value(object);
}

struct ImportModule final : Cmdlet
{
    void process() override
    {
        if (has(IModule)) {
            for (const Value& item : value::elements(arg(IModule))) {
                if (auto* module = item.as<Module>()) finish(Ref<Module>(module));
            }
            return;
        }
        if (auto* piped = input().as<Module>()) {
            finish(Ref<Module>(piped));
            return;
        }
        for (const Value& item : value::elements(arg(has(IFullName) ? IFullName : has(IAssembly) ? IAssembly : IName))) {
            if (auto* module = item.as<Module>())
                finish(Ref<Module>(module));
            else if (as_dictionary(item))
                import(property_text(item, "ModuleName"));
            else
                import(value::to_text(item));
        }
    }

private:
    void import(const std::string& name)
    {
        SessionImpl& session = invocation().session;
        if (engine::is_builtin_module(name)) return; // always there
        const std::string path = engine::find_module_file(session, name);
        if (path.empty()) {
            fail("Modules_ModuleNotFound",
                 "The specified module '" + name + "' was not loaded because no valid module file was found in any module directory.",
                 ErrorCategory::ResourceUnavailable, Value(name), "System.IO.FileNotFoundException");
        }
        Ref<Module> module = engine::loaded_module(session, path);
        if (module && flag(IForce)) {
            engine::remove_module(session, module);
            module = {};
        }
        if (!module) {
            std::vector<Value> arguments;
            if (has(IArguments) && !arg(IArguments).is_null()) arguments = value::elements(arg(IArguments));
            try {
                module = engine::load_module_file(session, path, arguments, invocation().processor.caller(), *invocation().streams);
            } catch (value::ScriptError& error) {
                if (error.record->command_class.empty() && error.from_throw && error.record->category != ErrorCategory::ParserError)
                    error.record->command_class = "Microsoft.PowerShell.Commands.ImportModuleCommand";
                throw;
            }
        }
        check_version(*module);
        finish(module);
    }

    void check_version(const Module& module)
    {
        const auto version = [](const Value& value) { return value::convert(value, value::types::version()); };
        const Value own = version(Value(module.version));
        const bool low = has(IMinimum) && value::compare(own, arg(IMinimum)) < 0;
        const bool high = has(IMaximum) && value::compare(own, version(arg(IMaximum))) > 0;
        const bool other = has(IRequired) && value::compare(own, arg(IRequired)) != 0;
        if (!low && !high && !other) return;
        const std::string wanted = value::to_text(arg(low ? IMinimum : high ? IMaximum : IRequired));
        fail("Modules_ModuleWithVersionNotFound",
             "The specified module '" + module.name + "' with version '" + wanted +
                 "' was not loaded because no valid module file was found in any module directory.",
             ErrorCategory::ResourceUnavailable, Value(module.name), "System.IO.FileNotFoundException");
    }

    void finish(const Ref<Module>& module)
    {
        SessionImpl& session = invocation().session;
        if (flag(IAsCustomObject)) {
            write(module_object(session, module));
            return;
        }
        MemberFilter filter;
        if (has(IFunction)) filter.functions = texts(IFunction);
        if (has(IAlias)) filter.aliases = texts(IAlias);
        if (has(IVariable)) filter.variables = texts(IVariable);
        if (has(ICmdlet) && !filter.functions) filter.functions = std::vector<std::string>{};
        filter.prefix = has(IPrefix) ? text(IPrefix) : module->prefix;
        filter.no_clobber = flag(INoClobber);
        const bool global = flag(IGlobal) || equals_ci(text(IScope), "Global");
        engine::enter_module(session, global ? *session.global : caller_scope(invocation()), module);
        engine::import_members(session, *module, filter, import_target(invocation(), global));
        if (flag(IPassThru)) write(Value(module));
    }
};

// --- Get-Module ---

enum : size_t
{
    GName,
    GFullName,
    GAll,
    GAvailable,
    GRefresh,
    GEdition,
    GSkipEdition,
};
constexpr ParameterDef get_parameters[] = {
    {.name = "Name", .type = "string[]", .flags = P::FromPipeline, .sets = "Loaded@0,Available@0"},
    {.name = "FullyQualifiedName", .type = "object[]", .flags = P::FromPipelineByName, .sets = "Loaded,Available"},
    {.name = "All", .type = "switch", .sets = "Loaded,Available"},
    {.name = "ListAvailable", .type = "switch", .sets = "Available!"},
    {.name = "Refresh", .type = "switch", .sets = "Available"},
    {.name = "PSEdition", .type = "string", .sets = "Available"},
    {.name = "SkipEditionCheck", .type = "switch", .sets = "Available", .help = "Lists modules for other editions, too; they always are."},
};
struct GetModule final : Cmdlet
{
    void process() override
    {
        if (flag(GAvailable)) {
            list_available();
            return;
        }
        for (const Ref<Module>& module : engine::list_modules(invocation().session, caller_scope(invocation()), flag(GAll))) {
            if (wanted(module->name)) write(Value(module));
        }
    }

private:
    bool wanted(const std::string& name)
    {
        if (has(GName)) return matches_any(texts(GName), name);
        if (!has(GFullName)) return true;
        for (const Value& item : value::elements(arg(GFullName))) {
            if (value::wildcard_match(as_dictionary(item) ? property_text(item, "ModuleName") : value::to_text(item), name)) return true;
        }
        return false;
    }
    /// A manifest that names no editions is for all.
    bool for_edition(const Value& manifest)
    {
        const Value editions = property_of(manifest, "CompatiblePSEditions");
        if (editions.is_null()) return true;
        for (const Value& each : value::elements(editions.is_string() ? value::make_array({editions}) : editions))
            if (equals_ci(value::to_text(each), text(GEdition))) return true;
        return false;
    }
    void list_available()
    {
        for (const std::string& folder : split(base::environment_text("PSModulePath"), base::path_list_separator)) {
            if (folder.empty() || !is_folder(folder)) continue;
            for (const FolderEntry& entry : list_folder(folder)) {
                if (!entry.folder || !wanted(entry.name)) continue;
                const std::string file = engine::find_module_file(invocation().session, folder + base::path_separator + entry.name);
                if (file.empty()) continue;
                auto module = value::make<Module>(entry.name, file);
                if (file.ends_with(".psd1")) {
                    const Value manifest = engine::read_manifest(invocation().session, file);
                    const std::string version = property_text(manifest, "ModuleVersion");
                    if (!version.empty()) module->version = version;
                    if (has(GEdition) && !for_edition(manifest)) continue;
                }
                write(Value(module));
            }
        }
    }
};

// --- New-Module ---

enum : size_t
{
    NName,
    NBlock,
    NFunction,
    NCmdlet,
    NReturn,
    NObject,
    NArguments,
};
constexpr ParameterDef new_parameters[] = {
    {.name = "Name", .type = "string", .sets = "Name@0!|"},
    {.name = "ScriptBlock", .type = "scriptblock", .sets = "ScriptBlock@0!,Name@1!"},
    {.name = "Function", .type = "string[]"},
    {.name = "Cmdlet", .type = "string[]"},
    {.name = "ReturnResult", .type = "switch"},
    {.name = "AsCustomObject", .type = "switch"},
    {.name = "ArgumentList", .type = "object[]", .flags = P::FromRemaining, .aliases = "Args"},
};
struct NewModule final : Cmdlet
{
    void process() override
    {
        SessionImpl& session = invocation().session;
        std::string name = text(NName);
        if (name.empty()) name = "__DynamicModule_" + value::to_text(value::invoke_static(value::types::guid(), Name("NewGuid"), {}));
        const Ref<Module> module = engine::make_module(session, name, "");
        module->dynamic = true;
        std::vector<Value> arguments;
        if (has(NArguments) && !arg(NArguments).is_null()) arguments = value::elements(arg(NArguments));
        auto& block = static_cast<engine::ScriptBlockImpl&>(*as_script_block(arg(NBlock)));
        engine::Collector out;
        engine::run_module_body(session, *module, block, arguments, invocation().processor.caller(), *invocation().streams, out);
        if (flag(NReturn)) {
            for (Value& item : out.items) write(std::move(item));
            return;
        }
        if (flag(NObject)) {
            write(module_object(session, module));
            return;
        }
        MemberFilter filter;
        if (has(NFunction)) filter.functions = texts(NFunction);
        engine::import_members(session, *module, filter, import_target(invocation(), false));
        write(Value(module));
    }
};

// --- Remove-Module ---

constexpr ParameterDef remove_parameters[] = {
    {.name = "Name", .type = "string[]", .sets = "name@0!|"},
    {.name = "FullyQualifiedName", .type = "object[]", .sets = "FullyQualifiedName@0!|"},
    {.name = "ModuleInfo", .type = "System.Management.Automation.PSModuleInfo[]", .sets = "ModuleInfo@0!|"},
    {.name = "Force", .type = "switch"},
};
struct RemoveModule final : Cmdlet
{
    void process() override
    {
        SessionImpl& session = invocation().session;
        std::vector<Ref<Module>> found;
        if (has(2)) {
            for (const Value& item : value::elements(arg(2))) found.emplace_back(item.as<Module>());
        } else {
            const std::vector<std::string> names = texts(has(1) ? 1 : 0);
            for (const Ref<Module>& module : engine::list_modules(session, caller_scope(invocation()), false)) {
                if (matches_any(names, module->name)) found.push_back(module);
            }
            bool wild = false;
            for (const std::string& name : names) wild = wild || value::has_wildcards(name);
            if (found.empty() && !wild) {
                write_error("Modules_NoModulesRemoved",
                            "No modules were removed. Verify that the specification of modules to remove is correct and those modules "
                            "exist in the runspace.",
                            ErrorCategory::ResourceUnavailable, {}, "System.InvalidOperationException");
            }
        }
        for (const Ref<Module>& module : found) {
            if (should_process(module->name, "Remove-Module")) engine::remove_module(session, module);
        }
    }
};

// --- Export-ModuleMember ---

enum : size_t
{
    EFunction,
    ECmdlet,
    EVariable,
    EAlias,
};
constexpr ParameterDef export_parameters[] = {
    {.name = "Function", .type = "string[]", .position = 0, .flags = P::FromPipeline | P::FromPipelineByName | P::AllowEmptyCollection},
    {.name = "Cmdlet", .type = "string[]", .flags = P::FromPipelineByName | P::AllowEmptyCollection},
    {.name = "Variable", .type = "string[]", .flags = P::FromPipelineByName | P::NotNull},
    {.name = "Alias", .type = "string[]", .flags = P::FromPipelineByName | P::NotNull},
};
struct ExportModuleMember final : Cmdlet
{
    void process() override
    {
        Module* module = caller_scope(invocation()).module;
        if (!module) {
            fail("Modules_CanOnlyExecuteExportModuleMemberInsideAModule",
                 "The Export-ModuleMember cmdlet can only be called from inside a module.", ErrorCategory::PermissionDenied, {},
                 "System.InvalidOperationException");
        }
        MemberFilter filter;
        if (has(EFunction)) filter.functions = texts(EFunction);
        if (has(EAlias)) filter.aliases = texts(EAlias);
        if (has(EVariable)) filter.variables = texts(EVariable);
        module->explicit_exports = true;
        engine::export_members(invocation().session, *module, filter, false);
    }
};

// --- Set-StrictMode ---

constexpr ParameterDef strict_parameters[] = {
    {.name = "Off", .type = "switch", .sets = "Off!"},
    {.name = "Version", .type = "string", .sets = "Version!", .aliases = "v", .help = "1.0, 2.0, 3.0 or Latest."},
};
struct SetStrictMode final : Cmdlet
{
    void process() override
    {
        Scope& scope = caller_scope(invocation());
        if (!has(1)) {
            scope.set_strictness(0);
            return;
        }
        const std::string version = text(1);
        if (equals_ci(version, "latest")) {
            scope.set_strictness(3);
            return;
        }
        const int major = version.empty() ? 0 : version[0] - '0';
        if (major < 1 || major > 7 || (version.size() > 1 && version[1] != '.')) {
            fail("ParameterArgumentValidationError",
                 "Cannot validate argument on parameter 'Version'. The '" + version +
                     "' argument does not contain a valid PowerShell version. Supply a valid version and "
                     "then try the command again.",
                 ErrorCategory::InvalidData, {}, "System.Management.Automation.ParameterBindingValidationException");
        }
        scope.set_strictness(static_cast<int8_t>(std::min(major, 3)));
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Import-Module",
     .synopsis = "Loads modules.",
     .parameters = import_parameters,
     .make = make_cmdlet<ImportModule>,
     .aliases = "ipmo",
     .default_set = "Name"},
    {.name = "Get-Module",
     .synopsis = "Lists loaded modules.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetModule>,
     .aliases = "gmo",
     .default_set = "Loaded"},
    {.name = "New-Module",
     .synopsis = "Makes a module from a script block.",
     .parameters = new_parameters,
     .make = make_cmdlet<NewModule>,
     .aliases = "nmo",
     .default_set = "ScriptBlock"},
    {.name = "Remove-Module",
     .synopsis = "Unloads modules.",
     .parameters = remove_parameters,
     .make = make_cmdlet<RemoveModule>,
     .aliases = "rmo",
     .default_set = "name",
     .flags = C::ShouldProcess},
    {.name = "Export-ModuleMember",
     .synopsis = "Says which members of a module others see.",
     .parameters = export_parameters,
     .make = make_cmdlet<ExportModuleMember>},
    {.name = "Set-StrictMode",
     .synopsis = "Turns the rules of strict mode on or off.",
     .parameters = strict_parameters,
     .make = make_cmdlet<SetStrictMode>,
     .default_set = "Version"},
};

} // namespace

constinit const CmdletTable modules_table{"Microsoft.PowerShell.Core", rows};

} // namespace kestrun::cmdlets
