#!/usr/bin/env bash
# Many requests at once on every event loop: what routes share (variables, hashtables, lists, objects of classes, logs), parallel blocks and
# jobs inside them, scripts that fail, recurse without end or ask for too much memory, and a stop in the middle of it. Worth most under
# ThreadSanitizer and AddressSanitizer. LOAD_ROUNDS makes it longer.
. "$(dirname "$0")/common.sh"
rounds=${LOAD_ROUNDS:-2}

cat >"$work/load.ps1" <<'EOT'
param($NamedPipeName, $LogPath)
New-KrLogger | Add-KrSinkFile -Path $LogPath | Register-KrLogger -Name 'load' -SetAsDefault
New-KrServer -Name Load
Add-KrNamedPipeListener -NamedPipeName $NamedPipeName
$settings = @{ Name = 'load'; Tags = @('a', 'b'); Nested = @{ Depth = @(1, 2, @{ x = 3 }) } }
$counts = [hashtable]::Synchronized(@{ n = 0 })
$plain = @{ n = 0; last = 'none' }
$list = [System.Collections.Generic.List[object]]::new()
$queue = [System.Collections.Concurrent.ConcurrentQueue[object]]::new()
$map = [System.Collections.Concurrent.ConcurrentDictionary[string, object]]::new()
$builder = [System.Text.StringBuilder]::new()
$lock = [object]::new()
$global:total = 0
class Box {
    [int]$Value
    [Box]$Next
    static [int]$Made = 0
    Box([int]$v) { $this.Value = $v; [Box]::Made++ }
    [int] Twice() { return $this.Value * 2 }
    [string] ToString() { return "Box $($this.Value)" }
}
$box = [Box]::new(1)
$template = { param($x) "[$x]" }
$closure = & { $inner = 5; { param($x) $inner + $x }.GetNewClosure() }
function Get-Sum($n) { $s = 0; foreach ($i in 1..$n) { $s += $i }; $s }
function Deep($n) { Deep ($n + 1) }
Enable-KrConfiguration -Quiet

Add-KrMapRoute -Pattern /shared -ScriptBlock {
    [System.Threading.Monitor]::Enter($lock)
    try { $counts.n++; $plain.n = $plain.n + 1 } finally { [System.Threading.Monitor]::Exit($lock) }
    $plain.last = "request $($plain.n)"
    $plain[[guid]::NewGuid().ToString().Substring(0, 2)] = $plain.last
    $list.Add($counts.n); if ($list.Count -gt 200) { $list.Clear() }
    $queue.Enqueue(@{ a = 1 }); $out = $null; $null = $queue.TryDequeue([ref]$out)
    $map["k$(Get-Random -Maximum 50)"] = [pscustomobject]@{ at = Get-Date; text = $plain.last }
    $null = $map.Count; $keys = @($plain.Keys).Count
    $box.Value++; $box.Next = [Box]::new($box.Value)
    Write-KrTextResponse "$($box.Twice()) $box $keys $(& $template 1) $(& $closure 2)"
}
Add-KrMapRoute -Pattern /json -ScriptBlock {
    Write-KrJsonResponse @{ settings = $settings; sum = Get-Sum 20; items = @(1..5 | ForEach-Object { [pscustomobject]@{ Id = $_; Tags = $settings.Tags } }) }
}
Add-KrMapRoute -Pattern /log -ScriptBlock {
    Write-KrLog -Level Information -Message 'Request {Path} with {Settings}' -Values '/log', $settings
    Write-KrTextResponse 'logged'
}
Add-KrMapRoute -Pattern /parallel -ScriptBlock {
    $k = 10
    $r = 1..4 | ForEach-Object -Parallel { $s = $using:settings; Start-Sleep -Milliseconds 1; $_ * $using:k + $s.Tags.Count } -ThrottleLimit 3
    Write-KrTextResponse (($r | Sort-Object) -join ',')
}
Add-KrMapRoute -Pattern /job -ScriptBlock {
    $j = Start-ThreadJob { param($x) $x.Name; $x.Nested.Depth[2].x } -ArgumentList $settings
    Write-KrTextResponse (($j | Receive-Job -Wait -AutoRemoveJob) -join ' ')
}
Add-KrMapRoute -Pattern /sleep -ScriptBlock { Start-Sleep -Milliseconds 5; Write-KrTextResponse 'slept' }
Add-KrMapRoute -Pattern /fail -ScriptBlock { throw "as asked by $($settings.Name)" }
Add-KrMapRoute -Pattern /deep -ScriptBlock { try { Deep 0 } catch { Write-KrTextResponse $_.FullyQualifiedErrorId } }
Add-KrMapRoute -Pattern /hungry -ScriptBlock { Write-KrTextResponse ('x' * 900000000) }
Add-KrMapRoute -Pattern /cycle -ScriptBlock {
    $a = [Box]::new(1); $a.Next = [Box]::new(2); $a.Next.Next = $a; $h = @{ box = $a }; $h.self = $h
    Write-KrTextResponse "$($h.self.box.Next.Next)"
}
Add-KrMapRoute -Pattern /regex -ScriptBlock {
    $null = 'abc-123' -match '(?<w>\w+)-(?<d>\d+)'; Write-KrTextResponse ($Matches.d + ('a1b2' -replace '\d', { "<$($_.Value)>" }))
}
Add-KrMapRoute -Pattern / -ScriptBlock { Write-KrTextResponse 'up' }
Start-KrServer -Quiet -CloseLogsOnExit
EOT

declare -A expected=([/json]=200 [/log]=200 [/parallel]=200 [/job]=200 [/sleep]=200 [/shared]=200 [/fail]=500 [/deep]=200 [/hungry]=500 [/cycle]=200 [/regex]=200)

# client N: asks for every path in turn
client() {
    local i path code
    for i in $(seq 6); do
        for path in "${!expected[@]}"; do
            code=$(curl -s -o /dev/null -w '%{http_code}' --max-time 60 --unix-socket "$(pipe_path load.pipe)" "http://localhost$path" || true)
            [ "$code" = "${expected[$path]}" ] || echo "$path: $code" >>"$work/wrong"
        done
    done
}

for round in $(seq "$rounds"); do
    KESTRUN_MEMORY_LIMIT=600MB serve "$work/out" load.pipe "$work/load.ps1" -NamedPipeName load.pipe -LogPath "$work/load.log"
    clients=()
    for n in 1 2 3 4; do
        client "$n" &
        clients+=("$!")
    done
    if command -v h2load >/dev/null; then
        for path in /shared /json /log /cycle /regex; do
            h2load --h1 -n "${LOAD_REQUESTS:-200}" -c 16 -t 1 -B "unix:$(pipe_path load.pipe)" "http://localhost$path" >"$work/h2load" 2>&1 || true
            grep -q ' 0 failed, 0 errored, 0 timeout' "$work/h2load" || fail "$path under load: $(grep -E 'requests:|status codes' "$work/h2load")"
        done
    fi
    wait "${clients[@]}"
    check "still there" up "$(request pipe:load.pipe/)"
    # Stops while requests come in.
    for n in 1 2 3; do (for i in $(seq 20); do curl -s -o /dev/null --max-time 10 --unix-socket "$(pipe_path load.pipe)" http://localhost/shared || break; done) & done
    sleep 0.1
    stop TERM
    check "exit status" 0 "$status"
    wait
    lacks "server output" "$(cat "$work/out")" "Sanitizer"
done
[ ! -e "$work/wrong" ] || fail "wrong answers: $(sort "$work/wrong" | uniq -c | head)"
finish
