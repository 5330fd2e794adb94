#!/usr/bin/env bash
# The server as other people's clients see it: curl over a pipe's socket, and h2load with many connections when it is there.
set -euo pipefail

work=$(mktemp -d)
server=
cleanup() {
    [ -n "$server" ] && kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

command -v curl >/dev/null || exit 77
program="$KESTRUN_BUILD/bin/http_probe_server"
[ -x "$program" ] || { echo "$program is not built"; exit 1; }

socket="$work/s.sock"
"$program" "unix:$socket" &
server=$!
for _ in $(seq 200); do [ -S "$socket" ] && break; sleep 0.05; done

expect() { [ "$2" = "$3" ] || { echo "$1: expected '$2', got '$3'"; exit 1; }; }
request() { curl --silent --show-error --max-time 20 --unix-socket "$socket" "$@"; }

expect "a plain answer" "hello" "$(request http://localhost/hello)"
expect "two on one connection" "hellohello" "$(request http://localhost/hello http://localhost/hello)"
expect "HEAD" "Content-Length: 5" "$(request -I http://localhost/hello | tr -d '\r' | grep Content-Length)"
expect "an unknown path" "404" "$(request -o /dev/null -w '%{http_code}' http://localhost/none)"
expect "HTTP/1.0" "hello" "$(request --http1.0 http://localhost/hello)"

# Larger than every buffer on the way, both ways, with Expect: 100-continue as curl sends it.
head -c 20000000 /dev/urandom >"$work/large"
request -H "Expect: 100-continue" --data-binary "@$work/large" -o "$work/back" http://localhost/echo
cmp "$work/large" "$work/back" || { echo "a sized body came back changed"; exit 1; }
request -H "Transfer-Encoding: chunked" --data-binary "@$work/large" -o "$work/back" http://localhost/echo
cmp "$work/large" "$work/back" || { echo "a chunked body came back changed"; exit 1; }
request -o "$work/stream" http://localhost/stream
expect "a streamed body" "10000000" "$(wc -c <"$work/stream" | tr -d ' ')"

if command -v h2load >/dev/null; then
    for clients in 2 64 500; do
        out=$(h2load --h1 -c"$clients" -n20000 -t2 --base-uri="unix:$socket" http://localhost/hello 2>&1)
        echo "$out" | grep -q "20000 succeeded, 0 failed, 0 errored" || { echo "$out"; exit 1; }
    done
    head -c 3000 /dev/urandom >"$work/small"
    out=$(h2load --h1 -c16 -n4000 -t2 -d "$work/small" --base-uri="unix:$socket" http://localhost/echo 2>&1)
    echo "$out" | grep -q "4000 succeeded, 0 failed, 0 errored" || { echo "$out"; exit 1; }
fi

kill -TERM "$server"
wait "$server" || { echo "the server ended with status $?"; exit 1; }
server=
