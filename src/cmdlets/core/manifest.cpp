// New-ModuleManifest, Test-ModuleManifest.
#include "base/environment.hpp"
#include "base/platform.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/session_items.hpp"
#include "cmdlets/tables.hpp"
#include "engine/module_loader.hpp"
#include <cstdlib>

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    PPath,
    PRootModule,
    PVersion,
    PGuid,
    PAuthor,
    PCompany,
    PCopyright,
    PDescription,
    PPowerShell,
    PNested,
    PRequired,
    PScripts,
    PFunctions,
    PCmdlets,
    PVariables,
    PAliases,
    PEditions,
    PFiles,
    PModules,
    PPrefix,
    PHelp,
    PTags,
    PProject,
    PLicense,
    PNotes,
    PPrerelease,
    PPrivate,
    PPassThru,
    PArchitecture,
    PHostName,
    PHostVersion,
    PClr,
    PFramework,
    PTypes,
    PFormats,
    PAssemblies,
    PDsc,
    PIcon,
    PAcceptance,
    PExternal,
};
constexpr ParameterDef manifest_parameters[] = {
    {.name = "Path", .type = "string", .position = 0, .flags = P::Mandatory},
    {.name = "RootModule", .type = "string", .aliases = "ModuleToProcess"},
    {.name = "ModuleVersion", .type = "version"},
    {.name = "Guid", .type = "guid"},
    {.name = "Author", .type = "string"},
    {.name = "CompanyName", .type = "string"},
    {.name = "Copyright", .type = "string"},
    {.name = "Description", .type = "string"},
    {.name = "PowerShellVersion", .type = "version"},
    {.name = "NestedModules", .type = "object[]"},
    {.name = "RequiredModules", .type = "object[]"},
    {.name = "ScriptsToProcess", .type = "string[]"},
    {.name = "FunctionsToExport", .type = "string[]", .flags = P::AllowEmptyCollection},
    {.name = "CmdletsToExport", .type = "string[]", .flags = P::AllowEmptyCollection},
    {.name = "VariablesToExport", .type = "string[]", .flags = P::AllowEmptyCollection},
    {.name = "AliasesToExport", .type = "string[]", .flags = P::AllowEmptyCollection},
    {.name = "CompatiblePSEditions", .type = "string[]", .validate = "set:Desktop,Core"},
    {.name = "FileList", .type = "string[]"},
    {.name = "ModuleList", .type = "object[]"},
    {.name = "DefaultCommandPrefix", .type = "string"},
    {.name = "HelpInfoUri", .type = "string"},
    {.name = "Tags", .type = "string[]"},
    {.name = "ProjectUri", .type = "uri"},
    {.name = "LicenseUri", .type = "uri"},
    {.name = "ReleaseNotes", .type = "string"},
    {.name = "Prerelease", .type = "string"},
    {.name = "PrivateData", .type = "object"},
    {.name = "PassThru", .type = "switch"},
    {.name = "ProcessorArchitecture", .type = "string", .validate = "set:None,MSIL,X86,IA64,Amd64,Arm"},
    {.name = "PowerShellHostName", .type = "string"},
    {.name = "PowerShellHostVersion", .type = "version"},
    {.name = "ClrVersion", .type = "version"},
    {.name = "DotNetFrameworkVersion", .type = "version"},
    {.name = "TypesToProcess", .type = "string[]"},
    {.name = "FormatsToProcess", .type = "string[]"},
    {.name = "RequiredAssemblies", .type = "string[]"},
    {.name = "DscResourcesToExport", .type = "string[]", .flags = P::AllowEmptyCollection},
    {.name = "IconUri", .type = "uri"},
    {.name = "RequireLicenseAcceptance", .type = "switch"},
    {.name = "ExternalModuleDependencies", .type = "string[]"},
};

std::string quoted(std::string_view text) { return "'" + replace_all(std::string(text), "'", "''") + "'"; }

std::string list_text(const std::vector<std::string>& items)
{
    if (items.empty()) return "@()";
    std::string out;
    for (const std::string& item : items) out += (out.empty() ? "" : ", ") + quoted(item);
    return out;
}

struct NewModuleManifest final : Cmdlet
{
    void process() override
    {
        const std::string path = context().resolve_path(text(PPath));
        if (!path.ends_with(".psd1")) {
            fail("Modules_InvalidModuleManifestPath",
                 "The specified path '" + text(PPath) +
                     "' is not valid because it does not have the file name extension '.psd1'. Change the value of the Path parameter and "
                     "then try the command again.",
                 ErrorCategory::InvalidArgument, Value(path), "System.InvalidOperationException");
        }
        const std::string manifest = make_text();
        if (should_process(path, "Creating the module manifest file.")) {
            if (const int error = write_file(path, manifest, false))
                throw ScriptError(file_error(error, path, "NewModuleManifestFailure", ErrorCategory::WriteError));
        }
        if (flag(PPassThru)) write(Value(manifest));
    }

private:
    void line(const char* name, const std::string& content) { out_ += std::string(name) + " = " + content + "\n\n"; }
    void optional_text(size_t parameter, const char* name)
    {
        if (has(parameter))
            line(name, quoted(text(parameter)));
        else
            out_ += std::string("# ") + name + " = ''\n\n";
    }
    void optional_list(size_t parameter, const char* name)
    {
        if (has(parameter))
            line(name, list_text(texts(parameter)));
        else
            out_ += std::string("# ") + name + " = @()\n\n";
    }
    void exports(size_t parameter, const char* name) { line(name, has(parameter) ? list_text(texts(parameter)) : "'*'"); }

