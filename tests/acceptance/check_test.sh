#!/usr/bin/env bash
# kestrun check: what it lists, how, its exit statuses; and that it keeps silent about scripts that work.
. "$(dirname "$0")/common.sh"
cd "$work"

# run ARGS...: standard output in $out, standard error in $err, status in $status
run() {
    status=0
    out=$("$KESTRUN" check "$@" 2>"$work/err") || status=$?
    err=$(cat "$work/err")
}
# finds NAME SCRIPT LINE...: the script's findings, without the file's name
finds() {
    local name=$1
    printf '%s\n' "$2" >"$work/case.ps1"
    shift 2
    run case.ps1
    local expected=""
    [ $# -eq 0 ] || expected=$(printf 'case.ps1:%s\n' "$@")
    check "$name" "$expected" "$(sed '$d' <<<"$out")"
    check "status: $name" "$([ $# -eq 0 ] && echo 0 || echo 1)" "$status"
}

# --- the page's example ---
page=$KESTRUN_SOURCE/docs/check.md
sed -n '/^```powershell$/,/^```$/p' "$page" | sed '1d;$d' >shop.ps1
sed -n '/^\$ kestrun check shop.ps1$/,/^```$/p' "$page" | sed '1d;$d' >expected
run shop.ps1
check "the page's example" "$(cat expected)" "$out"
check "its status" 1 "$status"

# --- commands ---
finds "a misspelt command" 'Get-ChildItm' "1:1: command: 'Get-ChildItm' is not a known command. Did you mean 'Get-ChildItem'?"
finds "within a text" '"$(Get-ChildItm)"' "1:4: command: 'Get-ChildItm' is not a known command. Did you mean 'Get-ChildItem'?"
finds "what is defined later, by alias, as filter" 'f 1; g; 1 | h; function f($x) { }; Set-Alias g f; filter h { $_ }'
finds "programs and paths" 'ls -l --color=never; & /no/such/program -x; ./local.ps1; & $command; bash -c "x"'
finds "what Get-Command is asked about" 'if (Get-Command no-such-program -ErrorAction Ignore) { no-such-program --version }'
finds "a planned command" 'Add-KrOpenApiNoSuch; Add-KrApiKeyAuthentication' \
    "1:1: command: 'Add-KrOpenApiNoSuch' is not a known command." \
    "1:22: command: 'Add-KrApiKeyAuthentication' is a command of Kestrun that is not supported yet."
finds "a command that will not come" 'Get-Service' "1:1: command: 'Get-Service' is not supported. Windows services. Elsewhere use \`systemctl\`."
finds "in a route" 'Add-KrMapRoute -Verbs Get -Pattern / -ScriptBlock { Write-KrTextRespons hi }' \
    "1:53: command: 'Write-KrTextRespons' is not a known command. Did you mean 'Write-KrTextResponse'?"

# --- parameters ---
finds "parameters" 'Get-ChildItem -Recurs -Pth x -ea Stop -lp y -Verbose' \
    "1:23: parameter: '-Pth' is not a known parameter of Get-ChildItem. Did you mean '-Path'?"
finds "through an alias" 'gci -Pth x' "1:5: parameter: '-Pth' is not a known parameter of Get-ChildItem. Did you mean '-Path'?"
finds "splatting and the end of parameters" '$a = @{ Path = 1 }; Get-Item @a -- -Pth'
finds "of functions" 'function f { [CmdletBinding()] param([int]$Count) }; f -Cuont 1; function g($x) { }; g -y 1' \
    "1:56: parameter: '-Cuont' is not a parameter of f. Did you mean '-Count'?"

# --- types and members ---
finds "types" '[strng]1; $x -is [DateTme]; New-Object System.Collections.ArrayLst' \
    "1:2: type: 'strng' is not a known type. Did you mean 'string'?" \
    "1:19: type: 'DateTme' is not a known type. Did you mean 'datetime'?" \
    "1:40: type: 'System.Collections.ArrayLst' is not a known type. Did you mean 'System.Collections.ArrayList'?"
finds "members" '$d = [datetime]"2024-01-01"; $d.Yaer; $d.Year; [guid]::NewGid(); $unknown.Yaer' \
    "1:33: member: 'Yaer' is not a known member of [datetime]. Did you mean 'Year'?" \
    "1:56: member: 'NewGid' is not a known static method of [guid]. Did you mean 'NewGuid'?"
finds "classes" 'class Shop : System.Exception { [int]$Size } [Shop]::new().Size; [Shop]::new().Message; [Shop]::new().Sise' \
    "1:103: member: 'Sise' is not a known member of [Shop]. Did you mean 'Size'?"
finds "attached members" '$s = "a"; $s = Add-Member -InputObject $s -NotePropertyName N -NotePropertyValue 1 -PassThru; "a".N'

# --- what does not parse ---
finds "parse errors" 'if ($x {' "1:8: parse-error: Unexpected token '{' in expression or statement." \
    "1:8: parse-error: Missing closing ')' after expression in 'if' statement." \
    "1:8: parse-error: Missing closing '}' in statement block or type definition."

# --- files that load each other, folders ---
mkdir -p site/lib site/.hidden site/modules/tools
echo 'function Get-Price { [CmdletBinding()] param([string]$Item) Get-Tax }' >site/lib/price.ps1
echo '. $PSScriptRoot/lib/price.ps1
function Get-Tax { 1 }
Import-Module (Join-Path $PSScriptRoot modules/tools)
using-nothing; Get-Price -Itme x; Get-Tool' >site/site.ps1
echo "function Get-Tool { Get-Tol }" >site/modules/tools/tools.psm1
echo "@{ RootModule = 'tools.psm1'; ModuleVersion = '1.0' }" >site/modules/tools/tools.psd1
echo "@{ a = 1" >site/broken.psd1
echo 'Get-Nothing' >site/.hidden/x.ps1
echo 'Get-Nothing' >site/readme.txt
run site
check "a folder" "site/broken.psd1:1:3: parse-error: Missing closing '}' in statement block or type definition.
site/modules/tools/tools.psm1:1:21: command: 'Get-Tol' is not a known command. Did you mean 'Get-Tool'?
site/site.ps1:4:1: command: 'using-nothing' is not a known command.
site/site.ps1:4:26: parameter: '-Itme' is not a parameter of Get-Price. Did you mean '-Item'?
4 findings in 5 files." "$out"
# A note and its status are no finding.
finds() {
    printf '%s\n' "$2" >case.ps1
    run case.ps1
    check "$1" "$(printf 'case.ps1:%s\n' "${@:3}")" "$(sed '$d' <<<"$out")"
}
finds "a module that is not there" 'Import-Module NoSuchModule; Import-Module Other -ErrorAction Ignore; try { Import-Module Third } catch { }; Get-It' \
    "1:1: module: the module 'NoSuchModule' is not found." \
    "1:29: note: what is loaded here is known only when the script runs; unknown commands of this file are not listed."
finds "a loop over files" 'Get-ChildItem $PSScriptRoot/lib/*.ps1 | ForEach-Object { . $_.FullName }; Get-Whatever' \
    "1:60: note: what is loaded here is known only when the script runs; unknown commands of this file are not listed."
check "a note is no finding" 0 "$status"

# --- json, wrong calls ---
echo 1 >lone.ps1
run --json shop.ps1
printf %s "$out" >json.txt
check "json is an array of objects" "5 parameter Port" "$("$KESTRUN" -c "\$f = ConvertFrom-Json (Get-Content -Raw $work/json.txt); \"\$(\$f.Count) \$(\$f[0].kind) \$(\$f[0].suggestion -replace '-')\"" 2>&1 || true)"
run --json lone.ps1
check "an empty array" "[]" "$out"
run
check "no file" 2 "$status"
run no/such/file.ps1
check "no such file" 2 "$status"
has "no such file" "$err" "no/such/file.ps1"
run --nonsense x
check "no such option" 2 "$status"
run --help
has "help" "$out" "--json"

# --- silence about what works: the examples, and the cases that run without an error ---
run "$KESTRUN_SOURCE/examples"
check "the examples" "0 findings" "$(tail -1 <<<"$out" | cut -d' ' -f1-2)"
mkdir cases
for file in "$KESTRUN_SOURCE"/tests/conformance/*/*.txt; do
    awk -v prefix="cases/$(basename "$(dirname "$file")")_$(basename "$file" .txt)" '
        function done() { if (n && !bad) printf "%s", text > (prefix "_" n ".ps1"); text = ""; bad = 0; expecting = 0 }
        /^=== / { done(); n++; next }
        /^---$/ { expecting = 1; next }
        expecting { if (/^(PARSE|THROW|ERROR)\|/) bad = 1; next }
        { text = text $0 "\n" }
        END { done() }' "$file"
done
run cases
cases=$(ls cases | wc -l)
found=$(grep -vc -e ': note: ' -e ' findings* in ' <<<"$out" || true)
# A few cases name what is not there on purpose.
[ "$cases" -gt 1000 ] && [ "$found" -le $((cases / 50)) ] || fail "$found findings in $cases cases that work: $out"
finish
