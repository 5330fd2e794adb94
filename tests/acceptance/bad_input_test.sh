#!/usr/bin/env bash
# What people see when something is wrong: where, what, and the mend.
. "$(dirname "$0")/common.sh"

# run ARGS...: runs the program; output in $out, status in $status
run() {
    status=0
    out=$(timeout 30 "$KESTRUN" "$@" 2>&1) || status=$?
}
run_as_other() {
    status=0
    out=$(as_other timeout 30 "$KESTRUN" "$@" 2>&1) || status=$?
}
listen='New-KrLogger | Add-KrSinkConsole | Register-KrLogger -Name console -SetAsDefault
New-KrServer -Name Test
Add-KrNamedPipeListener -NamedPipeName $NamedPipeName
Enable-KrConfiguration -Quiet
Add-KrMapRoute -Pattern /pipe -ScriptBlock { Write-KrTextResponse "Hello over named pipe" }
Add-KrMapRoute -Pattern /throws -ScriptBlock { throw "the secret reason" }
Add-KrMapRoute -Verbs Post -Pattern /post -ScriptBlock { Write-KrTextResponse "posted" }
Start-KrServer -CloseLogsOnExit'
{ echo 'param($NamedPipeName = "bad.pipe")'; echo "$listen"; } >"$work/server.ps1"

# --- names of pipes: an error at the listener, with what to write instead ---
name_error() {
    printf 'New-KrServer -Name Test\nAdd-KrNamedPipeListener -NamedPipeName %s\n"not reached"\n' "$1" >"$work/name.ps1"
    run "$work/name.ps1"
    check "status of name $1" 1 "$status"
    has "name $1" "$out" "$2"
    has "position of name $1" "$out" "name.ps1:2"
    has "command of name $1" "$out" "Add-KrNamedPipeListener"
    lacks "name $1" "$out" "not reached"
}
name_error "'\\\\.\\pipe\\demo'" "Use the short name 'demo'"
name_error "'./pipe/demo'" "Use the short name 'demo'"
name_error "''" "must not be empty"
name_error "'a/b'" "contains a slash"
name_error '"a`0b"' "NUL"
name_error "'$(printf 'x%.0s' $(seq 120))'" "socket path"

# --- a live server has the name: nothing of it is disturbed ---
serve "$work/log" bad.pipe "$work/server.ps1"
first=$server
run "$work/server.ps1"
check "status of the second server" 1 "$status"
has "second server" "$out" "ccess denied"
has "second server" "$out" "bad.pipe"
has "second server" "$out" "$first"
check "the first server goes on" "Hello over named pipe" "$(request pipe:bad.pipe/pipe)"

