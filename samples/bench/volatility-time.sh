#!/usr/bin/env bash
# volatility-time.sh IMAGE SYMBOLS: runs all plugins of Volatility 3 one after the other, then analyses of the same image, in
# one session. Prints wall-clock time, CPU time and peak resident memory. VOLATILITY="vol -s SYMBOLS_FOLDER" is the command
# of Volatility 3. PLUGINS replaces the list of plugins of version 2.11. RESULTS.md has figures.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
nodemem=${NODEMEM:-$here/shell/target/nodemem}
[ $# -eq 2 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
[ -n "${VOLATILITY:-}" ] || { echo "SKIPPED: VOLATILITY is not set; set it to the command of Volatility 3" >&2; exit 77; }
[ -x "$nodemem" ] || { echo "volatility-time.sh: $nodemem is missing: run 'mvn package' first" >&2; exit 2; }
[ -x /usr/bin/time ] || { echo "volatility-time.sh: /usr/bin/time is missing: install the package time" >&2; exit 2; }
image=$(realpath "$1")
symbols=$(realpath "$2")
plugins=${PLUGINS:-pslist.PsList pstree.PsTree psaux.PsAux pidhashtable.PIDHashTable envars.Envars bash.Bash
    capabilities.Capabilities check_creds.Check_creds ptrace.Ptrace proc.Maps malfind.Malfind elfs.Elfs
    library_list.LibraryList lsof.Lsof mountinfo.MountInfo pagecache.Files sockstat.Sockstat netfilter.Netfilter lsmod.Lsmod
    check_modules.Check_modules check_syscall.Check_syscall check_idt.Check_idt check_afinfo.Check_afinfo
    tty_check.tty_check keyboard_notifiers.Keyboard_notifiers ebpf.EBPF iomem.IOMem kmsg.Kmsg psscan.PsScan}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export XDG_CACHE_HOME=$folder/cache
uptime
echo "| command | wall clock | CPU time | peak RSS |"
echo "|---|---|---|---|"

# measure NAME COMMAND...: prints one line; the time of a plugin that ends with an error counts too
measure() {
    local name=$1
    shift
    /usr/bin/time -q -o "$folder/time" -f '%e %U %S %M' "$@" > /dev/null 2>&1 || name="$name (error)"
    tail -1 "$folder/time" >> "$folder/all"
    awk -v name="$name" '{ printf "| %s | %.2f s | %.2f s | %d MB |\n", name, $1, $2 + $3, $4 / 1024 }' "$folder/time"
}

total() {
    awk -v name="$1" '{ clock += $1; spent += $2 + $3; if ($4 > most) most = $4 }
        END { printf "| %s | %.2f s | %.2f s | %d MB |\n", name, clock, spent, most / 1024 }' "$folder/all"
    rm "$folder/all"
}

for plugin in $plugins; do
    # shellcheck disable=SC2086 # the command may have options
    measure "linux.$plugin" $VOLATILITY -q -r json -f "$image" "linux.$plugin"
done
total "all plugins of Volatility 3"
"$nodemem" analyze "$image" --symbols "$symbols" --store "$folder/first" > /dev/null 2>&1
rm "$folder"/all 2> /dev/null || true
for run in 1 2 3 4 5; do
    measure "analyze, run $run" "$nodemem" analyze "$image" --symbols "$symbols" --store "$folder/store$run"
done
uptime
