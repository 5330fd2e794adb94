#!/usr/bin/env bash
# The file kestrun.exe: what it needs, how large it is, what Windows reads from it; and what it does with its standard streams and with paths
# of any length and language. Under Wine.
. "$(dirname "$0")/windows_common.sh"

target=x86_64-w64-mingw32

# ---- one file, and no large one
$target-strip -o "$work/kestrun.exe" "$KESTRUN"
size=$(stat -c %s "$work/kestrun.exe")
[ "$size" -lt 20000000 ] || fail "the stripped program has $size bytes, and 20 million are allowed"
# Libraries of Windows 10 itself.
others=$($target-objdump -p "$KESTRUN" | sed -n 's/^.*DLL Name: //p' | tr 'A-Z' 'a-z' |
    grep -vxE '(advapi32|bcrypt|crypt32|dbghelp|iphlpapi|kernel32|msvcrt|mswsock|ole32|psapi|shell32|user32|winmm|ws2_32)\.dll|api-ms-win-.*' || true)
check "libraries that are not Windows' own" "" "$others"

# ---- manifest and version
version=$(sed -n 's/^project(kestrun VERSION \([0-9.]*\).*/\1/p' "$KESTRUN_SOURCE/CMakeLists.txt")
$target-windres -I "$KESTRUN_SOURCE" -J coff -O rc "$work/kestrun.exe" "$work/kestrun.rc" 2>"$work/windres" || cat "$work/windres"
resources=$(cat "$work/kestrun.rc")
has "FILEVERSION" "$resources" "FILEVERSION ${version//./, }, 0"
has "PRODUCTVERSION" "$resources" "PRODUCTVERSION ${version//./, }, 0"
for text in "\"ProductVersion\", \"$version\"" '"OriginalFilename", "kestrun.exe"' '"ProductName", "kestrun"'; do
    has "version texts" "$resources" "$text"
done
$target-objcopy -O binary -j .rsrc "$KESTRUN" "$work/rsrc"
manifest=$(tr -d '\0' <"$work/rsrc" | sed -n '/<assembly /,/<\/assembly>/p')
for text in 'level="asInvoker"' 'supportedOS Id="{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"' '>UTF-8</activeCodePage>' '>true</longPathAware>' \
    "version=\"$version.0\""; do
    has "manifest" "$manifest" "$text"
done

# ---- standard streams: lines end with CR LF, text is UTF-8
run -Command "'grün'; Write-Host 'host'; 1 | Out-String -NoNewline" >"$work/out"
check "standard output" "$(printf 'grün\r\nhost\r\n1\r\n' | od -c)" "$(od -c <"$work/out")"
run -Command "Write-Error 'no good'" 2>"$work/error" || true
has "standard error" "$(cat "$work/error")" "no good"$'\r'
printf '"read: " + 1\r\n"two"\n' | run >"$work/piped"
check "a script from standard input" "$(printf 'read: 1\r\ntwo\r\n' | od -c)" "$(od -c <"$work/piped")"
check "version" "kestrun $version" "$(run --version | tr -d '\r')"

# ---- paths longer than 260 characters, in any language
deep=$work
for i in 1 2 3 4 5 6; do deep="$deep/Ordner $i für Größe und 日本語 der sehr lange Namen hat"; done
mkdir -p "$deep"
[ "${#deep}" -gt 300 ] || fail "the path is too short: ${#deep}"
cat >"$deep/grün.ps1" <<'PS'
param($Text)
Set-Content -Path "$PSScriptRoot/Ausgabe ü.txt" -Value $Text
(Get-Content "$PSScriptRoot\Ausgabe ü.txt") + ' ' + (Get-Item "$PSScriptRoot").Name.Length + ' ' + ($PSScriptRoot.Length -gt 260)
Rename-Item "$PSScriptRoot/Ausgabe ü.txt" 'umbenannt.txt'
(Get-ChildItem $PSScriptRoot -Name) -join ' '
PS
run "Z:$deep/grün.ps1" -Text 'Übung' >"$work/deep" 2>&1 || fail "the script in the deep folder: $(cat "$work/deep")"
check "a script in a deep folder" "Übung 51 True
grün.ps1 umbenannt.txt" "$(tr -d '\r' <"$work/deep")"
check "the file it wrote" "$(printf 'Übung\r\n')" "$(cat "$deep/umbenannt.txt")"

# ---- Unix sockets: what Wine does not have is said
run request unix:kr.sock:/x >"$work/unix" 2>&1 || true
has "a Windows without Unix sockets" "$(cat "$work/unix")" "Unix sockets need Windows 10 version 1803 or later"
finish
