// Get-PSDrive, New-PSDrive, Remove-PSDrive, Get-PSProvider.
#include "base/platform.hpp"
#include "base/volumes.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/tables.hpp"
#include "value/array.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

/// name -> root of the drives that scripts made; the engine's resolve_path looks there.
constexpr const char* roots_variable = "global:__DriveRoots";
constexpr const char* descriptions_variable = "global:__DriveDescriptions";

struct Drive
{
    std::string name;
    std::string provider;
    std::string root;
    std::string description;
};

std::vector<Drive> all_drives(Context& context)
{
    const std::string temp = value::to_text(value::invoke_static(value::native_type("System.IO.Path"), Name("GetTempPath"), {}));
    std::vector<Drive> all{
        {"Alias", "Alias", "", "Drive that contains a view of the aliases stored in a session state."},
        {"Env", "Environment", "", "Drive that contains a view of the environment variables for the process."},
        {"Function", "Function", "", "Drive that contains a view of the functions stored in a session state."},
        {"Temp", "FileSystem", temp, "Drive that maps to the temporary directory path for the current user."},
        {"Variable", "Variable", "", "Drive that contains a view of those variables stored in a session state."},
    };
    // A drive is named by its root, on Windows by its letter.
    for (const std::string& root : base::volume_roots())
        all.push_back({base::sys::on_windows ? root.substr(0, 1) : root, "FileSystem", root, base::sys::on_windows ? "" : root});
    const Value roots = context.get_variable(roots_variable), descriptions = context.get_variable(descriptions_variable);
    if (const auto* table = as_dictionary(roots)) {
        for (const auto& entry : table->snapshot()) {
            const std::string name = value::to_text(entry.key);
            const auto* texts = as_dictionary(descriptions);
            all.push_back({name, "FileSystem", value::to_text(entry.value),
                           texts ? value::to_text(texts->get(name).value_or(Value())) : std::string()});
        }
    }
    std::sort(all.begin(), all.end(), [](const Drive& a, const Drive& b) { return lower(a.name) < lower(b.name); });
    return all;
}

Value provider_value(Context& context, const std::string& name)
{
    std::vector<Value> own;
    for (const Drive& drive : all_drives(context))
        if (drive.provider == name) own.emplace_back(drive.name);
    return make_data("System.Management.Automation.ProviderInfo",
                     {Value(name), Value(name == "FileSystem" ? "Filter, ShouldProcess, Credentials" : "ShouldProcess"),
                      value::make_array(std::move(own))},
                     [](const DataObject& object) { return "Microsoft.PowerShell.Core\\" + value::to_text(object.slot(0)); });
}

Value drive_value(Context& context, const Drive& drive)
{
    Value used, free;
    if (const auto space = drive.root.empty() ? std::nullopt : base::volume_space(drive.root)) {
        free = Value(static_cast<int64_t>(space->available));
        used = Value(static_cast<int64_t>(space->total - space->free));
    }
    const std::string current = context.current_directory();
    const bool here = base::sys::on_windows ? starts_with_ci(current, drive.root) : drive.name == "/";
    return make_data("System.Management.Automation.PSDriveInfo",
                     {Value(drive.name), provider_value(context, drive.provider), Value(drive.root),
                      drive.description.empty() ? Value() : Value(drive.description),
                      Value(here ? current.substr(std::min(current.size(), drive.root.size())) : std::string()), used, free},
                     [](const DataObject& object) { return value::to_text(object.slot(0)); });
}

// --- Get-PSDrive ---

