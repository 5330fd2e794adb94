#!/usr/bin/env bash
# Invoke-WebRequest and Invoke-RestMethod against a server of ours: cases recorded from PowerShell 7.6 against the same server, and what
# PowerShell does not have: named pipes.
. "$(dirname "$0")/common.sh"

server_script=$KESTRUN_SOURCE/tests/acceptance/web/server.ps1
runner=$KESTRUN_BUILD/bin/kestrun-conformance
[ -x "$runner" ] || exit 77
serve "$work/log" web.pipe "$server_script" web.pipe 0 "$work/web.sock"
wait_for 10 grep -q 'Listening on http' "$work/log" || fail "no line for the port: $(cat "$work/log")"
port=$(sed -n 's/^Listening on http:\/\/127\.0\.0\.1:\([0-9]*\).*/\1/p' "$work/log")

for cases in requests answers; do
    sed -e "s/@PORT@/$port/g" -e "s|@SOCKET@|$work/web.sock|g" "$KESTRUN_SOURCE/tests/acceptance/web/$cases.txt" >"$work/$cases.txt"
    "$runner" --quiet "$work/$cases.txt" >"$work/report" 2>&1 || { cat "$work/report"; fail "$cases.txt"; }
done

run() { "$KESTRUN" -c "$1" 2>&1; }
check "over a pipe" "/echo/a" "$(run "(irm http://localhost/echo/a -PipeName web.pipe).path")"
check "a secret over a pipe" "Basic dTpw" "$(run "(irm http://localhost/echo/a -PipeName web.pipe -Authentication Basic -Credential ([pscredential]::new('u', (ConvertTo-SecureString p -AsPlainText -Force)))).headers.Authorization")"
has "no such pipe" "$(run "irm http://localhost/ -PipeName nobody.pipe")" "nobody.pipe"
check "nobody listens" "Connection refused (127.0.0.1:1)" "$(run "try { irm http://127.0.0.1:1/ } catch { \$_.Exception.Message }")"
check "a retry" "after 2" "$(run "irm http://127.0.0.1:$port/flaky/a/1 -MaximumRetryCount 2 -RetryIntervalSec 1")"
check "retries exhausted" "busy 503" "$(run "try { irm http://127.0.0.1:$port/flaky/b/5 -MaximumRetryCount 1 -RetryIntervalSec 1 } catch { \"\$_ \$([int]\$_.Exception.StatusCode)\" }")"
check "a proxy" "/echo/a" "$(run "(irm http://example.invalid/echo/a -Proxy http://127.0.0.1:$port).path")"
check "the environment's proxy" "/echo/a" "$(http_proxy=http://127.0.0.1:$port run "(irm http://example.invalid/echo/a).path")"
check "its name and password" "Basic dTpw" "$(http_proxy=http://u:p@127.0.0.1:$port run "(irm http://example.invalid/echo/a).headers.'Proxy-Authorization'")"
has "but not" "$(http_proxy=http://127.0.0.1:$port run "irm http://example.invalid/echo/a -NoProxy")" "Name or service not known"
check "Invoke-KrWebRequest's proxy" "/echo/a" "$(run "(Invoke-KrWebRequest -Uri http://example.invalid/echo/a -Proxy http://127.0.0.1:$port).Content.path")"
has "kestrun request's proxy" "$(http_proxy=127.0.0.1:$port request http://example.invalid/echo/a)" '"/echo/a"'
has "a proxy of another kind" "$(run "irm http://example.invalid/ -Proxy https://127.0.0.1:1")" "proxies are reached by http"

# A big file goes out and comes back without being held in memory twice over.
head -c 3000000 /dev/urandom >"$work/big"
check "a big file" "3000000" "$(run "(irm http://127.0.0.1:$port/length -Method Post -InFile '$work/big')")"
check "a big form" "True" "$(run "(irm http://127.0.0.1:$port/length -Method Post -Form @{ f = Get-Item '$work/big' }) -gt 3000000")"
stop INT
check "exit status" 0 "$status"
finish