    std::string make_text()
    {
        const std::string author =
            text(PAuthor, base::environment_variable(base::sys::on_windows ? "USERNAME" : "USER").value_or("Unknown"));
        out_ = "#\n# Module manifest for module '" + leaf_name(text(PPath)).substr(0, leaf_name(text(PPath)).rfind('.')) + "'\n#\n\n@{\n\n";
        optional_text(PRootModule, "RootModule");
        line("ModuleVersion", quoted(text(PVersion, "0.0.1")));
        optional_list(PEditions, "CompatiblePSEditions");
        line("GUID", quoted(has(PGuid) ? text(PGuid) : value::to_text(value::invoke_static(value::types::guid(), Name("NewGuid"), {}))));
        line("Author", quoted(author));
        line("CompanyName", quoted(text(PCompany, "Unknown")));
        line("Copyright", quoted(text(PCopyright, "(c) " + author + ". All rights reserved.")));
        optional_text(PDescription, "Description");
        optional_text(PPowerShell, "PowerShellVersion");
        optional_text(PHostName, "PowerShellHostName");
        optional_text(PHostVersion, "PowerShellHostVersion");
        optional_text(PFramework, "DotNetFrameworkVersion");
        optional_text(PClr, "ClrVersion");
        optional_text(PArchitecture, "ProcessorArchitecture");
        optional_list(PRequired, "RequiredModules");
        optional_list(PAssemblies, "RequiredAssemblies");
        optional_list(PScripts, "ScriptsToProcess");
        optional_list(PTypes, "TypesToProcess");
        optional_list(PFormats, "FormatsToProcess");
        optional_list(PNested, "NestedModules");
        exports(PFunctions, "FunctionsToExport");
        exports(PCmdlets, "CmdletsToExport");
        exports(PVariables, "VariablesToExport");
        exports(PAliases, "AliasesToExport");
        if (has(PDsc)) line("DscResourcesToExport", list_text(texts(PDsc)));
        optional_list(PModules, "ModuleList");
        optional_list(PFiles, "FileList");
        out_ += "PrivateData = @{\n\n    PSData = @{\n\n";
        const auto data = [&](size_t parameter, const char* name, bool list) {
            if (has(parameter))
                out_ += std::string("        ") + name + " = " + (list ? list_text(texts(parameter)) : quoted(text(parameter))) + "\n\n";
        };
        data(PTags, "Tags", true);
        data(PLicense, "LicenseUri", false);
        data(PProject, "ProjectUri", false);
        data(PNotes, "ReleaseNotes", false);
        data(PPrerelease, "Prerelease", false);
        data(PIcon, "IconUri", false);
        if (has(PAcceptance))
            out_ += std::string("        RequireLicenseAcceptance = ") + (flag(PAcceptance) ? "$true" : "$false") + "\n\n";
        data(PExternal, "ExternalModuleDependencies", true);
        out_ += "    }\n\n}\n\n";
        optional_text(PHelp, "HelpInfoURI");
        optional_text(PPrefix, "DefaultCommandPrefix");
        return out_ + "}\n";
    }
    std::string out_;
};

constexpr ParameterDef test_parameters[] = {
    {.name = "Path", .type = "string", .position = 0, .flags = P::Mandatory | P::FromPipeline | P::FromPipelineByName},
};
/// What the manifest says the module exports, names without wildcards.
void declare_exports(engine::Module& module, const Value& table)
{
    using engine::CommandType;
    constexpr struct
    {
        const char* key;
        CommandType type;
    } kinds[] = {
        {"FunctionsToExport", CommandType::Function}, {"CmdletsToExport", CommandType::Cmdlet}, {"AliasesToExport", CommandType::Alias}};
    for (const auto& kind : kinds) {
        const Value names = property_of(table, kind.key);
        if (names.is_null()) continue;
        for (const Value& each : value::elements(names.is_string() ? value::make_array({names}) : names)) {
            const std::string name = value::to_text(each);
            if (name.empty() || value::has_wildcards(name)) continue;
            auto info = value::make<engine::CommandInfo>(kind.type, name);
            info->module_name = module.name;
            (kind.type == CommandType::Alias ? module.exported_aliases : module.exported_commands)[Symbol(name)] = std::move(info);
        }
    }
}

struct TestModuleManifest final : Cmdlet
{
    void process() override
    {
        const std::string path = context().resolve_path(text(0));
        if (!path_exists(path)) {
            fail("Modules_ManifestNotFound", "The specified module manifest '" + text(0) + "' was not found.",
                 ErrorCategory::ResourceUnavailable, Value(path), "System.IO.FileNotFoundException");
        }
        const Value table = engine::read_manifest(invocation().session, path);
        std::string name = leaf_name(path);
        name.erase(name.rfind('.'));
        auto module = value::make<engine::Module>(name, path);
        const auto entry = [&](const char* key) { return property_text(table, key); };
        if (!entry("ModuleVersion").empty()) module->version = entry("ModuleVersion");
        module->description = entry("Description");
        module->author = entry("Author");
        module->guid = entry("GUID");
        declare_exports(*module, table);
        write(Value(module));
    }
};

constexpr CmdletDef rows[] = {
    {.name = "New-ModuleManifest",
     .synopsis = "Writes the manifest of a module.",
     .parameters = manifest_parameters,
     .make = make_cmdlet<NewModuleManifest>,
     .flags = C::ShouldProcess},
    {.name = "Test-ModuleManifest",
     .synopsis = "Reads a manifest and tells what is wrong with it.",
     .parameters = test_parameters,
     .make = make_cmdlet<TestModuleManifest>},
};

} // namespace

constinit const CmdletTable manifest_table{"Microsoft.PowerShell.Core", rows};

} // namespace kestrun::cmdlets
