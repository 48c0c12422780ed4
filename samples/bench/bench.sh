#!/usr/bin/env bash
# bench.sh [IMAGE SYMBOLS]: times whole runs of the command, start of the JVM included, and prints a table.
# Without arguments on the sample. Run it on a quiet machine: every figure is wall clock and peak resident memory.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
nodemem=$here/shell/target/nodemem
image=${1:-$here/samples/node/node.avml}
symbols=${2:-$here/samples/node/symbols.json.xz}
runs=${RUNS:-5}
[ -x "$nodemem" ] || { echo "bench.sh: $nodemem is missing: run 'mvn package' first" >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# measure NAME COMMAND...: the median and the worst of the runs
measure() {
    name=$1
    shift
    : > times
    for _ in $(seq "$runs"); do
        /usr/bin/time -a -o times -f '%e %M' "$@" > /dev/null 2>> errors || { cat errors >&2; exit 1; }
    done
    sort -n times | awk -v name="$name" '
        { wall[NR] = $1; if ($2 > memory) memory = $2 }
        END { printf "| %s | %.2f s | %.2f s | %d MB |\n", name, wall[int((NR + 1) / 2)], wall[NR], memory / 1024 }'
}

echo "| command | median | worst | most resident |"
echo "|---|---|---|---|"
measure "nodemem --version" "$nodemem" --version
"$nodemem" analyze "$image" --symbols "$symbols" > /dev/null 2>&1
measure "analyze, all tables, symbols cached" "$nodemem" analyze "$image" --symbols "$symbols"
measure "analyze without any symbol file" "$nodemem" analyze "$image"
measure "query: count of processes" "$nodemem" query 'tasks.count()'
measure "query: root in containers, joined" "$nodemem" query 'tasks.where { uid == 0 && container }.select { [pid, name, container.pod_name] }'
