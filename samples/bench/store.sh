#!/usr/bin/env bash
# store.sh IMAGE SYMBOLS [COUNT]: measures the speed of rows into a store, their size in it, and the time of a check of one of
# COUNT captures (100), in a file; with POSTGRES=jdbc:postgresql://… (an empty database) also on a server. RESULTS-store.md
# has figures. WORK names a folder with space: 100 captures of 5,000 processes are 2.4 GB in a file, 10 GB on a server.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
target=$here/shell/target
image=$(realpath "$1")
symbols=$(realpath "$2")
count=${3:-100}
runs=${RUNS:-5}
folder=$(mktemp -d -p "${WORK:-${TMPDIR:-/tmp}}")
trap 'rm -rf "$folder"' EXIT
cd "$folder"
fleet() {
    java -cp "$target/lib/*" "$here/samples/bench/$1.java" "${@:2}"
}
check() { # STORE POLICY...
    for _ in $(seq "$runs"); do
        /usr/bin/time -a -o "times" -f '%e s, user time %U s, %M KB' "$target/nodemem" check "${@:2}" \
            --store "$1" --capture $((count / 2)) > /dev/null || [ $? -lt 2 ]
    done
    sed '/^Command exited/d' times
    rm times
}
uptime
"$target/nodemem" analyze "$image" --symbols "$symbols" --store one > /dev/null
for store in fleet ${POSTGRES:+"$POSTGRES"}; do
    echo "== $(sed 's/\?.*//; s|//[^/]*@|//|' <<< "$store"): the last of $count copies"
    fleet Fleet one "$store" "$count" | tail -3
    if [ "$store" = fleet ]; then
        ls -l fleet.mv.db
    fi
    echo "== check kubernetes, one process per run"
    check "$store" kubernetes
    echo "== check kubernetes changes --baseline, one process per run"
    check "$store" kubernetes changes --baseline 1
    echo "== check kubernetes in a running program"
    fleet FleetCheck "$store" $((count / 2)) - kubernetes
    echo "== captures delete"
    time "$target/nodemem" captures delete "$count" --store "$store"
done
uptime
