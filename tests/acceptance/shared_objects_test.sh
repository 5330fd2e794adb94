#!/usr/bin/env bash
# Objects that threads share: four parallel blocks change and read one object of each kind. Nothing may crash or hang; under ThreadSanitizer
# nothing may race. SHARED_ROUNDS makes it longer.
. "$(dirname "$0")/common.sh"

status=0
timeout 300 "$KESTRUN" "$KESTRUN_SOURCE/tests/acceptance/shared/objects.ps1" -Rounds "${SHARED_ROUNDS:-15}" >"$work/out" 2>&1 || status=$?
check "exit status" 0 "$status"
check "all kinds" "done" "$(tail -n 1 "$work/out" | cut -d' ' -f1)"
lacks "output" "$(cat "$work/out")" "Sanitizer"
[ "$failures" -eq 0 ] || tail -n 30 "$work/out"

# Blocks that compute run at the same time, on threads of their own.
check "threads" "True" "$("$KESTRUN" -c '
    $ids = 1..8 | ForEach-Object -Parallel { for ($i = 0; $i -lt 200000; $i++) { }; [System.Threading.Thread]::CurrentThread.ManagedThreadId } -ThrottleLimit 8 | Sort-Object -Unique
    @($ids).Count -ge [Math]::Min(2, [Environment]::ProcessorCount)')"
finish
