#!/bin/sh
# Makes the two archives of class data (CDS) for the JVM of the build from the classes that real commands load; START.md has
# the reasons and the figures. A different JVM, or one that finds the jars moved, ignores an archive. A failure here only costs
# start time, so it never fails the build.
# Usage: class-data.sh TARGET-FOLDER REPOSITORY
set -u
target=$1
root=$2
work=$target/class-data
rm -rf "$work" "$target"/lib/*.jsa
mkdir -p "$work" || exit 0

run=0
command() {
    run=$((run + 1))
    NODEMEM_CACHE=$work/cache XDG_STATE_HOME=$work NODEMEM_JAVA_OPTS="-XX:DumpLoadedClassList=$work/$run.classes" \
        "$target/nodemem" "$@" >/dev/null 2>&1 </dev/null
}

# Usage: archive NAME. Archives the classes that the commands run so far have loaded.
archive() {
    cat "$work"/*.classes 2>/dev/null | awk '!seen[$0]++' >"$work/all"
    if [ -s "$work/all" ]; then
        # Only G1 can archive heap objects.
        "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseG1GC -Xshare:dump -XX:SharedClassListFile="$work/all" \
            -XX:SharedArchiveFile="$target/lib/$1.jsa" -jar "$target/lib/node-memory-shell.jar" >/dev/null 2>&1
    fi
}

image=$(find "$root/samples" \( -name "*.avml" -o -name "*.lime" \) 2>/dev/null | sort | head -n 1)
if [ -n "$image" ]; then
    command analyze "$image" --symbols "${image%/*}" --store "$work/store"
    command analyze "$image" --store "$work/store"
    for format in table json csv; do
        command query --store "$work/store" --format $format \
            "tasks.where { uid == 0 && name =~ /^k/ }.select { [pid, name, parent.name, cmdline, start_time] }.orderBy { pid }.limit(9)"
    done
    command query --store "$work/store" "credentials.where { 'CAP_SYS_ADMIN' in effective }.by(uid)"
    command captures list --store "$work/store"
    command inspect "$image" --symbols "${image%/*}" "symbol('init_task').comm" "disasm('x64_sys_call', 9)"
    command image info "$image"
fi
command --version
command tables
command help query

archive nodemem

rm -f "$work"/*.classes
if [ -n "$image" ]; then
    command image convert "$image" "$work/lime" --to lime
    tail -c 4194304 "$work/lime" >"$work/raw"
    command image convert "$work/raw" "$work/avml" --to avml
    command image convert "$work/avml" "$work/again" --to raw
    command image convert "$work/avml" "$work/whole" --to lime
    archive convert
fi
rm -rf "$work"
exit 0
