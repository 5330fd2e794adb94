#!/usr/bin/env bash
# The example's route, asked by every client there is on this machine: the same bytes everywhere.
. "$(dirname "$0")/common.sh"

serve "$work/log" kestrun.demo.pipe "$KESTRUN_SOURCE/examples/7.4-Named-Pipes.ps1"
socket=$(pipe_path kestrun.demo.pipe)
expected="Hello over named pipe"

request -o "$work/tool" pipe:kestrun.demo.pipe/pipe
check "kestrun request" "$expected" "$(cat "$work/tool")"
check "length" 21 "$(stat -c %s "$work/tool")"
check "over the socket's path" "$expected" "$(request "unix:$socket:/pipe")"
"$KESTRUN" -c "Invoke-KrWebRequest -NamedPipeName kestrun.demo.pipe -Path /pipe -OutFile '$work/ours'"
cmp "$work/tool" "$work/ours" || fail "Invoke-KrWebRequest -OutFile"
check "Content" "$expected" "$("$KESTRUN" -c "(Invoke-KrWebRequest -NamedPipeName kestrun.demo.pipe -Path /pipe).Content")"
check "unix parameter" "$expected" "$("$KESTRUN" -c "(Invoke-KrWebRequest -UnixSocketPath '$socket' -Path /pipe).Content")"

if command -v curl >/dev/null; then
    curl --silent --show-error --max-time 20 --unix-socket "$socket" -o "$work/curl" http://localhost/pipe
    cmp "$work/tool" "$work/curl" || fail "curl"
fi

if command -v node >/dev/null; then
    cat >"$work/client.js" <<'JS'
const http = require('http');
const file = require('fs').createWriteStream(process.argv[3]);
const request = http.get({ socketPath: process.argv[2], path: '/pipe', timeout: 20000 }, answer => {
    if (answer.statusCode !== 200) process.exit(2);
    answer.pipe(file).on('finish', () => process.exit(0));
});
request.on('error', error => { console.error(error.message); process.exit(1); });
request.on('timeout', () => process.exit(3));
JS
    node "$work/client.js" "$socket" "$work/node" || fail "node ended with $?"
    cmp "$work/tool" "$work/node" || fail "node"
fi

stop TERM
check "exit status" 0 "$status"
finish
