#!/usr/bin/env bash
# symbols.sh VMLINUX IMAGE: times the building and opening of symbols by whole runs of the command, and prints a table.
#   VMLINUX  a kernel with DWARF (of Debian's -dbg package); IMAGE is a memory image of the same kernel
#   DWARF2JSON=COMMAND  also runs dwarf2json on the same file, in the same session, and compares the two files
#   VOLATILITY=COMMAND  runs Volatility 3 with both files and compares the output of its plugins
# Run it on a quiet machine: figures are wall-clock time and peak resident memory, including the start of the JVM.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
nodemem=$here/shell/target/nodemem
if [ $# -ne 2 ]; then
    sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
[ -x "$nodemem" ] || { echo "symbols.sh: $nodemem is missing: run 'mvn package' first" >&2; exit 2; }
[ -x /usr/bin/time ] || { echo "symbols.sh: /usr/bin/time is missing: install the package time" >&2; exit 2; }
vmlinux=$(realpath "$1")
image=$(realpath "$2")
runs=${RUNS:-5}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export XDG_CACHE_HOME=$folder/cache NODEMEM_CACHE=$folder/symbols NODEMEM_OFFLINE=1

# measure NAME COMMAND...: prints the median and the worst time of the runs; writes the median in milliseconds to ./median
measure() {
    name=$1
    shift
    : > ./times
    for _ in $(seq "$runs"); do
        /usr/bin/time -a -o times -f '%e %M %U' "$@" > /dev/null 2>> errors || { cat errors >&2; exit 1; }
    done
    sort -n times | awk -v name="$name" '
        { wall[NR] = $1; user[NR] = $3; if ($2 > memory) memory = $2 }
        END { middle = int((NR + 1) / 2)
              printf "| %s | %.2f s | %.2f s | %.2f s | %d MB |\n", name, wall[middle], wall[NR], user[middle], memory / 1024
              printf "%d\n", wall[middle] * 1000 > "median" }'
}

cat "$vmlinux" > /dev/null
echo "Load before: $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) processors, $(stat -c %s "$vmlinux") bytes of vmlinux"
echo
echo "| command | median | worst | user time | peak RSS |"
echo "|---|---|---|---|---|"
echo '{"symbols":{"_text":{"address":1}}}' > tiny.json
measure "symbols info of a file with one symbol" "$nodemem" symbols info tiny.json
start=$(cat median)
measure "symbols build, to JSON" "$nodemem" symbols build "$vmlinux" -o ours.json
ours=$(cat median)
"$nodemem" symbols build "$vmlinux" -o ours.json.xz
measure "symbols info of a .json.xz, no cache" "$nodemem" symbols info ours.json.xz
isf=$(cat median)
"$nodemem" symbols find "$image" --symbols ours.json.xz > /dev/null
measure "symbols info of the same in the cache" "$nodemem" symbols info "$(find "$NODEMEM_CACHE" -type f -size +1M | head -1)"
cached=$(cat median)
measure "symbols find, image opened, symbols cached" "$nodemem" symbols find "$image"
if [ -n "${DWARF2JSON:-}" ]; then
    # shellcheck disable=SC2086 # the command may have options
    measure "dwarf2json linux --elf" $DWARF2JSON linux --elf "$vmlinux"
    theirs=$(cat median)
fi
echo
echo "* from a .json.xz: $isf ms including the start of the JVM"
echo "* cached: $((cached - start)) ms more than a file with one symbol; this includes counting all names"
if [ -n "${DWARF2JSON:-}" ]; then
    echo "* $((theirs * 10 / ours / 10)).$((theirs * 10 / ours % 10)) times as fast as dwarf2json"
    $DWARF2JSON linux --elf "$vmlinux" > theirs.json
    echo "* compared with dwarf2json's file: $("$nodemem" symbols compare ours.json theirs.json 2>&1 > differences | sed 's/^nodemem: //')"
    cut -c1-160 differences
fi
if [ -n "${VOLATILITY:-}" ] && [ -n "${DWARF2JSON:-}" ]; then
    mkdir -p of-ours/linux of-theirs/linux
    cp ours.json of-ours/linux/
    cp theirs.json of-theirs/linux/
    for plugin in linux.pslist linux.psaux linux.lsof linux.mountinfo linux.lsmod linux.proc.Maps linux.sockstat linux.check_syscall; do
        for side in ours theirs; do
            # shellcheck disable=SC2086 # the command may have options
            XDG_CACHE_HOME=$folder/vol-$side $VOLATILITY -q -s "$folder/of-$side" -f "$image" "$plugin" > "$plugin.$side" 2>> errors || true
        done
        same=different
        cmp -s "$plugin.ours" "$plugin.theirs" && same=identical
        echo "* Volatility 3, $plugin: $(grep -c . "$plugin.theirs") lines, $same"
    done
fi
echo
echo "Load after: $(cut -d' ' -f1-3 /proc/loadavg)"
