// Get-PSCallStack, Add-Type, Update-List, Unblock-File, Clear-Host, mkdir: small commands of a session.
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/session_items.hpp"
#include "cmdlets/tables.hpp"
#include "engine/code.hpp"

namespace kestrun::cmdlets {

namespace {

// --- Get-PSCallStack ---

struct GetPSCallStack final : Cmdlet
{
    void process() override
    {
        for (const engine::Frame* frame = &invocation().processor.caller(); frame && frame->code; frame = frame->caller) {
            const std::string command = frame->call && frame->call->command ? frame->call->command->name : "<ScriptBlock>";
            const std::string& file = frame->code->source().file();
            const int32_t line =
                frame->position ? static_cast<int32_t>(frame->code->source().line_number(frame->position->extent.start)) : 1;
            auto object = value::make<value::PSCustomObject>();
            object->set("Command", Value(command));
            object->set("Arguments", Value("{}"));
            object->set("Location", Value((file.empty() ? "<No file>" : leaf_name(file) + ": line " + std::to_string(line))));
            object->set("FunctionName", Value(command));
            object->set("ScriptName", file.empty() ? Value() : Value(file));
            object->set("ScriptLineNumber", Value(line));
            object->insert_type_name(0, "System.Management.Automation.CallStackFrame");
            write(Value(object));
        }
    }
};

// --- Add-Type ---

enum : size_t
{
    ADefinition,
    AName,
    AMember,
    APath,
    ALiteral,
    AAssembly,
    AReferenced,
    ALanguage,
    APassThru,
    AIgnore,
};
constexpr ParameterDef type_parameters[] = {
    {.name = "TypeDefinition", .type = "string", .sets = "FromSource@0!"},
    {.name = "Name", .type = "string", .sets = "FromMember@0!"},
    {.name = "MemberDefinition", .type = "string[]", .sets = "FromMember@1!"},
    {.name = "Path", .type = "string[]", .sets = "FromPath@0!"},
    {.name = "LiteralPath", .type = "string[]", .sets = "FromLiteralPath!", .aliases = "PSPath,LP"},
    {.name = "AssemblyName", .type = "string[]", .sets = "FromAssemblyName!", .aliases = "AN"},
    {.name = "ReferencedAssemblies", .type = "string[]", .aliases = "RA"},
    {.name = "Language", .type = "string"},
    {.name = "PassThru", .type = "switch"},
    {.name = "IgnoreWarnings", .type = "switch"},
};
struct AddType final : Cmdlet
{
    void process() override
    {
        if (!has(AAssembly)) {
            fail("SOURCE_CODE_ERROR",
                 "Cannot add type: there is no C# compiler and no .NET here. Write the type with the PowerShell keywords 'class' and "
                 "'enum', or use a type that is built in "
                 "(see [type]::GetType and Get-Help).",
                 ErrorCategory::NotImplemented, {}, "System.NotSupportedException");
        }
        // Assemblies of .NET whose types are built in need no loading.
        for (const std::string& name : texts(AAssembly)) {
            if (starts_with_ci(name, "System") || starts_with_ci(name, "Microsoft.") || equals_ci(name, "netstandard") ||
                equals_ci(name, "mscorlib"))
                continue;
            write_error("ASSEMBLY_NOT_FOUND",
                        "Cannot add type. The assembly '" + name +
                            "' could not be found: only types that are built in can be used. Name a type directly, as in "
                            "[System.Text.StringBuilder].",
                        ErrorCategory::ObjectNotFound, Value(name), "System.Exception");
        }
    }
};

// --- Update-List ---

enum : size_t
{
    LAdd,
    LRemove,
    LReplace,
    LInput,
    LProperty,
};
constexpr ParameterDef list_parameters[] = {
    {.name = "Add", .type = "object[]", .flags = P::NotNullOrEmpty, .sets = "AddRemoveSet"},
    {.name = "Remove", .type = "object[]", .flags = P::NotNullOrEmpty, .sets = "AddRemoveSet"},
    {.name = "Replace", .type = "object[]", .sets = "ReplaceSet!"},
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline},
    {.name = "Property", .type = "string", .position = 0},
};
struct UpdateList final : Cmdlet
{
    void process() override
    {
        if (!has(LInput)) return;
        const Value item = arg(LInput);
        const Value list = has(LProperty) ? property_of(item, text(LProperty)) : item;
        const auto call = [&](const char* method, const Value& argument) {
            std::vector<Value> args{argument};
            value::invoke_method(list, Name(method), args);
        };
        if (has(LReplace)) {
            value::invoke_method(list, Name("Clear"), {});
            for (const Value& element : value::elements(arg(LReplace))) call("Add", element);
        }
        if (has(LAdd)) {
            for (const Value& element : value::elements(arg(LAdd))) call("Add", element);
        }
        if (has(LRemove)) {
            for (const Value& element : value::elements(arg(LRemove))) call("Remove", element);
        }
        write(item);
    }
};

// --- Unblock-File, mkdir ---

constexpr ParameterDef unblock_parameters[] = {
    {.name = "Path", .type = "string[]", .sets = "ByPath@0!"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "ByLiteralPath!", .aliases = "PSPath,LP"},
};
struct UnblockFile final : Cmdlet
{
};
#ifdef _WIN32
constexpr ParameterDef mkdir_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "pathSet@0!,nameSet@0"},
    {.name = "Name", .type = "string", .flags = P::FromPipelineByName, .sets = "nameSet!"},
    {.name = "Value", .flags = P::FromPipeline | P::FromPipelineByName},
    {.name = "Force", .type = "switch"},
};
struct MakeDirectory final : Cmdlet
{
    void process() override
    {
        ScriptOptions options;
        options.named = {{"ItemType", Value("Directory")}};
        if (has(0)) options.named.emplace_back("Path", arg(0));
        if (has(1)) options.named.emplace_back("Name", arg(1));
        if (flag(3)) options.named.emplace_back("Force", Value(true));
        write_all(context().invoke_command("New-Item", options));
    }
};

#endif

constexpr CmdletDef utility_rows[] = {
    {.name = "Get-PSCallStack", .synopsis = "Shows which calls have led here.", .make = make_cmdlet<GetPSCallStack>, .aliases = "gcs"},
    {.name = "Add-Type",
     .synopsis = "Tells what to use instead of compiled .NET code.",
     .parameters = type_parameters,
     .make = make_cmdlet<AddType>,
     .default_set = "FromSource"},
    {.name = "Update-List",
     .synopsis = "Adds to and removes from a list property.",
     .parameters = list_parameters,
     .make = make_cmdlet<UpdateList>,
     .default_set = "AddRemoveSet"},
    {.name = "Unblock-File",
     .synopsis = "Does nothing: files are not blocked on this platform.",
     .parameters = unblock_parameters,
     .make = make_cmdlet<UnblockFile>,
     .default_set = "ByPath"},
};
#ifdef _WIN32 // elsewhere it is the system's program
constexpr CmdletDef management_rows[] = {
    {.name = "mkdir",
     .synopsis = "Makes folders.",
     .parameters = mkdir_parameters,
     .make = make_cmdlet<MakeDirectory>,
     .default_set = "pathSet"},
};
#endif

} // namespace

constinit const CmdletTable session_utility_table{"Microsoft.PowerShell.Utility", utility_rows};
#ifdef _WIN32
constinit const CmdletTable session_management_table{"Microsoft.PowerShell.Management", management_rows};
#else
constinit const CmdletTable session_management_table{"Microsoft.PowerShell.Management", {}};
#endif

} // namespace kestrun::cmdlets
