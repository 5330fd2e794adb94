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
cmake --build "$work/build" --target pipe_server >/dev/null

pipe="kestrun.cpp.test.$$"
socket="${TMPDIR:-/tmp}/CoreFxPipe_$pipe"
"$work/build/pipe_server" "$pipe" &
server=$!
for _ in $(seq 200); do
    [ -S "$socket" ] && break
    sleep 0.05
done

command -v curl >/dev/null || exit 77
answer=$(curl --silent --show-error --unix-socket "$socket" http://localhost/pipe)
[ "$answer" = "Hello over named pipe" ] || { echo "expected 'Hello over named pipe', got '$answer'"; exit 1; }

kill -TERM "$server"
wait "$server" || { echo "the server ended with status $?"; exit 1; }
server=
[ ! -e "$socket" ] || { echo "the socket $socket was left behind"; exit 1; }