# --- wrong path, wrong verb, a route that throws ---
check "wrong path" "404" "$(request -i pipe:bad.pipe/nope | head -1 | cut -d' ' -f2)"
answer=$(request -i pipe:bad.pipe/post | tr -d '\r')
has "wrong verb" "$answer" "HTTP/1.1 405 Method Not Allowed"
has "wrong verb" "$answer" "Allow: POST"
answer=$(request -i pipe:bad.pipe/throws | tr -d '\r')
has "throwing route" "$answer" "HTTP/1.1 500 Internal Server Error"
has "throwing route" "$answer" "Error: An internal server error occurred."
lacks "throwing route" "$answer" "secret"
answer=$(request -H 'Accept: application/json' pipe:bad.pipe/throws)
has "throwing route as JSON" "$answer" '"error": "An internal server error occurred."'
has "throwing route as JSON" "$answer" '"path": "/throws"'
check "the server lives on" "Hello over named pipe" "$(request pipe:bad.pipe/pipe)"
if command -v curl >/dev/null; then # the connection lives on too
    answer=$(curl -s --unix-socket "$(pipe_path bad.pipe)" http://localhost/throws http://localhost/pipe -w '[%{num_connects}]')
    has "same connection" "$answer" "Hello over named pipe[0]"
fi
stop TERM
check "exit status" 0 "$status"
log=$(cat "$work/log")
has "log of the throwing route" "$log" "ERR] PowerShell script failed"
has "log of the throwing route" "$log" "the secret reason"
has "log of the throwing route" "$log" "server.ps1:7"

# --- what is in the way of the socket ---
kill_hard() {
    kill -KILL "$server"
    wait "$server" 2>/dev/null || true
}
serve "$work/log" bad.pipe "$work/server.ps1"
kill_hard
test -S "$(pipe_path bad.pipe)" || fail "a dead server should have left its socket"
serve "$work/log" bad.pipe "$work/server.ps1"
check "a dead socket is replaced" "Hello over named pipe" "$(request pipe:bad.pipe/pipe)"
stop INT
check "exit status" 0 "$status"

echo "not a socket" >"$(pipe_path bad.pipe)"
run "$work/server.ps1"
check "status with a file in the way" 1 "$status"
has "file in the way" "$out" "$(pipe_path bad.pipe)"
check "the file is untouched" "not a socket" "$(cat "$(pipe_path bad.pipe)")"
rm "$(pipe_path bad.pipe)"

# as_other COMMAND...: as another user; root needs one to see what a user without rights sees.
as_other() { if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"; else "$@"; fi; }
if [ "$(id -u)" -ne 0 ] || { command -v setpriv >/dev/null && as_other test -x "$KESTRUN"; }; then
    mkdir "$work/closed"
    chmod 555 "$work/closed" "$work"
    TMPDIR=$work/closed run_as_other "$work/server.ps1"
    check "status without rights" 1 "$status"
    has "no right to the folder" "$out" "ccess denied"
    has "no right to the folder" "$out" "$work/closed"
    has "no right to the folder" "$out" "$(as_other id -un)"
    chmod 755 "$work" "$work/closed"
fi
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null && as_other test -x "$KESTRUN"; then
    serve "$work/log" bad.pipe "$work/server.ps1"
    chmod 755 "$work"
    run_as_other request pipe:bad.pipe/pipe
    check "status of another user's client" 1 "$status"
    has "another user's client" "$out" "is denied"
    has "another user's client" "$out" "bad.pipe"
    run_as_other "$work/server.ps1"
    check "status of another user's server" 1 "$status"
    has "another user's server" "$out" "ccess denied"
    has "another user's server" "$out" "bad.pipe"
    check "the first server is undisturbed" "Hello over named pipe" "$(request pipe:bad.pipe/pipe)"
    stop TERM
fi

# --- clients ---
run -c "Invoke-KrWebRequest -NamedPipeName no.such.pipe"
check "status without a pipe" 1 "$status"
has "no such pipe" "$out" "no.such.pipe"
has "no such pipe" "$out" "Invoke-KrWebRequest"
run request pipe:no.such.pipe/
check "status of the tool without a pipe" 1 "$status"
has "no such pipe" "$out" "There is no named pipe 'no.such.pipe'"
if command -v python3 >/dev/null; then
    # A server that does one of three things with whoever connects.
    cat >"$work/odd.py" <<'PY'
import socket, sys
path, what = sys.argv[1:]
server = socket.socket(socket.AF_UNIX)
server.bind(path)
server.listen()
kept = []
while True:
    client, _ = server.accept()
    if what == 'silent': kept.append(client); continue
    client.recv(4096)
    if what == 'garbage': client.sendall(b'SSH-2.0-nothing\r\n\r\n')
    if what == 'huge': client.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 3000000000\r\n\r\n')
    client.close()
PY
    odd() { # odd NAME WHAT EXPECTED ARGS...
        python3 "$work/odd.py" "$(pipe_path "$1")" "$2" &
        started+=($!)
        wait_for 10 test -S "$(pipe_path "$1")" || fail "the odd server did not start"
        run -c "Invoke-KrWebRequest -NamedPipeName $1 ${*:4}"
        check "status of $2" 1 "$status"
        has "$2" "$out" "$3"
        has "name in $2" "$out" "$1"
    }
    odd silent.pipe silent "timed out" -TimeoutSec 1
    odd garbage.pipe garbage "not valid HTTP"
    odd closing.pipe close "closed"
    python3 "$work/odd.py" "$(pipe_path huge.pipe)" huge &
    started+=($!)
    wait_for 10 test -S "$(pipe_path huge.pipe)" || fail "the odd server did not start"
    run -c 'try { Invoke-KrWebRequest -NamedPipeName huge.pipe } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }; "goes on"'
    has "an answer over the limit" "$out" "AnswerTooLarge"
    has "an answer over the limit" "$out" "3000000000 bytes"
    has "the script after it" "$out" "goes on"
    run -c 'try { Invoke-WebRequest -PipeName huge.pipe http://localhost/ } catch { $_.Exception.Message }; "goes on"'
    has "an answer over the limit" "$out" "3000000000 bytes"
    has "the script after it" "$out" "goes on"
fi

# --- definitions: an error with id and position, and the nearest name there is ---
cat >"$work/definitions.ps1" <<'EOT'
function Show($block) { try { & $block; 'no error' } catch { "$($_.FullyQualifiedErrorId)|$($_.InvocationInfo.ScriptLineNumber)|$($_.Exception.Message)" } }
Show { Start-KrServer }
New-KrServer -Name Definitions
Enable-KrConfiguration -Quiet
Show { Start-KrServer -Quiet }
Show { Add-KrNamedPipeListener -NamedPipeName late }
Add-KrMapRoute -Pattern /twice { 1 }
Show { Add-KrMapRoute -Pattern /twice { 1 } }
Show { Add-KrMapRoute -Verbs Fetch -Pattern /verb { 1 } }
Show { Add-KrMapRoute -Pattern slashless { 1 } }
Show { Add-KrMapRoute -Patern /x { 1 } }
Show { Add-KrMapRut -Pattern /x { 1 } }
Show { [Strng]::Empty }
EOT
run "$work/definitions.ps1"
check "definitions" 0 "$status"
mapfile -t lines <<<"$out"
expect_line() { # expect_line ID LINE TEXT
    for line in "${lines[@]}"; do
        [[ "$line" == "$1"*"|$2|"*"$3"* ]] && return
    done
    fail "no error $1 at line $2 with '$3' in: $out"
}
expect_line ServerNotFound 2 "New-KrServer"
expect_line NoEndpoint 5 "no endpoint"
expect_line ServerConfigured 6 "already configured"
expect_line RouteExists,Add-KrMapRoute 8 "Route '/twice' with method(s) Get already exists."
expect_line CannotConvertArgumentNoMessage,Add-KrMapRoute 9 "Fetch"
expect_line ParameterArgumentValidationError,Add-KrMapRoute 10 "slashless"
expect_line NamedParameterNotFound,Add-KrMapRoute 11 "Patern"
expect_line CommandNotFoundException 12 "Add-KrMapRut"
expect_line TypeNotFound 13 "Strng"
has "possible verbs" "$out" "Get, Head, Post"
run -c "Add-KrMapRut -Pattern /x { }"
has "nearest command" "$out" "Did you mean 'Add-KrMapRoute'?"
run -c "New-KrServer x; Enable-KrConfiguration; Add-KrMapRoute -Patern /x { 1 }"
check "status of an unknown parameter" 1 "$status"
has "nearest parameter" "$out" "Did you mean '-Pattern'?"
run -c "[System.Text.StringBulder]::new()"
has "nearest type" "$out" "StringBuilder"

# --- a script that does not parse: every error, and nothing ran ---
printf '"ran"\n$x = 1 +\n)\nfunction { }\n' >"$work/broken.ps1"
run "$work/broken.ps1"
check "status of a broken script" 1 "$status"
lacks "broken script" "$out" "ran
"
has "first parse error" "$out" "broken.ps1:2 char:9"
has "second parse error" "$out" "broken.ps1:3 char:1"
has "third parse error" "$out" "broken.ps1:4"
has "the line itself" "$out" "function { }"

# --- the program itself ---
run no-such-script.ps1
check "status without a script" 64 "$status"
has "no such script" "$out" "no-such-script.ps1"
run -NoSuchOption
check "status of a wrong option" 64 "$status"
run -c 'exit 7'
check "exit" 7 "$status"
run -c 'throw "x"'
check "throw" 1 "$status"
finish
