# Shared by ./run, ./test, .ci/run and the scripts beside this file; sourced, not run.
# shellcheck shell=bash
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(nproc 2>/dev/null || echo 2)

# Paths of the sources stay out of the compiler cache's keys, so that every clone shares it.
export CCACHE_NOHASHDIR=true CCACHE_BASEDIR="$root"

# need_packages LIST...: installs what the package lists name and the machine lacks; silent when nothing is missing.
need_packages() {
    local -a wanted missing=() as_root=()
    mapfile -t wanted < <(sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$@")
    if ! command -v dpkg-query >/dev/null; then
        # Not a Debian: the build says what it does not find.
        return 0
    fi
    local package
    for package in "${wanted[@]}"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "Installing ${#missing[@]} packages: ${missing[*]}" >&2
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "These packages are missing, and installing them takes root: apt-get install ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    {
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
            "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
    } </dev/null >&2 || {
        echo "Could not install: ${missing[*]}" >&2
        return 1
    }
}

# configure PRESET [-DOPTION=VALUE...]: configures build/PRESET where that has not happened yet or an option has another value.
configure() {
    local preset=$1 option cache=$root/build/$1/CMakeCache.txt stale=
    shift
    [ -f "$root/build/$preset/build.ninja" ] || stale=1
    for option in "$@"; do
        grep -qE "^${option%%=*}:[A-Z]+=${option#*=}\$" <(sed 's/^/-D/' "$cache" 2>/dev/null) || stale=1
    done
    [ -z "$stale" ] || (cd "$root" && cmake --preset "$preset" "$@") >"$root/build/.configure-$preset.log" 2>&1 || {
        cat "$root/build/.configure-$preset.log" >&2
        return 1
    }
}

# build PRESET TARGET...: progress on a terminal, else only what goes wrong.
build() {
    local preset=$1
    shift
    if [ -t 2 ]; then
        ninja -C "$root/build/$preset" "$@" >&2
    else
        ninja -C "$root/build/$preset" --quiet "$@" 2>&1 | grep -vE '^ninja: no work to do|^-- ' >&2
        return "${PIPESTATUS[0]}"
    fi
}

# run_ctest PRESET [CTEST ARGUMENTS...]: runs the tests in parallel and adds to the counts in $passed, $failed and $skipped.
run_ctest() {
    local preset=$1 report=$root/build/$1/test-report.xml
    shift
    rm -f "$report"
    ctest --test-dir "$root/build/$preset" --parallel "$jobs" --output-on-failure --no-tests=error --output-junit "$report" "$@" \
        </dev/null | grep -vE '^ *[0-9]+/[0-9]+ Test .* Passed |^ *Start '
    local status=${PIPESTATUS[0]}
    local ran_badly
    if [ -f "$report" ]; then
        ran_badly=$(grep -cE '<testcase .*status="fail"' "$report")
        passed=$((passed + $(grep -cE '<testcase .*status="run"' "$report")))
        failed=$((failed + ran_badly))
        skipped=$((skipped + $(grep -cE '<testcase .*status="(notrun|disabled)"' "$report")))
    fi
    # A run that ended badly without a failing test (no test at all, a program that was not built) is a failure too.
    if [ "$status" -ne 0 ] && [ "${ran_badly:-0}" -eq 0 ]; then failed=$((failed + 1)); fi
    return "$status"
}

# Last line of ./test and .ci/run.
print_counts() {
    if [ "$skipped" -gt 0 ]; then
        echo "$passed passed, $failed failed, $skipped skipped"
    else
        echo "$passed passed, $failed failed"
    fi
}

passed=0 failed=0 skipped=0
