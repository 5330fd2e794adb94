# Garbage that holds itself: kestrun bench/cycles.ps1 [-Iterations 10000000]. Every kind of cycle a script can make, again and again; fails
# when resident memory grows after the first fifth by more than 16 MB.
param([long]$Iterations = 10000000)
class Node {
    [Node]$Next
    [object]$Payload
}
$kinds = [ordered]@{
    classes    = { param($n) for ($i = 0; $i -lt $n; $i++) { $a = [Node]::new(); $b = [Node]::new(); $a.Next = $b; $b.Next = $a } }
    hashtables = { param($n) for ($i = 0; $i -lt $n; $i++) { $a = @{ i = $i }; $a.self = $a } }
    arrays     = { param($n) for ($i = 0; $i -lt $n; $i++) { $a = @($i, $null); $a[1] = $a } }
    lists      = { param($n) for ($i = 0; $i -lt $n; $i++) { $a = [System.Collections.Generic.List[object]]::new(); $a.Add($a) } }
    objects    = { param($n) for ($i = 0; $i -lt $n; $i++) { $a = [pscustomobject]@{ i = $i; me = $null }; $a.me = $a } }
    members    = { param($n) for ($i = 0; $i -lt $n; $i++) { $a = [pscustomobject]@{ i = $i }; $a.psobject.Properties.Add([psnoteproperty]::new('me', $a)) } }
    closures   = { param($n) for ($i = 0; $i -lt $n; $i++) { $h = @{ i = $i }; $h.f = { $h.i }.GetNewClosure() } }
    errors     = { param($n) for ($i = 0; $i -lt $n; $i++) { try { throw "e$i" } catch { $null = $_ } } }
    mixed      = { param($n) for ($i = 0; $i -lt $n; $i++) { $a = [Node]::new(); $a.Payload = @{ list = @($a, @{ node = $a }) } } }
}
function Get-Resident { [int]((Get-Content /proc/self/status | Where-Object { $_ -like 'VmRSS*' }) -replace '\D') }
$each = [Math]::Max(1000, [long]($Iterations / 10 / $kinds.Count))
$first = 0
foreach ($round in 1..10) {
    foreach ($kind in $kinds.Values) { & $kind $each }
    [GC]::Collect()
    $now = Get-Resident
    if ($round -eq 2) { $first = $now }
    "round $round, $($round * $each * $kinds.Count) iterations: $([int]($now / 1024)) MB"
}
if ($now - $first -gt 16384) { "memory grew by $([int](($now - $first) / 1024)) MB"; exit 1 }
