#!/usr/bin/env bash
# The program's command line: scripts from files, text and standard input, their arguments, streams and exit statuses.
. "$(dirname "$0")/common.sh"

# run ARGS...: standard output in $out, standard error in $err, status in $status
run() {
    status=0
    out=$(timeout 30 "$KESTRUN" "$@" 2>"$work/err" <"${input:-/dev/null}") || status=$?
    err=$(cat "$work/err")
}

run --version
has "version" "$out" "kestrun "
run --help
has "help" "$out" "kestrun request"

# --- where the script comes from ---
printf "'a'\nif (\$true) {\n  'b'\n}\n" >"$work/plain.ps1"
run "$work/plain.ps1"
check "a file" "a b" "$(tr '\n' ' ' <<<"$out" | sed 's/ $//')"
run -File "$work/plain.ps1"
check "-File" 0 "$status"
run "$work/plain"
check "without extension" 0 "$status"
run -NoProfile -nologo -NonInteractive -ExecutionPolicy Bypass -c "'x'"
check "options of pwsh" x "$out"
run -Command "'x'" "; 'y'"
check "words are joined" "x y" "$(tr '\n' ' ' <<<"$out" | sed 's/ $//')"
input=$work/plain.ps1 run
check "standard input" a "$(head -1 <<<"$out")"
input=$work/plain.ps1 run -
check "a dash" a "$(head -1 <<<"$out")"
input=$work/plain.ps1 run -Command -
check "-Command -" a "$(head -1 <<<"$out")"
run -EncodedCommand "$(printf '"h\xc3\xa9"' | iconv -f utf-8 -t utf-16le | base64 -w0)"
check "-EncodedCommand" "hé" "$out"
run -WorkingDirectory "$work" -c 'Test-Path plain.ps1'
check "-WorkingDirectory" True "$out"
run -WorkingDirectory "$work/none" -c 1
check "no such directory" 64 "$status"

# --- arguments ---
cat >"$work/args.ps1" <<'EOT'
param([string]$Name = 'nobody', [int]$Count = 1, [switch]$Loud, [Parameter(ValueFromRemainingArguments)]$Rest)
"$Name|$Count|$Loud|$($Rest -join ',')"
EOT
run "$work/args.ps1"
check "no arguments" "nobody|1|False|" "$out"
run "$work/args.ps1" -Name 'A B' -Count 3 -Loud
check "named arguments" "A B|3|True|" "$out"
run "$work/args.ps1" Ann 2 x y
check "positional arguments" "Ann|2|False|x,y" "$out"
run "$work/args.ps1" -Loud:\$false -Count:4 Bob
check "arguments with a colon" "Bob|4|False|" "$out"
run "$work/args.ps1" -Count many
check "status of a wrong argument" 1 "$status"
has "wrong argument" "$err" "Count"
run "$work/args.ps1" Ann 2 -NoSuch 1
check "an unknown name is a remaining argument" "Ann|2|False|-NoSuch,1" "$out"
printf '[CmdletBinding()] param($Name)\n"$Name"\n' >"$work/strict.ps1"
run "$work/strict.ps1" -NoSuch 1
check "status of an unknown argument" 1 "$status"
has "unknown argument" "$err" "NoSuch"
run -CommandWithArgs '"$($args -join "+")"' a b
check "-CommandWithArgs" "a+b" "$out"

# --- exit statuses ---
status_of() { # status_of EXPECTED TEXT
    printf '%s\n' "$2" >"$work/status.ps1"
    run "$work/status.ps1"
    check "status of '$2'" "$1" "$status"
}
status_of 0 '1'
status_of 7 'exit 7'
status_of 1 'throw "x"'
status_of 0 'Get-Item /no/such/file'
status_of 1 '$ErrorActionPreference = "Stop"; Get-Item /no/such/file'
status_of 3 'function f { exit 3 }; f; 1'
run -c 'Get-Item /no/such/file'
check "status of a failed command" 1 "$status"
run -c 'Get-Item /no/such/file; 1'
check "the last command counts" 0 "$status"

