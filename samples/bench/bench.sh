#!/usr/bin/env bash
# bench.sh [IMAGE SYMBOLS]: times whole runs of the command, including the start of the JVM, and prints a table.
# Without arguments it uses the sample. Run it on a quiet machine: figures are wall-clock time and peak resident memory.
# VOLATILITY="vol -s DIR" also runs Volatility 3 on the same image, in the same session. RESULTS.md has figures.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
nodemem=$here/shell/target/nodemem
image=$(realpath "${1:-$here/samples/node/node.avml}")
symbols=$(realpath "${2:-$here/samples/node/symbols.json.xz}")
runs=${RUNS:-5}
[ -x "$nodemem" ] || { echo "bench.sh: $nodemem is missing: run 'mvn package' first" >&2; exit 2; }
[ -x /usr/bin/time ] || { echo "bench.sh: /usr/bin/time is missing: install the package time" >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export XDG_CACHE_HOME=$folder/cache

# measure NAME COMMAND...: prints the median and the worst time of the runs
measure() {
    name=$1
    shift
    : > ./times
    for _ in $(seq "$runs"); do
        /usr/bin/time -a -o times -f '%e %M' "$@" > /dev/null 2>> errors || { cat errors >&2; exit 1; }
    done
    sort -n times | awk -v name="$name" '
        { wall[NR] = $1; if ($2 > memory) memory = $2 }
        END { printf "| %s | %.2f s | %.2f s | %d MB |\n", name, wall[int((NR + 1) / 2)], wall[NR], memory / 1024 }'
}

echo "| command | median | worst | peak RSS |"
echo "|---|---|---|---|"
measure "nodemem --version" "$nodemem" --version
"$nodemem" analyze "$image" --symbols "$symbols" > /dev/null 2>&1
measure "analyze, all tables, symbols cached" "$nodemem" analyze "$image" --symbols "$symbols"
measure "analyze without any symbol file" env XDG_CACHE_HOME="$folder/empty" "$nodemem" analyze --offline "$image"
measure "query: count of processes" "$nodemem" query 'tasks.count()'
measure "query: root in containers, joined" "$nodemem" query 'tasks.where { uid == 0 && container }.select { [pid, name, container.pod_name] }'

# The time of one more query in a running shell: 200 queries, minus the start of the shell.
in_shell() {
    for _ in $(seq "$1"); do
        echo 'tasks.where { uid == 0 && container }.select { [pid, name, container.pod_name] }'
    done > script
    start=$(date +%s%N)
    "$nodemem" shell < script > /dev/null 2>> errors
    echo $((($(date +%s%N) - start) / 1000))
}
few=$(in_shell 1)
many=$(in_shell 201)
echo "| the same query in the shell | $(((many - few) / 200 / 1000)).$(((many - few) / 200 % 1000 / 100)) ms | | |"

if [ -n "${VOLATILITY:-}" ]; then
    for plugin in linux.pslist linux.mountinfo linux.lsof linux.proc.Maps; do
        # shellcheck disable=SC2086 # the command may have options
        measure "Volatility 3: $plugin" $VOLATILITY -q -f "$image" "$plugin"
    done
fi
