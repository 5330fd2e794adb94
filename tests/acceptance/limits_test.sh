#!/usr/bin/env bash
# What a script can use up has an end that is an error: the stack, however it recurses, and memory. See docs/limits.md.
. "$(dirname "$0")/common.sh"
# What is left of a stack and of the memory is reckoned for frames and blocks as they are without a sanitizer around them.
if sanitized; then exit 77; fi

# Every way of a script to call itself ends in the same error, on the main stack, in a job, in a parallel block and in a route.
cat >"$work/self.ps1" <<'EOT'
. $PSCommandPath
EOT
cat >"$work/ways.ps1" <<'EOT'
$ways = [ordered]@{
    function    = { function f { f }; f }
    arguments   = { function f($n) { 1 + (f ($n + 1)) }; f 0 }
    advanced    = { function f { [CmdletBinding()] param([int]$n) f -n ($n + 1) }; f 0 }
    pipeline    = { function f { process { $_ | f } }; 1 | f }
    parameter   = { function f($x = (f)) { $x }; f }
    validation  = { function f { param([ValidateScript({ f $_ })]$x) $true }; f 1 }
    call        = { $s = { & $s }; & $s }
    dot         = { $s = { . $s }; . $s }
    invoke      = { $s = { $s.Invoke() }; $s.Invoke() }
    command     = { $s = { Invoke-Command $s }; & $s }
    method      = { class C { [int] M() { return $this.M() } }; [C]::new().M() }
    constructor = { class C { $x; C() { $this.x = [C]::new() } }; [C]::new() }
    initializer = { class C { $x = [C]::new() }; [C]::new() }
    property    = { $o = [pscustomobject]@{ a = 1 }; $o | Add-Member -MemberType ScriptMethod -Name M -Value { $this.M() }; $o.M() }
    text        = { class C { [string] ToString() { return "$this" } }; "$([C]::new())" }
    equality    = { class C { [bool] Equals($o) { return $this -eq $o } }; [C]::new() -eq [C]::new() }
    replace     = { $s = { 'a' -replace 'a', $s }; & $s }
    each        = { $s = { (1).ForEach($s) }; & $s }
    where       = { $s = { @(1).Where($s) }; & $s }
    foreach     = { $s = { 1 | ForEach-Object $s }; & $s }
    expression  = { $t = 'Invoke-Expression $t'; Invoke-Expression $t }
    file        = { . "$env:TMPDIR/self.ps1" }
    catch       = { function f { try { throw 'x' } catch { f } }; f }
    finally     = { function f { try { 1 } finally { f } }; $null = f }
    trap        = { function f { trap { f; continue } throw 'x' }; f }
    expandable  = { function f { "$(f)" }; f }
    tall        = { $tall = '1' + '+1' * 1000; & ([scriptblock]::Create("function f { `$null = $tall; f }; f")) }
    parsing     = { $deep = '(' * 20 + '1' + ')' * 20; function f { $null = Invoke-Expression $deep; f }; f }
    indices     = { $a = @(1, $null); $a[1] = $a; $h = @{ k = 1 }; $h[$a] }
}
function test($name, $way) {
    $found = 'nothing'
    try { $found = "no error: $(& $way 2>&1 | Select-Object -First 1)" } catch {
        $found = $_.FullyQualifiedErrorId -replace ',.*'
        $e = $_.Exception
        while ($e.InnerException) { $e = $e.InnerException }
        if ($e.Message -match 'call depth overflow') { $found = 'CallDepthOverflow' }
    }
    "$name $found"
}
EOT
cat >"$work/deep.ps1" <<'EOT'
. "$env:TMPDIR/ways.ps1"
foreach ($way in $ways.GetEnumerator()) { test $way.Key $way.Value }
'end'
EOT
out=$("$KESTRUN" "$work/deep.ps1" 2>&1) || fail "deep.ps1 ended with $?"
check "recursion on the main stack" "" "$(grep -vE '^[a-z]+ CallDepthOverflow$|^end$' <<<"$out" || true)"
has "recursion on the main stack" "$out" "end"

cat >"$work/elsewhere.ps1" <<'EOT'
$block = { param($file) . $file; foreach ($way in 'function', 'method', 'replace', 'text', 'tall') { test $way $ways[$way] } }
Start-ThreadJob $block -ArgumentList "$env:TMPDIR/ways.ps1" | Receive-Job -Wait
1..2 | ForEach-Object -Parallel { & ([scriptblock]::Create($using:block)) "$env:TMPDIR/ways.ps1" }
EOT
out=$("$KESTRUN" "$work/elsewhere.ps1" 2>&1) || fail "elsewhere.ps1 ended with $?"
check "recursion in a job and in parallel blocks" 15 "$(grep -cE '^[a-z]+ CallDepthOverflow$' <<<"$out")"

# Data that nests or holds itself.
cat >"$work/data.ps1" <<'EOT'
$a = 1; foreach ($i in 1..50000) { $a = , $a }
$self = @(1, $null); $self[1] = $self
$table = @{}; $table.me = $table
$null = "$a $self $table"; $null = $a | Out-String; $null = $self | Out-String; $null = $table | Out-String
$null = $table | ConvertTo-Json -Depth 100 -WarningAction Ignore
$null = $self -eq $self; $null = $self -contains 7; $null = Compare-Object $self $self
try { $null = ConvertFrom-Json ('[' * 100000 + ']' * 100000) -Depth 1000000; 'read' } catch { 'refused' }
try { $null = [xml]('<a>' * 100000 + '</a>' * 100000) } catch { 'refused' }
try { $null = Invoke-Expression ('(' * 100000 + '1' + ')' * 100000) } catch { $_.FullyQualifiedErrorId -replace ',.*' }
$e = $null; foreach ($i in 1..20000) { $e = [Exception]::new('x', $e) }; $null = $e.ToString()
$n = $null; foreach ($i in 1..300000) { $n = @{ n = $n } }; $n = $null
('System.Collections.Generic.List[' * 10000 + 'int' + ']' * 10000) -as [type]
'end'
EOT
out=$("$KESTRUN" "$work/data.ps1" 2>&1) || fail "data.ps1 ended with $?"
has "nested data" "$out" "ScriptTooComplicated"
has "nested data" "$out" "end"

