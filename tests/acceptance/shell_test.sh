#!/usr/bin/env bash
# The interactive shell at a pseudo terminal: prompt, history, several lines, completion, Ctrl+C, questions, exit statuses.
. "$(dirname "$0")/common.sh"
command -v script >/dev/null || exit 77
unset NO_COLOR
export HOME=$work/home XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config TERM=xterm
mkdir -p "$HOME"
cd "$work"

# start ARGS...: the shell at a terminal of 100 columns and 30 lines; what is typed goes to descriptor 5
start() {
    rm -f keys screen
    mkfifo keys
    script -qfec "stty cols 100 rows 30; exec '$KESTRUN' $*" screen <keys >/dev/null 2>&1 &
    shell=$!
    started+=("$shell")
    exec 5>keys
    seen=0
}
# The screen since the last mark, without escape sequences.
screen() { tail -c +$((seen + 1)) screen | sed -e 's/\x1b\[[0-9;?]*[A-Za-z]//g' -e 's/\x1b[()=>][A-Z0-9]*//g' | tr -d '\r\a\b'; }
shows() { [[ "$(screen)" == *"$1"* ]]; }
# expect NAME TEXT: the screen shows the text, soon
expect() {
    wait_for 20 shows "$2" || { fail "$1: '$2' does not show in:"; screen | tail -15; }
    seen=$(stat -c %s screen)
}
keys() { printf "$1" >&5; }
# ended NAME STATUS: the shell has left with that status
ended() {
    exec 5>&-
    local status=0
    wait "$shell" || status=$?
    check "$1" "$2" "$status"
}

# What is expected is put together by the command: the echo of what was typed would show a literal before the command ran.
# --- prompt, output, errors ---
start -NoProfile
expect "the prompt" "PS $work> "
keys '1 + 41\r'
expect "output" "42"
keys 'Get-Item /no/such/file\r'
expect "an error" "Cannot find path '/no/such/file'"
keys '"last: $?"\r'
expect "\$? of the last command" "last: False"
keys 'bash -c "exit 7"\r'
expect "a program" "> "
keys '"code: $LASTEXITCODE"\r'
expect "\$LASTEXITCODE" "code: 7"
keys 'function prompt { "at your service" + [char]62 + " " }\r'
expect "a prompt of one's own" "at your service> "

# --- several lines ---
keys 'foreach ($i in 1..2) {\r'
expect "the second prompt" ">> "
keys '"line $i"\r'
expect "still open" ">> "
keys '}\r'
expect "a statement of three lines" "line 2"

# --- history ---
keys '"again" + "st"\r'
expect "first run" "against"
keys '\x1b[A\r'
expect "the last line once more" "against"

keys '"ids: $((Get-History -Count 1).CommandLine.Length)"\r'
expect "Get-History" "ids: 14"

# --- completion ---
keys 'Get-ChildIt\t'
expect "a command" "Get-ChildItem"
keys ' -Recu\t'
expect "a parameter" "-Recurse"
keys '\x15$longvariable = "val" + "ley"; $longv\t\r'
expect "a variable of the line" "valley"
keys '"abc".Subs\t1)\r'
expect "a member" "bc"
keys '[DayOfWeek]::T\t\t'
expect "a list of matches" "Tuesday"
keys '\x15"seven" + "teen" > unique-name.txt\r'
keys 'Get-Content uniq\t\r'
expect "a file" "seventeen"

# --- Ctrl+C ---
keys 'will not run\x03'
expect "the line is dropped" "^C"
keys 'while (1) { }\r'
sleep 0.5
keys '\x03'
expect "an endless loop ends" "service> "
keys 'try { Start-Sleep 60 } finally { "tidied up" }\r'
sleep 0.5
keys '\x03'
expect "finally blocks run" "tidied up"
keys '1..2147483647 | Select-Object Length | Measure-Object\r'
sleep 0.5
keys '\x03'
keys '"still " + "alive"\r'
expect "the shell goes on" "still alive"

# --- questions ---
keys '$answer = Read-Host "Name"\r'
expect "Read-Host asks" "Name: "
keys 'Ada\r'
keys '"hello $answer"\r'
expect "and gets an answer" "hello Ada"
keys '$hidden = Read-Host "Pin" -MaskInput\r'
expect "a masked question" "Pin: "
keys '1234\r'
expect "shows stars" "****"
keys '"pin: $($hidden.Length)"\r'
expect "the masked answer" "pin: 4"
keys 'Remove-Item unique-name.txt -Confirm\r'
expect "a confirmation" '[Y] Yes  [A] Yes to All  [N] No  [L] No to All'
keys 'n\r'
keys '"there: $(Test-Path unique-name.txt)"\r'
expect "no is no" "there: True"
keys '$Host.UI.PromptForChoice("Caption", "Message", @("&Red", "&Green"), 0)\r'
expect "a choice" '[R] Red  [G] Green  [?] Help (default is "R"): '
keys 'g\r'
expect "was made" "1"
keys '"size: $($Host.UI.RawUI.WindowSize.Width)x$($Host.UI.RawUI.WindowSize.Height)"\r'
expect "the window's size" "size: 100x30"

# --- leaving ---
keys 'ConvertTo-SecureString hunter2 -AsPlainText\r'
expect "a secret" "service> "
keys 'exit 3\r'
ended "exit 3" 3

# --- what is kept ---
history=$XDG_STATE_HOME/kestrun/history
check "the history's mode" 600 "$(stat -c %a "$history")"
has "the history" "$(cat "$history")" '"again" + "st"'
has "a statement of several lines" "$(cat "$history")" 'foreach ($i in 1..2) {`'
lacks "no secrets" "$(cat "$history")" hunter2

# --- another session: history of the first, profiles, Ctrl+D, -NoExit ---
mkdir -p "$XDG_CONFIG_HOME/kestrun"
echo '$fromProfile = "read"; function prompt { "profiled> " }' >"$XDG_CONFIG_HOME/kestrun/profile.ps1"
start ''
expect "a profile's prompt" "profiled> "
keys '"profile: $fromProfile"\r'
expect "a profile's variable" "profile: read"
keys '$PROFILE.CurrentUserAllHosts\r'
expect "\$PROFILE" "config/kestrun/profile.ps1"
keys '\x12agai\r'
expect "a search through the history" "against"
keys '\x04'
ended "Ctrl+D" 0
echo '$kept = 5; function Get-Kept { $kept }' >kept.ps1
start -NoProfile -NoExit kept.ps1
expect "-NoExit" "PS $work> "
keys '"kept: $(Get-Kept)"\r'
expect "what the script has defined" "kept: 5"
keys 'exit\r'
ended "exit" 0

# --- no terminal: a script ---
check "standard input" 3 "$(echo '1 + 2' | "$KESTRUN")"
finish
