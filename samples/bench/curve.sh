#!/usr/bin/env bash
# curve.sh SYMBOLS IMAGE...: measures how the time of an analysis grows with the load of a node; prints a line per image.
# CPU time includes all threads and depends less on other load than wall-clock time. RESULTS.md has figures.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
nodemem=${NODEMEM:-$here/shell/target/nodemem}
[ $# -ge 2 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
[ -x "$nodemem" ] || { echo "curve.sh: $nodemem is missing: run 'mvn package' first" >&2; exit 2; }
[ -x /usr/bin/time ] || { echo "curve.sh: /usr/bin/time is missing: install the package time" >&2; exit 2; }
symbols=$(realpath "$1")
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export XDG_CACHE_HOME=$folder/cache
echo "| processes | open files | mapped areas | rows | wall clock | CPU time | per row | peak RSS |"
echo "|---|---|---|---|---|---|---|---|"
for image in "$@"; do
    # The first run fills the symbol cache and the page cache
    "$nodemem" analyze "$image" --symbols "$symbols" --store "$folder/first" > /dev/null 2>&1
    rm -f "$folder"/first*
    /usr/bin/time -o "$folder/time" -f 'spent %e %U %S %M' "$nodemem" analyze "$image" --symbols "$symbols" \
        --store "$folder/one" 2> "$folder/told" > /dev/null
    # "rows  tasks 1,204, threads 1,249, …"
    { sed -n 's/^rows *//p' "$folder/told"; cat "$folder/time"; } | awk '
        NR == 1 { n = split($0, tables, ", "); for (i = 1; i <= n; i++) {
            split(tables[i], pair, " "); gsub(",", "", pair[2]); of[pair[1]] = pair[2]; rows += pair[2] } }
        /^spent/ { printf "| %d | %d | %d | %d | %.1f s | %.1f s | %.1f µs | %d MB |\n", of["tasks"], of["open_files"],
            of["memory_maps"], rows, $2, $3 + $4, ($3 + $4) * 1e6 / rows, $5 / 1024 }'
    rm -f "$folder"/one*
done
