<#
    A web server that only this machine can reach: it listens on a named pipe and on no port.

    Start it:    kestrun examples/7.4-Named-Pipes.ps1
    Call it:     kestrun request pipe:kestrun.demo.pipe/pipe
    Stop it:     Ctrl+C
#>
param(
    # The short name of the pipe. On Windows clients know it as \\.\pipe\NAME, elsewhere as a Unix socket.
    [string]$NamedPipeName = 'kestrun.demo.pipe'
)

# Where messages go: lines on the console, from Information on.
New-KrLogger |
    Add-KrSinkConsole |
    Register-KrLogger -Name 'console' -SetAsDefault

# The server, and the one place where it listens.
New-KrServer -Name 'Named pipe demo'
Add-KrNamedPipeListener -NamedPipeName $NamedPipeName

# From here on the configuration is fixed. Variables and functions that exist now can be used in routes.
Enable-KrConfiguration

# GET /pipe answers with a line of text.
Add-KrMapRoute -Verbs Get -Pattern '/pipe' -ScriptBlock {
    Write-KrLog -Level Debug -Message 'Somebody asked for /pipe'
    Write-KrTextResponse -InputObject 'Hello over named pipe' -StatusCode 200
}

Write-KrLog -Level Information -Message 'Named pipe listener active {Pipe}' -Values $NamedPipeName

# Serves until Ctrl+C or SIGTERM, then writes out and closes the loggers.
Start-KrServer -CloseLogsOnExit
