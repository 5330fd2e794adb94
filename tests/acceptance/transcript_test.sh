#!/usr/bin/env bash
# Transcripts: what a script shows at the console is in the file, and the file ends with the program.
. "$(dirname "$0")/common.sh"
cd "$work"

cat >shows.ps1 <<'EOF'
Start-Transcript -Path log.txt -UseMinimalHeader
'an object'
Write-Host -NoNewline 'one '; Write-Host 'line'
Write-Warning 'careful'
Write-Verbose 'in detail' -Verbose
[pscustomobject]@{ Name = 'a table'; Count = 3 }
Get-Item ./nowhere.txt
Write-Error 'wrong' 2>$null
$silent = 'not shown'
EOF
status=0
"$KESTRUN" shows.ps1 >out 2>err || status=$?
check "the status" 0 "$status"
check "the first message" "Transcript started, output file is log.txt" "$(head -1 out)"
log=$(cat log.txt)
has "a header" "$log" "PowerShell transcript start
Start time: 20"
for text in "an object" "one line" "WARNING: careful" "VERBOSE: in detail" "a table     3" "Cannot find path" "wrong"; do has "the file" "$log" "$text"; done
lacks "the file" "$log" "not shown"
has "standard output, too," "$(cat out)" "one line"
has "standard error, too," "$(cat err)" "Cannot find path"
check "an end although none was asked for" "PowerShell transcript end" "$(tail -3 log.txt | head -1)"
check "once each" 1 "$(grep -c 'careful' log.txt)"
check "errors once each" 1 "$(grep -c 'Cannot find path' log.txt)"

# What was told before the start and after the stop is not in it; appending keeps what was there.
"$KESTRUN" -Command 'Write-Host before; $null = Start-Transcript log.txt -Append -UseMinimalHeader; Write-Host during; $null = Stop-Transcript; Write-Host after' >out
check "all on the console" "before during after" "$(tr '\n' ' ' <out | sed 's/ $//')"
log=$(cat log.txt)
has "the appended part" "$log" during
lacks "the time before" "$log" before
lacks "the time after" "$log" after
check "two headers" 2 "$(grep -c 'transcript start' log.txt)"

# A script that ends with an error ends its transcript, with the error in it.
"$KESTRUN" -Command 'Start-Transcript log2.txt; throw "the end"' >/dev/null 2>&1 && fail "throw is no success"
has "the whole header" "$(cat log2.txt)" "Host Application: $KESTRUN -Command"
has "the last error" "$(cat log2.txt)" "the end"
check "a footer" 1 "$(grep -c 'transcript end' log2.txt)"

# At the prompt the input is in it.
if command -v script >/dev/null; then
    printf '%s\n' 'Start-Transcript log3.txt -IncludeInvocationHeader' '40 + 2' 'exit' |
        HOME=$work TERM=dumb script -qec "'$KESTRUN' -NoProfile" /dev/null >/dev/null 2>&1 || true
    log=$(tr -d '\r' <log3.txt)
    has "the input" "$log" "> 40 + 2
42"
    has "its time" "$log" "Command start time: 20"
fi
finish
