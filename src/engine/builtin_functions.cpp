#include "engine/builtin_functions.hpp"
#include "engine/code.hpp"
#include "value/string.hpp"

namespace kestrun::engine {

namespace {

struct BuiltinFunction
{
    const char* name;
    const char* body;
};

constexpr BuiltinFunction functions[] = {
    {"cd..", "Set-Location .."},
    {"cd\\", "Set-Location \\"},
    {"cd~", "Set-Location ~"},
    {"Clear-Host", R"(
if (-not [Console]::IsOutputRedirected) { [Console]::Write("`e[H`e[2J`e[3J") }
)"},
    {"exec", R"(
Switch-Process -WithCommand $args
)"},
    {"help", R"(
<#
.FORWARDHELPTARGETNAME Get-Help
.FORWARDHELPCATEGORY Cmdlet
#>
[CmdletBinding(DefaultParameterSetName = 'AllUsersView')]
param(
    [Parameter(Position = 0, ValueFromPipelineByPropertyName)] [string] $Name,
    [string] $Path,
    [ValidateSet('Alias', 'Cmdlet', 'Provider', 'General', 'FAQ', 'Glossary', 'HelpFile', 'ScriptCommand', 'Function', 'Filter',
        'ExternalScript', 'All', 'DefaultHelp', 'DscResource', 'Class', 'Configuration')]
    [string[]] $Category,
    [Parameter(ParameterSetName = 'DetailedView', Mandatory)] [switch] $Detailed,
    [Parameter(ParameterSetName = 'AllUsersView')] [switch] $Full,
    [Parameter(ParameterSetName = 'Examples', Mandatory)] [switch] $Examples,
    [Parameter(ParameterSetName = 'Parameters', Mandatory)] [string[]] $Parameter,
    [string[]] $Component,
    [string[]] $Functionality,
    [string[]] $Role,
    [Parameter(ParameterSetName = 'Online', Mandatory)] [switch] $Online
)
if ($PSCmdlet.ParameterSetName -eq 'AllUsersView') { $PSBoundParameters['Full'] = $true }
$text = Get-Help @PSBoundParameters
$pager = if ([string]::IsNullOrWhiteSpace($env:PAGER)) { 'less' } else { $env:PAGER }
if (-not [Console]::IsOutputRedirected -and (Get-Command $pager -CommandType Application -ErrorAction Ignore)) {
    $text | Out-String -Stream | & $pager
}
else { $text }
)"},
    {"oss", R"(
<#
.FORWARDHELPTARGETNAME Out-String
.FORWARDHELPCATEGORY Cmdlet
#>
[CmdletBinding()]
param(
    [ValidateRange(2, 2147483647)] [int] $Width,
    [Parameter(ValueFromPipeline)] [psobject] $InputObject
)
begin {
    $PSBoundParameters['Stream'] = $true
    $command = $ExecutionContext.InvokeCommand.GetCommand('Out-String', 'Cmdlet')
    $pipeline = { & $command @PSBoundParameters }.GetSteppablePipeline($MyInvocation.CommandOrigin)
    $pipeline.Begin($PSCmdlet)
}
process { $pipeline.Process($_) }
end { $pipeline.End() }
)"},
    {"Pause", "$null = Read-Host 'Press Enter to continue...'"},
    {"prompt", R"(
"PS $($ExecutionContext.SessionState.Path.CurrentLocation)$('>' * ($NestedPromptLevel + 1)) "
)"},
    {"TabExpansion2", R"(
[CmdletBinding(DefaultParameterSetName = 'ScriptInputSet')]
[OutputType([System.Management.Automation.CommandCompletion])]
param(
    [Parameter(ParameterSetName = 'ScriptInputSet', Mandatory, Position = 0)] [AllowEmptyString()] [string] $inputScript,
    [Parameter(ParameterSetName = 'ScriptInputSet', Position = 1)] [int] $cursorColumn = $inputScript.Length,
    [Parameter(ParameterSetName = 'AstInputSet', Mandatory, Position = 0)] [System.Management.Automation.Language.Ast] $ast,
    [Parameter(ParameterSetName = 'AstInputSet', Mandatory, Position = 1)] [System.Management.Automation.Language.Token[]] $tokens,
    [Parameter(ParameterSetName = 'AstInputSet', Mandatory, Position = 2)]
    [System.Management.Automation.Language.IScriptPosition] $positionOfCursor,
    [Parameter(ParameterSetName = 'ScriptInputSet', Position = 2)]
    [Parameter(ParameterSetName = 'AstInputSet', Position = 3)] [hashtable] $options = $null
)
if ($PSCmdlet.ParameterSetName -eq 'ScriptInputSet') {
    [System.Management.Automation.CommandCompletion]::CompleteInput($inputScript, $cursorColumn, $options)
}
else { [System.Management.Automation.CommandCompletion]::CompleteInput($ast, $tokens, $positionOfCursor, $options) }
)"},
};

const BuiltinFunction* find_row(std::string_view name)
{
    for (const BuiltinFunction& row : functions)
        if (value::equals_ignore_case(row.name, name)) return &row;
    return nullptr;
}

Ref<CommandInfo> define(SessionImpl& session, const BuiltinFunction& row)
{
    const Symbol symbol(row.name);
    if (const auto* known = session.global->find_function_here(symbol)) return (*known)->is_removed() ? Ref<CommandInfo>() : *known;
    Ref<CommandInfo> info = value::make<CommandInfo>(CommandType::Function, row.name);
    const Ref<ScriptBlock> block = session.parse(row.body, {});
    info->block = static_cast<ScriptBlockImpl*>(block.get());
    session.global->define_function(symbol, info);
    return info;
}

} // namespace

Ref<CommandInfo> builtin_function(SessionImpl& session, std::string_view name)
{
    const BuiltinFunction* row = find_row(name);
    return row ? define(session, *row) : Ref<CommandInfo>();
}

void define_builtin_functions(SessionImpl& session)
{
    for (const BuiltinFunction& row : functions) define(session, row);
}

bool is_builtin_function(std::string_view name) { return find_row(name) != nullptr; }

} // namespace kestrun::engine
