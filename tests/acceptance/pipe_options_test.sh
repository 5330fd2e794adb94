#!/usr/bin/env bash
# Set-KrServerNamedPipeOptions: who may connect.
. "$(dirname "$0")/common.sh"

cat >"$work/options.ps1" <<'PS'
param([string]$Pipe, [switch]$Everybody, [string]$List, [switch]$AddFirst)
New-KrServer -Name 'Options'
if ($AddFirst) { Add-KrNamedPipeListener -NamedPipeName $Pipe }
if ($Everybody) { Set-KrServerNamedPipeOptions -CurrentUserOnly:$false -ListenerQueueCount 16 }
if ($List) { Set-KrServerNamedPipeOptions -PipeSecurity $List }
if (-not $AddFirst) { Add-KrNamedPipeListener -NamedPipeName $Pipe }
Enable-KrConfiguration -Quiet
Add-KrMapRoute -Verbs Get -Pattern '/' -ScriptBlock { Write-KrTextResponse 'up' }
Start-KrServer -Quiet
PS
mode_of() { stat -c %a "$(pipe_path "$1")"; }

serve "$work/log" owner.pipe "$work/options.ps1" -Pipe owner.pipe
check "by default" 600 "$(mode_of owner.pipe)"
check "a server of our own" up "$(request --current-user-only pipe:owner.pipe/)"
check "the same for the command" up "$("$KESTRUN" -c "(Invoke-KrWebRequest -NamedPipeName owner.pipe -Path / -CurrentUserOnly).Content")"
stop TERM
# The options hold whether they come before the listener or after it.
serve "$work/log" all.pipe "$work/options.ps1" -Pipe all.pipe -Everybody
check "everybody" 666 "$(mode_of all.pipe)"
# Another user may call a server for everybody, and may refuse one that is not its own.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    chmod 755 "$work"
    other() { setpriv --reuid=65534 --regid=65534 --clear-groups "$KESTRUN" request --max-time 20 "$@"; }
    if setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$KESTRUN"; then
        check "another user" up "$(other pipe:all.pipe/)"
        status=0
        other --current-user-only pipe:all.pipe/ >"$work/foreign" 2>&1 || status=$?
        check "exit status for another user's server" 1 "$status"
        has "another user's server" "$(cat "$work/foreign")" "The named pipe 'all.pipe' is served by user root, and only a server of user nobody is wanted."
    fi
fi
stop TERM
serve "$work/log" late.pipe "$work/options.ps1" -Pipe late.pipe -Everybody -AddFirst
check "everybody, told later" 666 "$(mode_of late.pipe)"
stop TERM

status=0
timeout 30 "$KESTRUN" "$work/options.ps1" -Pipe list.pipe -List 'D:(A;;GRGW;;;AU)' >"$work/list" 2>&1 || status=$?
has "access list" "$(cat "$work/list")" "The access list 'D:(A;;GRGW;;;AU)' of the named pipe 'list.pipe' cannot be used: pipes have access lists on Windows only."
timeout 30 "$KESTRUN" -Command "New-KrServer -Name late; Enable-KrConfiguration -Quiet; Set-KrServerNamedPipeOptions -CurrentUserOnly" >"$work/late" 2>&1 || status=$?
has "too late" "$(cat "$work/late")" "Set them before Enable-KrConfiguration"
[ "$status" -ne 0 ] || fail "an error has an exit status"
finish