enum : size_t
{
    GName,
    GLiteral,
    GScope,
    GProvider,
};
constexpr ParameterDef get_parameters[] = {
    {.name = "Name", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Name@0"},
    {.name = "LiteralName", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralName@0!"},
    {.name = "Scope", .type = "string", .flags = P::FromPipelineByName},
    {.name = "PSProvider", .type = "string[]", .flags = P::FromPipelineByName},
};
struct GetPSDrive final : Cmdlet
{
    void process() override
    {
        std::vector<std::string> names = texts(has(GLiteral) ? GLiteral : GName);
        if (names.empty()) names.emplace_back("*");
        const std::vector<Drive> all = all_drives(context());
        for (const std::string& name : names) {
            bool any = false;
            for (const Drive& drive : all) {
                if (!value::wildcard_match(name, drive.name)) continue;
                any = true;
                if (!has(GProvider) || matches_any(texts(GProvider), drive.provider)) write(drive_value(context(), drive));
            }
            if (!any && !value::has_wildcards(name)) {
                write_error("GetLocationNoMatchingDrive", "Cannot find drive. A drive with the name '" + name + "' does not exist.",
                            ErrorCategory::ObjectNotFound, Value(name), "System.Management.Automation.DriveNotFoundException");
            }
        }
    }
};

// --- New-PSDrive, Remove-PSDrive ---

enum : size_t
{
    NName,
    NProvider,
    NRoot,
    NDescription,
    NScope,
    NCredential,
};
constexpr ParameterDef new_parameters[] = {
    {.name = "Name", .type = "string", .position = 0, .flags = P::Mandatory | P::FromPipelineByName},
    {.name = "PSProvider", .type = "string", .position = 1, .flags = P::Mandatory | P::FromPipelineByName},
    {.name = "Root", .type = "string", .position = 2, .flags = P::Mandatory | P::FromPipelineByName | P::AllowEmptyString},
    {.name = "Description", .type = "string", .flags = P::FromPipelineByName},
    {.name = "Scope", .type = "string", .flags = P::FromPipelineByName},
    {.name = "Credential", .type = "pscredential", .flags = P::FromPipelineByName},
};

Ref<value::Dictionary> table(Context& context, const char* variable)
{
    const Value known = context.get_variable(variable);
    if (auto* dictionary = as_dictionary(known)) return Ref<value::Dictionary>(dictionary);
    auto made = value::make<value::Dictionary>();
    context.set_variable(variable, Value(made));
    return made;
}

struct NewPSDrive final : Cmdlet
{
    void process() override
    {
        const std::string name = text(NName), provider = text(NProvider);
        if (name.find_first_of(";~/\\.:") != std::string::npos)
            fail(
                "Argument",
                "Cannot process the drive name because the drive name contains one or more of the following characters that are not valid: "
                "; ~ / \\ . :",
                ErrorCategory::InvalidArgument, Value(name), "System.Management.Automation.PSArgumentException");
        const bool known = equals_ci(provider, "FileSystem");
        bool other = false;
        for (const char* each : {"Alias", "Environment", "Function", "Variable"}) other |= equals_ci(provider, each);
        if (!known && !other)
            fail("ProviderNotFound", "Cannot find a provider with the name '" + provider + "'.", ErrorCategory::ObjectNotFound,
                 Value(provider), "System.Management.Automation.ProviderNotFoundException");
        if (other)
            fail("NotSupported", "Drives of the provider '" + provider + "' cannot be made; use the one there is.",
                 ErrorCategory::NotImplemented, Value(provider), "System.Management.Automation.PSNotSupportedException");
        for (const Drive& drive : all_drives(context())) {
            if (!equals_ci(drive.name, name)) continue;
            fail("DriveAlreadyExists", "A drive with the name '" + name + "' already exists.", ErrorCategory::ResourceExists, Value(name),
                 "System.Management.Automation.SessionStateException");
        }
        const std::string root = context().resolve_path(text(NRoot));
        if (!is_folder(root))
            fail("DriveRootError", "The specified drive root \"" + text(NRoot) + "\" either does not exist, or it is not a folder.",
                 ErrorCategory::ReadError, Value(name), "System.IO.IOException");
        if (!should_process("Name: " + name + " Provider: Microsoft.PowerShell.Core\\FileSystem Root: " + root, "New drive")) return;
        table(context(), roots_variable)->set(name, Value(root));
        if (has(NDescription)) table(context(), descriptions_variable)->set(name, Value(text(NDescription)));
        write(drive_value(context(), {name, "FileSystem", root, text(NDescription)}));
    }
};

enum : size_t
{
    RName,
    RLiteral,
    RProvider,
    RScope,
    RForce,
};
constexpr ParameterDef remove_parameters[] = {
    {.name = "Name", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Name@0!"},
    {.name = "LiteralName", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralName@0!"},
    {.name = "PSProvider", .type = "string[]", .flags = P::FromPipelineByName},
    {.name = "Scope", .type = "string", .flags = P::FromPipelineByName},
    {.name = "Force", .type = "switch"},
};
struct RemovePSDrive final : Cmdlet
{
    void process() override
    {
        for (const std::string& name : texts(has(RLiteral) ? RLiteral : RName)) {
            bool any = false;
            const Ref<value::Dictionary> roots = table(context(), roots_variable);
            for (const auto& entry : roots->snapshot()) {
                const std::string drive = value::to_text(entry.key);
                if (has(RLiteral) ? !equals_ci(name, drive) : !value::wildcard_match(name, drive)) continue;
                any = true;
                if (!should_process("Name: " + drive +
                                        " Provider: Microsoft.PowerShell.Core\\FileSystem Root: " + value::to_text(entry.value),
                                    "Remove Drive"))
                    continue;
                roots->remove(entry.key);
                table(context(), descriptions_variable)->remove(entry.key);
            }
            if (any || value::has_wildcards(name)) continue;
            write_error("DriveNotFound", "Cannot find drive. A drive with the name '" + name + "' does not exist.",
                        ErrorCategory::ObjectNotFound, Value(name), "System.Management.Automation.DriveNotFoundException");
        }
    }
};

// --- Get-PSProvider ---

constexpr ParameterDef provider_parameters[] = {{.name = "PSProvider", .type = "string[]", .position = 0, .flags = P::FromPipelineByName}};
struct GetPSProvider final : Cmdlet
{
    void process() override
    {
        std::vector<std::string> names = texts(0);
        if (names.empty()) names.emplace_back("*");
        for (const std::string& name : names) {
            bool any = value::has_wildcards(name);
            for (const char* provider : {"Alias", "Environment", "FileSystem", "Function", "Variable"}) {
                if (!value::wildcard_match(name, provider)) continue;
                any = true;
                write(provider_value(context(), provider));
            }
            if (!any)
                write_error("ProviderNotFound", "Cannot find a provider with the name '" + name + "'.", ErrorCategory::ObjectNotFound,
                            Value(name), "System.Management.Automation.ProviderNotFoundException");
        }
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Get-PSDrive",
     .synopsis = "Lists the drives.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetPSDrive>,
     .aliases = "gdr",
     .default_set = "Name"},
    {.name = "New-PSDrive",
     .synopsis = "Makes a drive: a short name for a folder.",
     .parameters = new_parameters,
     .make = make_cmdlet<NewPSDrive>,
     .aliases = "ndr",
     .flags = C::ShouldProcess},
    {.name = "Remove-PSDrive",
     .synopsis = "Removes drives.",
     .parameters = remove_parameters,
     .make = make_cmdlet<RemovePSDrive>,
     .aliases = "rdr",
     .default_set = "Name",
     .flags = C::ShouldProcess},
    {.name = "Get-PSProvider", .synopsis = "Lists the providers.", .parameters = provider_parameters, .make = make_cmdlet<GetPSProvider>},
};

} // namespace

constinit const CmdletTable drives_table{"Microsoft.PowerShell.Management", rows};

} // namespace kestrun::cmdlets
