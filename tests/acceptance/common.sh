# What the acceptance tests share. Each test has a temporary folder of its own, and its pipes live there: TMPDIR is where the Unix socket
# behind a pipe's name lies. Sourced, not run.
set -euo pipefail

: "${KESTRUN:?the path of the program}" "${KESTRUN_SOURCE:?the path of the source tree}"
work=$(mktemp -d /tmp/kr.XXXXXX)
export TMPDIR=$work NO_COLOR=1
started=()
cleanup() {
    for pid in "${started[@]:-}"; do
        [ -n "$pid" ] && kill -KILL "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap cleanup EXIT

failures=0
fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}
finish() { [ "$failures" -eq 0 ] || exit 1; }

# check NAME EXPECTED ACTUAL
check() { [ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"; }
# has NAME TEXT PART: the text contains the part
has() { [[ "$2" == *"$3"* ]] || fail "$1: '$3' is not in '$2'"; }
lacks() { [[ "$2" != *"$3"* ]] || fail "$1: '$3' is in '$2'"; }

# Sanitizers make everything slower: tests that measure time leave it out.
sanitized() { nm -C "$KESTRUN" 2>/dev/null | grep -q -m1 -e __asan_init -e __tsan_init; }

pipe_path() { echo "$work/CoreFxPipe_$1"; }

# wait_for SECONDS COMMAND...: until it succeeds
wait_for() {
    local end=$((SECONDS + $1))
    shift
    until "$@" 2>/dev/null; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.02
    done
}

# serve OUTPUT PIPE ARGS...: runs the program in the background and waits until its pipe answers; its id is in $server
serve() {
    local output=$1 pipe=$2
    shift 2
    "$KESTRUN" "$@" >"$output" 2>&1 &
    server=$!
    started+=("$server")
    wait_for 30 "$KESTRUN" request -o /dev/null "pipe:$pipe/" || { echo "the server did not come up:"; cat "$output"; exit 1; }
}

# stop SIGNAL: ends $server and puts its status into $status
stop() {
    kill -"$1" "$server"
    status=0
    wait "$server" || status=$?
}

request() { "$KESTRUN" request --max-time 20 "$@"; }