# --- streams: errors on standard error, the rest on standard output, no colours for a file ---
run -c 'Write-Host host -ForegroundColor Red; Write-Warning careful; Write-Error wrong; Write-Output out'
check "standard output" "host WARNING: careful out" "$(tr '\n' ' ' <<<"$out" | sed 's/ $//')"
has "standard error" "$err" "wrong"
lacks "colours" "$out$err" $'\e['
check "order of scripts and loggers" "1 [INF] two 3" "$("$KESTRUN" -c "New-KrLogger | Add-KrSinkConsole -OutputTemplate '[{Level:u3}] {Message:l}{NewLine}' | Register-KrLogger -Name c -SetAsDefault
Write-Host 1; Write-KrLog -Level Information -Message two; Write-Host 3" | tr '\n' ' ' | sed 's/ $//')"
printf 'typed\n' >"$work/typed"
input=$work/typed run -c '"got $(Read-Host name)"'
has "Read-Host" "$out" "got typed"
printf '\xef\xbb\xbf"with a mark"\r\n"é"\r\n' >"$work/bom.ps1"
run "$work/bom.ps1"
check "byte order mark and CRLF" "with a mark é" "$(tr '\n' ' ' <<<"$out" | sed 's/ $//')"

# --- kestrun request ---
run request
check "status of wrong usage" 2 "$status"
run request --help
has "help of request" "$out" "pipe:NAME"
run request pipe:none/ --max-time x
check "status of a wrong time" 2 "$status"
run request https://localhost:1/
check "status of https" 1 "$status"
has "https" "$err" "Cannot connect to localhost:1"
cat >"$work/echo.ps1" <<'EOT'
New-KrServer Echo
Add-KrNamedPipeListener echo.pipe
Enable-KrConfiguration -Quiet
Add-KrMapRoute -Verbs Get, Post, Put -Pattern /echo { Write-KrTextResponse "$($Context.Request.Method) $(Get-KrRequestQuery q) $($Context.Request.Headers['X-A']) $($Context.Request.ContentType) $($Context.Request.Body)" }
Add-KrMapRoute -Pattern /there { Write-KrRedirectResponse /echo }
Add-KrMapRoute -Pattern /slow { Start-Sleep 30 }
Start-KrServer -Quiet
EOT
serve "$work/log" echo.pipe "$work/echo.ps1"
check "query" "GET 1 2   " "$(request 'pipe:echo.pipe/echo?q=1%202')"
check "data and headers" "POST  b application/x-www-form-urlencoded a=1&b=2" "$(request -H 'X-A: b' -d a=1 -d b=2 pipe:echo.pipe/echo)"
printf 'file body' >"$work/data"
check "data from a file" "PUT   text/plain file body" "$(request -X PUT -H 'Content-Type: text/plain' -d "@$work/data" pipe:echo.pipe/echo)"
check "data from standard input" "PUT   text/plain file body" "$(request -XPUT -H 'Content-Type: text/plain' -d @- pipe:echo.pipe/echo <"$work/data")"
check "redirect" 302 "$(request -i pipe:echo.pipe/there | head -1 | cut -d' ' -f2)"
has "followed redirect" "$(request -L pipe:echo.pipe/there)" "GET"
run request -v -o "$work/out" pipe:echo.pipe/echo
has "-v" "$err" "> GET /echo HTTP/1.1"
has "-v" "$err" "< HTTP/1.1 200 OK"
check "-o" "" "$out"
has "-o" "$(cat "$work/out")" "GET"
run request --fail pipe:echo.pipe/none
check "--fail" 22 "$status"
run request --max-time 0.3 pipe:echo.pipe/slow
check "--max-time" 1 "$status"
has "--max-time" "$err" "timed out"
stop TERM
check "exit status" 0 "$status"
finish