# Memory: each of these would take all there is. What was taken comes back.
cat >"$work/memory.ps1" <<'EOT'
$ways = [ordered]@{
    text     = { 'x' * 900000000 }
    range    = { $x = 1..1000000000 }
    collect  = { $x = 1..1000000000 | Select-Object }
    array    = { [int[]]::new(1000000000) }
    bytes    = { [byte[]]::new(1500000000) }
    double   = { $s = 'abc'; while ($true) { $s += $s } }
    list     = { $l = [Collections.Generic.List[object]]::new(); while ($true) { $l.Add([pscustomobject]@{ a = 1 }) } }
    table    = { $h = @{}; $i = 0; while ($true) { $h[$i++] = "value $i" } }
    builder  = { $b = [Text.StringBuilder]::new(); while ($true) { $null = $b.Append('abcdefghij' * 1000) } }
    join     = { $a = , ('x' * 1000000) * 1000; $a -join ',' }
    json     = { $a = , ('x' * 1000000) * 1000; $a | ConvertTo-Json }
    zero     = { Get-Content -Raw /dev/zero }
    nested   = { $n = $null; while ($true) { $n = @{ n = $n } } }
}
foreach ($way in $ways.GetEnumerator()) {
    $found = 'no error'
    try { $null = & $way.Value } catch {
        $e = $_.Exception
        while ($e.InnerException) { $e = $e.InnerException }
        $found = $e.GetType().Name
    }
    "$($way.Key) $found"
}
$kept = 'x' * 50000000
"end $($kept.Length)"
EOT
out=$("$KESTRUN" -MemoryLimit 300MB "$work/memory.ps1" 2>&1) || fail "memory.ps1 ended with $?: $out"
check "memory" "" "$(grep -vE '^[a-z]+ OutOfMemoryException$|^end 50000000$' <<<"$out" || true)"
has "memory" "$out" "end 50000000"
# Thirty thousand errors of one long line hold no copies of it, and none of their stacks is written before it is read.
{
    echo 'function f { [CmdletBinding()] param([Parameter(ValueFromPipeline)][ValidateRange(1, 2)][int]$x) process { } }'
    printf '$null = 1; %.0s' $(seq 1500)
    echo '$e = 1..30000 | f 2>&1; $e.Count; $e[0].InvocationInfo.Line.Length -gt 16000; $e[-1].ScriptStackTrace'
} >"$work/errors.ps1"
check "errors of a long line" "29998 True at <ScriptBlock>, $work/errors.ps1: line 2" "$("$KESTRUN" -MemoryLimit 150MB "$work/errors.ps1" 2>&1 | tr '\n' ' ' | sed 's/ $//')"
has "the option" "$("$KESTRUN" -MemoryLimit plenty -Command 1 2>&1 || true)" "MemoryLimit needs a size"
has "the environment" "$(KESTRUN_MEMORY_LIMIT=plenty "$KESTRUN" -Command 1 2>&1 || true)" "KESTRUN_MEMORY_LIMIT needs a size"
check "no limit" 200000000 "$("$KESTRUN" -MemoryLimit none -Command "('x' * 200000000).Length")"

# A route that asks for too much is answered 500; the server and the other routes live on.
cat >"$work/server.ps1" <<'EOT'
param($NamedPipeName)
New-KrServer -Name Limits
Add-KrNamedPipeListener -NamedPipeName $NamedPipeName
. "$env:TMPDIR/ways.ps1"
Enable-KrConfiguration -Quiet
Add-KrMapRoute -Pattern / -ScriptBlock { Write-KrTextResponse 'up' }
Add-KrMapRoute -Pattern /hungry -ScriptBlock { Write-KrTextResponse ('x' * 900000000) }
Add-KrMapRoute -Pattern /greedy -ScriptBlock { $l = [Collections.Generic.List[object]]::new(); while ($true) { $l.Add(@{ a = 1 }) } }
Add-KrMapRoute -Pattern /deep -ScriptBlock { function f { f }; f; Write-KrTextResponse 'bottom' }
Add-KrMapRoute -Pattern /ways -ScriptBlock { Write-KrTextResponse (@(foreach ($way in $ways.GetEnumerator()) { test $way.Key $way.Value }) -join "`n") }
Start-KrServer -Quiet
EOT
KESTRUN_MEMORY_LIMIT=300MB serve "$work/log" limits.pipe "$work/server.ps1" -NamedPipeName limits.pipe
code() { curl -s -o /dev/null -w '%{http_code}' --max-time 60 --unix-socket "$(pipe_path limits.pipe)" "http://localhost/$1"; }
for round in 1 2 3; do
    check "/hungry" 500 "$(code hungry)"
    check "/greedy" 500 "$(code greedy)"
    check "/" up "$(request pipe:limits.pipe/)"
done
request -o /dev/null pipe:limits.pipe/greedy &
greedy=$!
for n in $(seq 20); do check "/ beside a greedy route" up "$(request pipe:limits.pipe/)"; done
wait "$greedy" || true
check "recursion in a route" "" "$(request --max-time 100 pipe:limits.pipe/ways | grep -vE '^[a-z]+ CallDepthOverflow$' || true)"
check "/" up "$(request pipe:limits.pipe/)"
stop TERM
check "exit status" 0 "$status"
finish
