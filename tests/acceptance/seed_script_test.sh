#!/usr/bin/env bash
# The tutorial's script exactly as its text has it: cut out, run, called.
. "$(dirname "$0")/common.sh"

text="$KESTRUN_SOURCE/../shared/seed/named-pipes-tutorial.txt"
[ -r "$text" ] || { echo "skipped: there is no $text"; exit 77; }
sed -n '/^<#/,/^Start-KrServer/p' "$text" >"$work/seed.ps1"
grep -q '^Start-KrServer -CloseLogsOnExit' "$work/seed.ps1" || { echo "the script was not found in the text"; exit 1; }

serve "$work/log" kestrun.demo.pipe "$work/seed.ps1"
check "answer" "Hello over named pipe" "$(request pipe:kestrun.demo.pipe/pipe)"

# The tutorial's own client, as it is called there.
shown=$("$KESTRUN" -Command "Invoke-KrWebRequest -NamedPipeName 'kestrun.demo.pipe' -Method GET -Path '/pipe'")
has "list" "$shown" "StatusCode        : 200"
has "list" "$shown" "StatusDescription : OK"
has "list" "$shown" "Content           : Hello over named pipe"

check "wrong path" "404" "$(request -i pipe:kestrun.demo.pipe/other | head -1 | cut -d' ' -f2)"
stop INT
check "exit status" 0 "$status"
[ ! -e "$(pipe_path kestrun.demo.pipe)" ] || fail "the socket was left behind"
log=$(cat "$work/log")
[[ "$log" =~ \[[0-9:]{8}\ INF\]\ Named\ pipe\ listener\ active\ kestrun.demo.pipe ]] || fail "no readiness line in: $log"
[[ "$log" =~ \[[0-9:]{8}\ INF\]\ Request\ finished\ HTTP/1.1\ GET\ http://localhost/pipe\ -\ 200\ 21\ text/plain\;\ charset=utf-8\ [0-9.]+ms ]] || fail "no request line in: $log"
lacks "debug lines" "$log" "Pipe route hit"

# The pipe's name is a parameter.
serve "$work/log" other.pipe "$work/seed.ps1" -NamedPipeName other.pipe
check "other name" "Hello over named pipe" "$(request pipe:other.pipe/pipe)"
stop TERM
check "exit status" 0 "$status"
finish
