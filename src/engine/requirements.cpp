#include "engine/requirements.hpp"
#include "engine/module_loader.hpp"
#include "value/dictionary.hpp"
#include "value/file_path.hpp"
#include "value/operators.hpp"

namespace kestrun::engine {

namespace {

constexpr std::string_view our_version = "7.6.0", told_version = "7.6.9";

Value version_of(std::string_view text)
{
    // "7" is 7.0 here, though [version]'7' is an error.
    return value::convert(Value(text.find('.') == std::string_view::npos ? std::string(text) + ".0" : std::string(text)),
                          value::types::version());
}

struct Refusal
{
    std::string script;
    [[noreturn]] void operator()(const char* id, const std::string& why, const char* type) const
    {
        Ref<value::ExceptionObject> exception = value::make_exception(type, "The script '" + script + "' cannot be run because " + why);
        exception->properties().emplace_back("CommandName", Value(script));
        throw value::ScriptError{
            value::make<value::ErrorRecord>(std::move(exception), id, ErrorCategory::ResourceUnavailable, Value(script))};
    }
};

constexpr const char* requires_exception = "System.Management.Automation.ScriptRequiresException";

bool fits(std::string_view version, const syntax::ModuleRequirement& wanted)
{
    const Value own = version_of(version);
    const auto compared = [&](std::string_view limit) { return value::compare(own, version_of(limit)); };
    return (wanted.version.empty() || compared(wanted.version) >= 0) &&
           (wanted.maximum_version.empty() || compared(wanted.maximum_version) <= 0) &&
           (wanted.required_version.empty() || compared(wanted.required_version) == 0);
}

Ref<Module> loaded(SessionImpl& session, std::string_view name, Frame& caller)
{
    for (Ref<Module>& module : list_modules(session, *caller.scope, false))
        if (value::equals_ignore_case(module->name, name)) return module;
    return {};
}

/// Imported where it is not loaded yet; null when there is none of that name and version.
Ref<Module> require_module(SessionImpl& session, const syntax::ModuleRequirement& wanted, Frame& caller)
{
    if (Ref<Module> module = loaded(session, wanted.name, caller)) return fits(module->version, wanted) ? module : Ref<Module>();
    const std::string file = find_module_file(session, wanted.name);
    if (file.empty()) return {};
    // The version is known before anything of the module runs.
    if (file.ends_with(".psd1")) {
        const Value manifest = read_manifest(session, file);
        const auto version = manifest.as<value::Dictionary>()->get("ModuleVersion");
        if (!fits(version ? value::to_text(*version) : "0.0", wanted)) return {};
    }
    ScriptOptions options;
    options.arguments.emplace_back(Value(file));
    session.invoke_command("Import-Module", options);
    return loaded(session, wanted.name, caller);
}

std::string missing_text(const syntax::ModuleRequirement& wanted)
{
    std::string text = "The module '" + std::string(wanted.name) + "' cannot be found";
    const char* separator = " with ";
    const auto limit = [&](const char* name, std::string_view version) {
        if (version.empty()) return;
        text += separator + std::string(name) + " '" + std::string(version) + "'";
        separator = ", ";
    };
    limit("ModuleVersion", wanted.version);
    limit("MaximumVersion", wanted.maximum_version);
    limit("RequiredVersion", wanted.required_version);
    return text + ".";
}

void check_edition(const syntax::ScriptRequirements& wanted, const Refusal& refuse)
{
    if (wanted.required_ps_editions.empty()) return;
    std::string list;
    for (const std::string_view edition : wanted.required_ps_editions) {
        if (value::equals_ignore_case(edition, "Core")) return;
        list += (list.empty() ? "" : ", ") + std::string(edition);
    }
    refuse("ScriptRequiresUnmatchedPSEdition",
           "it contained a \"#requires\" statement for PowerShell editions '" + list +
               "'. The edition of PowerShell that is required by the script does not match the currently running PowerShell Core edition.",
           "System.Management.Automation.RuntimeException");
}

} // namespace

void check_requirements(SessionImpl& session, const syntax::ScriptRequirements& wanted, const std::string& file, Frame& caller)
{
    const Refusal refuse{std::string(value::path_file_name(file))};
    if (!wanted.required_ps_version.empty()) {
        const Value version = version_of(wanted.required_ps_version);
        if (value::compare(version, version_of(our_version)) > 0)
            refuse("ScriptRequiresUnmatchedPSVersion",
                   "it contained a \"#requires\" statement for PowerShell " + value::to_text(version) +
                       ". The version of PowerShell that is required by the script does not match the currently running version of "
                       "PowerShell " +
                       std::string(told_version) + ".",
                   requires_exception);
    }
    check_edition(wanted, refuse);
    // -RunAsAdministrator asks nothing outside of Windows, as in PowerShell.
    for (const syntax::ModuleRequirement& module : wanted.required_modules) {
        if (is_builtin_module(module.name) || require_module(session, module, caller)) continue;
        refuse("ScriptRequiresMissingModules",
               "the following modules that are specified by the \"#requires\" statements of the script are missing: " +
                   missing_text(module) + ".",
               requires_exception);
    }
}

} // namespace kestrun::engine
