// Set-PSDebug, Get-/Enable-/Disable-ExperimentalFeature, Update-Help, Save-Help, Switch-Process.
#include "base/error.hpp"
#include "cmdlets/support/session_items.hpp"
#include "cmdlets/tables.hpp"
#include "engine/child_process.hpp"

namespace kestrun::cmdlets {

namespace {

// --- Set-PSDebug ---

enum : size_t
{
    DTrace,
    DStep,
    DStrict,
    DOff,
};
constexpr ParameterDef debug_parameters[] = {
    {.name = "Trace", .type = "int", .sets = "on", .validate = "range:0,2"},
    {.name = "Step", .type = "switch", .sets = "on"},
    {.name = "Strict", .type = "switch", .sets = "on", .help = "Using a variable that has no value is an error, in all scopes."},
    {.name = "Off", .type = "switch", .sets = "off"},
};
struct SetPSDebug final : Cmdlet
{
    void begin() override
    {
        if (flag(DStep) || number(DTrace) > 0)
            fail("NotSupported",
                 "Set-PSDebug -Trace and -Step are not supported: there is no script debugger. Use Write-Debug or Write-KrLog.",
                 ErrorCategory::NotImplemented, {}, "System.NotSupportedException");
        if (has(DStrict)) invocation().session.global->set_strictness(flag(DStrict) ? 1 : 0);
        if (flag(DOff)) invocation().session.global->set_strictness(0);
    }
};

// --- experimental features: there are none ---

constexpr ParameterDef get_feature_parameters[] = {
    {.name = "Name", .type = "string[]", .position = 0, .flags = P::FromPipeline},
};
struct GetExperimentalFeature final : Cmdlet
{
};

constexpr ParameterDef feature_parameters[] = {
    {.name = "Name", .type = "string[]", .position = 0, .flags = P::Mandatory | P::FromPipelineByName},
    {.name = "Scope", .type = "string", .validate = "set:CurrentUser,AllUsers", .default_text = "CurrentUser"},
};
struct SetExperimentalFeature final : Cmdlet
{
    void process() override
    {
        for (const std::string& name : texts(0))
            write_error("ItemNotFoundException", "No experimental feature was found that matched the name '" + name + "'.",
                        ErrorCategory::ObjectNotFound, Value(name), "System.Management.Automation.ItemNotFoundException");
    }
    void end() override
    {
        write_warning("Enabling and disabling experimental features do not take effect until next start of PowerShell.");
    }
};

// --- help: it is part of the program ---

constexpr ParameterDef update_parameters[] = {
    {.name = "Module", .type = "string[]", .position = 0, .flags = P::FromPipelineByName},
    {.name = "FullyQualifiedModule", .type = "object[]", .flags = P::FromPipelineByName},
    {.name = "SourcePath", .type = "string[]", .position = 1, .sets = "Path@1"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPath", .aliases = "PSPath,LP"},
    {.name = "Recurse", .type = "switch"},
    {.name = "UICulture", .type = "object[]:cultureinfo[]", .position = 2},
    {.name = "Credential", .type = "pscredential"},
    {.name = "UseDefaultCredentials", .type = "switch"},
    {.name = "Force", .type = "switch"},
    {.name = "Scope", .type = "string", .validate = "set:CurrentUser,AllUsers"},
};
constexpr ParameterDef save_parameters[] = {
    {.name = "DestinationPath", .type = "string[]", .position = 0, .sets = "Path!"},
    {.name = "LiteralPath", .type = "string[]", .sets = "LiteralPath!", .aliases = "PSPath,LP"},
    {.name = "Module", .type = "object[]:psmoduleinfo[]", .position = 1, .flags = P::FromPipeline | P::FromPipelineByName},
    {.name = "FullyQualifiedModule", .type = "object[]", .flags = P::FromPipelineByName},
    {.name = "UICulture", .type = "object[]:cultureinfo[]", .position = 2},
    {.name = "Credential", .type = "pscredential"},
    {.name = "UseDefaultCredentials", .type = "switch"},
    {.name = "Force", .type = "switch"},
    {.name = "Scope", .type = "string", .validate = "set:CurrentUser,AllUsers"},
};
struct UpdateHelp final : Cmdlet
{
    void end() override { write_verbose("Help is part of the program and always of its version: there is nothing to fetch."); }
};

// --- Switch-Process ---

constexpr ParameterDef switch_parameters[] = {
    {.name = "WithCommand", .type = "string[]", .position = 0, .flags = P::FromRemaining, .help = "Program and arguments."},
};
struct SwitchProcess final : Cmdlet
{
    void end() override
    {
        std::vector<std::string> words = texts(0);
        if (words.empty()) words.emplace_back("pwsh");
        const Ref<engine::CommandInfo> program = invocation().session.find_command(words[0], false, true);
        if (!program || program->kind != engine::CommandType::Application)
            fail("CommandNotFound", "Command '" + words[0] + "' was not found. The specified command must be an executable.",
                 ErrorCategory::InvalidArgument, Value(words[0]), "System.Management.Automation.CommandNotFoundException");
        fail("ExecutionFailed",
             "Execution of '" + words[0] + "' failed: " + base::errno_text(engine::replace_process(program->definition, words)),
             ErrorCategory::InvalidOperation, Value(words[0]), "System.ComponentModel.Win32Exception");
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Set-PSDebug",
     .synopsis = "Turns debugging aids on and off.",
     .parameters = debug_parameters,
     .make = make_cmdlet<SetPSDebug>,
     .default_set = "on"},
    {.name = "Get-ExperimentalFeature",
     .synopsis = "Lists experimental features: there are none.",
     .parameters = get_feature_parameters,
     .make = make_cmdlet<GetExperimentalFeature>},
    {.name = "Enable-ExperimentalFeature",
     .synopsis = "Turns an experimental feature on: there are none.",
     .parameters = feature_parameters,
     .make = make_cmdlet<SetExperimentalFeature>,
     .flags = C::ShouldProcess},
    {.name = "Disable-ExperimentalFeature",
     .synopsis = "Turns an experimental feature off: there are none.",
     .parameters = feature_parameters,
     .make = make_cmdlet<SetExperimentalFeature>,
     .flags = C::ShouldProcess},
    {.name = "Update-Help",
     .synopsis = "Does nothing: help is part of the program.",
     .parameters = update_parameters,
     .make = make_cmdlet<UpdateHelp>,
     .default_set = "Path",
     .flags = C::ShouldProcess},
    {.name = "Save-Help",
     .synopsis = "Does nothing: help is part of the program.",
     .parameters = save_parameters,
     .make = make_cmdlet<UpdateHelp>,
     .default_set = "Path"},
    {.name = "Switch-Process",
     .synopsis = "Runs a program in place of this one.",
     .parameters = switch_parameters,
     .make = make_cmdlet<SwitchProcess>,
     .default_set = ""},
};

} // namespace

constinit const CmdletTable settings_table{"Microsoft.PowerShell.Core", rows};

} // namespace kestrun::cmdlets
