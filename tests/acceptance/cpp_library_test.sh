#!/usr/bin/env bash
# The C++ library as its users get it: installed into a prefix, found by find_package(kestrun), linked by a program of ten lines.
set -euo pipefail

work=$(mktemp -d)
server=
cleanup() {
    [ -n "$server" ] && kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

cmake --install "$KESTRUN_BUILD" --prefix "$work/prefix" --component development >/dev/null

# What the program is built with must fit the library: the same sanitizers, if any.
flags=$(sed -n 's/^KESTRUN_SANITIZE:STRING=//p' "$KESTRUN_BUILD/CMakeCache.txt")
cmake -S "$KESTRUN_SOURCE/examples/cpp" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" \
    -DCMAKE_CXX_COMPILER="$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$KESTRUN_BUILD/CMakeCache.txt")" \
    ${flags:+-DCMAKE_CXX_FLAGS=-fsanitize=$flags} >/dev/null
cmake --build "$work/build" >/dev/null

pipe="kestrun.cpp.test.$$"
socket="${TMPDIR:-/tmp}/CoreFxPipe_$pipe"
"$work/build/pipe_server" "$pipe" &
server=$!
for _ in $(seq 200); do
    [ -S "$socket" ] && break
    sleep 0.05
done

command -v curl >/dev/null || exit 77

# The second program runs a script, and serves a route that is one.
printf 'param($Name, [int]$Times = 1)\n1..$Times | ForEach-Object { "Hello $Name" }\nexit 5\n' >"$work/hello.ps1"
code=0
said=$("$work/build/run_script" "$work/hello.ps1" -Name Ann -Times 2) || code=$?
[ "$said" = "Hello Ann
Hello Ann" ] || { echo "run_script wrote '$said'"; exit 1; }
[ "$code" -eq 5 ] || { echo "run_script ended with $code"; exit 1; }
script_pipe="kestrun.cpp.script.$$"
"$work/build/run_script" --serve "$script_pipe" &
script_server=$!
for _ in $(seq 200); do
    [ -S "${TMPDIR:-/tmp}/CoreFxPipe_$script_pipe" ] && break
    sleep 0.05
done
answer=$(curl --silent --show-error --unix-socket "${TMPDIR:-/tmp}/CoreFxPipe_$script_pipe" http://localhost/pipe)
kill -TERM "$script_server"
wait "$script_server" || { echo "the server of a script route ended with status $?"; exit 1; }
[ "$answer" = "Hello over named pipe" ] || { echo "the script route answered '$answer'"; exit 1; }

answer=$(curl --silent --show-error --unix-socket "$socket" http://localhost/pipe)
[ "$answer" = "Hello over named pipe" ] || { echo "expected 'Hello over named pipe', got '$answer'"; exit 1; }

kill -TERM "$server"
wait "$server" || { echo "the server ended with status $?"; exit 1; }
server=
[ ! -e "$socket" ] || { echo "the socket $socket was left behind"; exit 1; }
