#include "cmdlets/support/absent_commands.hpp"
#include "value/string.hpp"

namespace kestrun::cmdlets {

namespace {

struct Absent
{
    const char* names; // with a space before and behind each
    const char* reason;
};

constexpr Absent table[] = {
    {" Get-Runspace ", "Each session runs by itself: scripts do not see the sessions of others. Use jobs, or shared state in routes."},
    {" Get-FormatData Export-FormatData Update-FormatData ",
     "Displays are built in and not read from formats files (.ps1xml). Use Format-Table, Format-List or Update-TypeData "
     "-DefaultDisplayPropertySet."},
    {" Send-MailMessage ",
     "PowerShell itself calls it obsolete: it cannot send safely. Use the system's `sendmail`, or a mail service over HTTP."},
    {" Connect-PSSession Disconnect-PSSession Receive-PSSession Enable-PSRemoting Disable-PSRemoting Enter-PSSession Exit-PSSession "
     "New-PSSession Get-PSSession Remove-PSSession New-PSSessionOption New-PSTransportOption Export-PSSession Import-PSSession ",
     "Remoting: scripts run in this process only. Ask other machines over HTTP, or run their programs with `ssh`."},
    {" Enable-PSSessionConfiguration Disable-PSSessionConfiguration Get-PSSessionConfiguration Register-PSSessionConfiguration "
     "Set-PSSessionConfiguration Unregister-PSSessionConfiguration Test-PSSessionConfigurationFile New-PSSessionConfigurationFile "
     "Get-PSSessionCapability New-PSRoleCapabilityFile ",
     "Remoting: there are no endpoints for other machines to configure."},
    {" Enter-PSHostProcess Exit-PSHostProcess Get-PSHostProcessInfo ",
     "Scripts of another process cannot be entered. Write logs with `Write-KrLog` instead."},
    {" Get-PSSubsystem ", "Subsystems are .NET plug-ins; there is no .NET in this program."},
    {" Debug-Job Debug-Runspace Enable-RunspaceDebug Disable-RunspaceDebug Get-RunspaceDebug Wait-Debugger Set-PSBreakpoint "
     "Enable-PSBreakpoint Disable-PSBreakpoint Remove-PSBreakpoint Get-PSBreakpoint ",
     "There is no script debugger. Show values with `Write-Debug` or `Write-KrLog`."},
    {" Debug-Process ", "Attaches a Windows debugger, which no other system has."},
    {" Get-TraceSource Set-TraceSource Trace-Command ", "The trace sources are those of PowerShell's own .NET code."},
    {" Out-GridView Show-Command ", "A window: this is a program without a graphical interface."},
    {" Out-Printer ", "Printing is Windows only."},
    {" Get-AuthenticodeSignature Set-AuthenticodeSignature ", "Authenticode signatures are Windows only."},
    {" Get-Acl Set-Acl ConvertFrom-SddlString ",
     "Access control lists are Windows only. Use `chmod`, `stat` and [IO.File]::GetUnixFileMode."},
    {" New-FileCatalog Test-FileCatalog ", "File catalogs are Windows only. Use Get-FileHash."},
    {" Get-Service New-Service Remove-Service Restart-Service Resume-Service Set-Service Start-Service Stop-Service Suspend-Service ",
     "Windows services. Elsewhere use `systemctl`."},
    {" Get-ComputerInfo Get-HotFix ", "They ask WMI, which is Windows only. See $PSVersionTable, [Environment] and Get-Uptime."},
    {" Rename-Computer Set-TimeZone Clear-RecycleBin ", "Windows only. Elsewhere use `hostnamectl`, `timedatectl` and `gio trash`."},
    {" Get-Counter Get-WinEvent ", "Performance counters and event logs are Windows only."},
};

} // namespace

const char* reason_for_absence(std::string_view command)
{
    for (const Absent& row : table) {
        std::string_view rest = row.names;
        while (rest.size() > 1) {
            rest.remove_prefix(1);
            const size_t end = rest.find(' ');
            if (value::equals_ignore_case(rest.substr(0, end), command)) return row.reason;
            rest.remove_prefix(end);
        }
    }
    return nullptr;
}

} // namespace kestrun::cmdlets
