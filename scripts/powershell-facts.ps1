# Writes the facts about the standard commands of PowerShell that docs/data/powershell-commands.txt holds: names, aliases and parameters.
# Run it in PowerShell 7.6 on Linux: powershell-facts.ps1 FILE WINDOWS_ASSEMBLIES, where the second names the folder with the assemblies
# of PowerShell for Windows (from the package Microsoft.PowerShell.SDK: runtimes/win/lib/net10.0); they are read, not run.
param([string] $Path, [string] $WindowsAssemblies)

$common = [Management.Automation.Cmdlet]::CommonParameters + [Management.Automation.Cmdlet]::OptionalCommonParameters
$modules = [ordered]@{
    'Microsoft.PowerShell.Core'       = 'System.Management.Automation'
    'Microsoft.PowerShell.Utility'    = 'Microsoft.PowerShell.Commands.Utility'
    'Microsoft.PowerShell.Management' = 'Microsoft.PowerShell.Commands.Management'
    'Microsoft.PowerShell.Security'   = 'Microsoft.PowerShell.Security'
    'Microsoft.PowerShell.Host'       = 'Microsoft.PowerShell.ConsoleHost'
    'Microsoft.PowerShell.Diagnostics' = 'Microsoft.PowerShell.Commands.Diagnostics'
}
# Commands that the program keeps for itself.
$internal = 'Format-Default', 'Out-LineOutput'
$shown = @{}
foreach ($entry in [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')::Get.GetEnumerator()) {
    if (-not $shown[$entry.Value.FullName]) { $shown[$entry.Value.FullName] = $entry.Key }
}
$shown['System.Object'] = 'object'; $shown['System.Management.Automation.PSObject'] = 'psobject'

function Show-Type($type) {
    if ($type.IsArray) { return (Show-Type $type.GetElementType()) + '[]' }
    if ($type.IsGenericType) {
        $of = $type.GetGenericArguments().foreach{ Show-Type $_ }
        return ($type.GetGenericTypeDefinition().FullName -replace '`.*') + '[' + ($of -join ',') + ']'
    }
    if ($shown[$type.FullName]) { $shown[$type.FullName] } else { $type.FullName }
}

# The commands of a Windows assembly: name -> parameter name -> its type and aliases.
function Read-Assembly($file) {
    $found = @{}
    try { $types = [Reflection.Assembly]::LoadFile($file).GetTypes() }
    catch { $types = $_.Exception.InnerException.Types }
    foreach ($type in $types) {
        if (-not $type -or $type.IsAbstract -or -not $type.IsClass) { continue }
        $mark = foreach ($a in [Reflection.CustomAttributeData]::GetCustomAttributes($type)) { if ($a.AttributeType.Name -eq 'CmdletAttribute') { $a; break } }
        if (-not $mark) { continue }
        $parameters = [ordered]@{}
        foreach ($property in $type.GetProperties('Public,Instance,FlattenHierarchy')) {
            try {
                $attributes = [Reflection.CustomAttributeData]::GetCustomAttributes($property)
                $is = $false; $aliases = ''
                foreach ($a in $attributes) {
                    if ($a.AttributeType.Name -eq 'ParameterAttribute') { $is = $true }
                    if ($a.AttributeType.Name -eq 'AliasAttribute') { $aliases = $a.ConstructorArguments[0].Value.foreach{ $_.Value } -join ',' }
                }
                if ($is) { $parameters[$property.Name] = @((Show-Type $property.PropertyType), $aliases) }
            }
            catch { [Console]::Error.WriteLine("$($type.Name).$($property.Name): $_") }
        }
        $found["$($mark.ConstructorArguments[0].Value)-$($mark.ConstructorArguments[1].Value)"] = $parameters
    }
    $found
}

$aliases = @{}
foreach ($alias in Get-Alias | Sort-Object Name) { $aliases[$alias.Definition] += @($alias.Name) }
$out = [Collections.Generic.List[string]]::new()
$out.Add('# Facts about the standard commands of PowerShell 7.6: written by scripts/powershell-facts.ps1, do not edit.')
$out.Add('#   module NAME; COMMAND [windows|linux] [= ALIASES]; -PARAMETER TYPE [windows] [= ALIASES]')
foreach ($module in $modules.Keys) {
    $windows = Read-Assembly "$WindowsAssemblies/$($modules[$module]).dll"
    $here = @{}
    foreach ($command in Get-Command -Module $module) { $here[$command.Name] = $command }
    $out.Add("module $module")
    foreach ($name in @($windows.Keys) + @($here.Keys) | Sort-Object -Unique) {
        if ($name -in $internal) { continue }
        $only = if (-not $here.ContainsKey($name)) { ' windows' } elseif (-not $windows.ContainsKey($name)) { ' linux' } else { '' }
        $alias = if ($aliases[$name]) { ' = ' + ($aliases[$name] -join ',') } else { '' }
        $out.Add("$name$only$alias")
        $rows = [ordered]@{}
        if ($here[$name]) {
            foreach ($p in $here[$name].Parameters.Values) {
                if ($p.Name -in $common) { continue }
                $rows[$p.Name] = @((Show-Type $p.ParameterType), ($p.Aliases -join ','), '')
            }
        }
        if ($windows[$name]) {
            foreach ($p in $windows[$name].Keys) {
                if ($p -in $common -or $rows.Contains($p)) { continue }
                $rows[$p] = @($windows[$name][$p][0], $windows[$name][$p][1], ($only ? '' : ' windows'))
            }
        }
        foreach ($p in $rows.Keys) {
            $row = $rows[$p]
            $out.Add("  -$p $($row[0])$($row[2])" + ($row[1] ? " = $($row[1])" : ''))
        }
    }
}
# Come with PowerShell as modules of their own.
$out.AddRange([string[]](@'
module Microsoft.PowerShell.ThreadJob
Start-ThreadJob
  -ScriptBlock scriptblock
  -FilePath string
  -Name string
  -InitializationScript scriptblock
  -InputObject psobject
  -ArgumentList object[]
  -ThrottleLimit int
  -StreamingHost System.Management.Automation.Host.PSHost
module Microsoft.PowerShell.Archive
Compress-Archive
  -Path string[]
  -LiteralPath string[] = PSPath
  -DestinationPath string
  -CompressionLevel string
  -Update switch
  -Force switch
  -PassThru switch
Expand-Archive
  -Path string
  -LiteralPath string = PSPath
  -DestinationPath string
  -Force switch
  -PassThru switch
'@ -split '\r?\n'))
[IO.File]::WriteAllLines($Path, $out)
"$($out.Count) lines"
