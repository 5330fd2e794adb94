# What a soak asks again and again: short answers, objects, errors, cycles of objects, classes, waits.
param([string]$NamedPipeName = 'kestrun.soak')

New-KrLogger | Add-KrSinkConsole | Register-KrLogger -Name 'console' -SetAsDefault | Out-Null
New-KrServer -Name 'Soak'
Add-KrNamedPipeListener -NamedPipeName $NamedPipeName

$settings = @{ Name = 'soak'; Tags = @('a', 'b') }
class Node { [int]$Value; [Node]$Other; Node([int]$v) { $this.Value = $v } }
function Get-Sum($n) { $s = 0; foreach ($i in 1..$n) { $s += $i }; $s }

Enable-KrConfiguration -Quiet

Add-KrMapRoute -Verbs Get -Pattern '/text' -ScriptBlock { Write-KrTextResponse -InputObject 'Hello' -StatusCode 200 }
Add-KrMapRoute -Verbs Get -Pattern '/json' -ScriptBlock {
    $items = 1..5 | ForEach-Object { [pscustomobject]@{ Id = $_; Name = "item $_"; Tags = $settings.Tags } }
    Write-KrJsonResponse -InputObject @{ items = $items; total = (Get-Sum 10) } -StatusCode 200
}
Add-KrMapRoute -Verbs Get -Pattern '/cycle' -ScriptBlock {
    $a = @{}; $b = @{ a = $a }; $a.b = $b
    $n = [Node]::new(1); $n.Other = [Node]::new(2); $n.Other.Other = $n
    Write-KrTextResponse -InputObject "$($n.Other.Value)" -StatusCode 200
}
Add-KrMapRoute -Verbs Get -Pattern '/fail' -ScriptBlock { throw 'as asked' }
Add-KrMapRoute -Verbs Get -Pattern '/caught' -ScriptBlock {
    try { [int]::Parse('x') } catch { Write-KrTextResponse -InputObject $_.FullyQualifiedErrorId -StatusCode 200 }
}
Add-KrMapRoute -Verbs Get -Pattern '/wait' -ScriptBlock { Start-Sleep -Milliseconds 20; Write-KrTextResponse -InputObject 'waited' -StatusCode 200 }
Start-KrServer -Quiet -CloseLogsOnExit
