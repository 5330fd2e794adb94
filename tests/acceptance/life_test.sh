#!/usr/bin/env bash
# How a server ends: signals, requests that run meanwhile, Stop-KrServer, scripts that go on.
. "$(dirname "$0")/common.sh"

cat >"$work/life.ps1" <<'EOT'
param($NamedPipeName, [switch]$Quiet, [double]$Grace = 20)
New-KrServer -Name Life
Set-KrServerOptions -ShutdownTimeoutSeconds $Grace
Add-KrNamedPipeListener -NamedPipeName $NamedPipeName
Enable-KrConfiguration -Quiet:$Quiet
Add-KrMapRoute -Pattern /hello -ScriptBlock { Write-KrTextResponse hello }
Add-KrMapRoute -Pattern /slow -ScriptBlock { Start-Sleep -Milliseconds 1500; Write-KrTextResponse 'slow but done' }
Add-KrMapRoute -Pattern /forever -ScriptBlock { while ($true) { } }
Add-KrMapRoute -Pattern /stop -ScriptBlock { Write-KrTextResponse 'stopping'; Stop-KrServer }
Start-KrServer -Quiet:$Quiet
'the script went on'
EOT

for signal in INT TERM; do
    serve "$work/log" life.pipe "$work/life.ps1" -NamedPipeName life.pipe
    check "alive" hello "$(request pipe:life.pipe/hello)"
    request -o "$work/slow" pipe:life.pipe/slow &
    client=$!
    sleep 0.5
    stop "$signal"
    check "exit status after SIG$signal" 0 "$status"
    wait "$client" || fail "the request that ran at SIG$signal ended with $?"
    check "the request that ran at SIG$signal" "slow but done" "$(cat "$work/slow")"
    [ ! -e "$(pipe_path life.pipe)" ] || fail "SIG$signal left the socket behind"
    log=$(cat "$work/log")
    has "SIG$signal" "$log" "the script went on"
    has "SIG$signal" "$log" "Kestrun server stopped."
done
has "start lines" "$log" "Kestrun server configuration enabled successfully."
has "start lines" "$log" "Server Name: Life"
has "start lines" "$log" "Starting Kestrun server 'Life' ..."
has "start lines" "$log" "Kestrun server started successfully."
has "start lines" "$log" "Listening on pipe:life.pipe"

# A request that never ends is cancelled after the grace time.
serve "$work/log" life.pipe "$work/life.ps1" -NamedPipeName life.pipe -Grace 0.5
request -i pipe:life.pipe/forever >"$work/forever" 2>&1 &
client=$!
sleep 0.5
stop TERM
check "exit status with an endless request" 0 "$status"
wait "$client" || true
has "endless request" "$(cat "$work/forever")" "503"

# A second Ctrl+C does not wait.
serve "$work/log" life.pipe "$work/life.ps1" -NamedPipeName life.pipe
request pipe:life.pipe/forever >/dev/null 2>&1 &
sleep 0.5
kill -INT "$server"
sleep 0.5
stop INT
check "exit status of a second Ctrl+C" 130 "$status"

# Stop-KrServer in a route: the answer is sent, the script goes on.
serve "$work/log" life.pipe "$work/life.ps1" -NamedPipeName life.pipe -Quiet
check "answer of the route that stops" "stopping" "$(request pipe:life.pipe/stop)"
status=0
wait "$server" || status=$?
check "exit status after Stop-KrServer" 0 "$status"
check "quiet" "the script went on" "$(cat "$work/log")"

# -NoWait: the script goes on beside the server, which ends with it.
cat >"$work/nowait.ps1" <<'EOT'
New-KrServer -Name NoWait
Add-KrNamedPipeListener -NamedPipeName nowait.pipe
Enable-KrConfiguration -Quiet
Add-KrMapRoute -Pattern /hello -ScriptBlock { Write-KrTextResponse hello }
Start-KrServer -NoWait -Quiet
(Invoke-KrWebRequest -NamedPipeName nowait.pipe -Path /hello).Content
(Get-KrServer -Uptime).GetType().Name
if ($args[0] -eq 'sleep') { Start-Sleep 60; 'slept' }
EOT
check "no wait" "hello TimeSpan" "$("$KESTRUN" "$work/nowait.ps1" | tr '\n' ' ' | sed 's/ $//')"
[ ! -e "$(pipe_path nowait.pipe)" ] || fail "the socket of a script that ended was left behind"
serve "$work/log" nowait.pipe "$work/nowait.ps1" sleep
sleep 0.3
stop TERM
check "exit status of a sleeping script" 0 "$status"
lacks "sleeping script" "$(cat "$work/log")" "slept"
[ ! -e "$(pipe_path nowait.pipe)" ] || fail "SIGTERM of a sleeping script left the socket behind"

# Ctrl+C ends a script without a server too; what it has to clean up runs.
cat >"$work/finally.ps1" <<'EOT'
try { 'started'; Start-Sleep 60 } finally { 'cleaned up' }
'not reached'
EOT
"$KESTRUN" "$work/finally.ps1" >"$work/log" 2>&1 &
server=$!
started+=("$server")
wait_for 20 grep -q started "$work/log" || fail "the script did not start"
stop INT
check "exit status of an interrupted script" 130 "$status"
check "interrupted script" "started cleaned up" "$(tr '\n' ' ' <"$work/log" | sed 's/ $//')"

# A Unix socket and a port beside the pipe: a line for each.
cat >"$work/three.ps1" <<EOT
New-KrServer -Name Three
Add-KrNamedPipeListener -NamedPipeName three.pipe
Add-KrListenUnixSocket -SocketPath '$work/three.sock'
Add-KrEndpoint -Port 0
Enable-KrConfiguration -Quiet
Add-KrMapRoute -Pattern /hello -ScriptBlock { Write-KrTextResponse hello }
Start-KrServer
EOT
serve "$work/log" three.pipe "$work/three.ps1"
wait_for 10 grep -q 'Listening on http' "$work/log" || fail "no line for the port: $(cat "$work/log")"
has "line of the socket" "$(cat "$work/log")" "Listening on unix:$work/three.sock"
port=$(sed -n 's/^Listening on http:\/\/127\.0\.0\.1:\([0-9]*\).*/\1/p' "$work/log")
check "over TCP" hello "$(request "http://127.0.0.1:$port/hello")"
check "over the Unix socket" hello "$(request "unix:$work/three.sock:/hello")"
stop INT
check "exit status" 0 "$status"
[ ! -e "$work/three.sock" ] || fail "the Unix socket was left behind"
finish
