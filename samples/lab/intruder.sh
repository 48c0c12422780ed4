#!/usr/bin/env bash
# Makes a capture of a node with rootkits in its kernel: builds the modules of intruder/ and boots the node with them. Writes
# the files of capture.sh into OUT, and intrusions.txt with one intrusion per line. Without HEADERS_DIR the node is the
# same and clean.
#
#   intruder.sh KERNEL_DIR OUT [--headers HEADERS_DIR] [options of capture.sh]
#
# HEADERS_DIR: linux-headers-…, its -common and linux-kbuild packages, all unpacked there (dpkg -x). A module fits only the
# kernel it was built for, so the headers must be of the same release. If their tools need a newer C library than this
# machine has, unpack libc6 of that Debian there too. CC is the compiler (gcc).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 2 ]; then
    sed -n '2,12s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
kernel=$1 out=$2
shift 2
headers=
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/extra" "$out"
if [ "${1-}" = --headers ]; then
    headers=$2
    shift 2
    touch "$work/extra/programs"
elif [ "${1-}" = --programs ]; then
    shift
    touch "$work/extra/programs"
fi
cat "$here/guest/node.sh" "$here/intruder/workload.sh" >"$work/node.sh"

if [ -n "$headers" ]; then
    # Debian's headers contain absolute paths, and the name of the compiler that built the kernel.
    source=$(find "$headers/usr/src" -maxdepth 1 -name 'linux-headers-*-amd64' | head -n 1)
    cp -a "$headers/usr" "$work/usr"
    build=$work/usr/src/$(basename "$source")
    sed -i "s#/usr/#$work/usr/#" "$build/Makefile"
    mkdir "$work/modules"
    cp "$here"/intruder/{Makefile,*.c,*.h} "$work/modules/"
    # Built without BTF; the modules' behaviour is the same.
    rm -f "$build/vmlinux"
    libraries=$work/usr/lib/x86_64-linux-gnu
    if [ -f "$libraries/libc.so.6" ]; then
        find "$work"/usr/lib/linux-kbuild-* -type f -perm -u+x -name '*.real-*' | while read -r tool; do
            mv "$tool" "$tool.program"
            printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' "$libraries/ld-linux-x86-64.so.2" "$libraries" "$tool.program" >"$tool"
            chmod +x "$tool"
        done
    fi
    compiler=${CC:-gcc}
    flags=()
    if ! "$compiler" -fmin-function-alignment=16 -x c -c -o /dev/null - </dev/null 2>/dev/null; then
        flags+=(CONFIG_CC_HAS_MIN_FUNCTION_ALIGNMENT=)
    fi
    make -C "$build" M="$work/modules" CC="$compiler" "${flags[@]}" modules >"$out/modules.log" 2>&1 || {
        tail -n 20 "$out/modules.log" >&2
        exit 1
    }
    cp "$work"/modules/*.ko "$work/extra/"
fi

"$here/capture.sh" "$kernel" "$out" --workload "$work/node.sh" --extra "$work/extra" "$@"
sed -n 's/^lab: intrusion \([a-z_]*\).*/\1/p' "$out/serial.log" >"$out/intrusions.txt"
[ -s "$out/intrusions.txt" ] || rm "$out/intrusions.txt"
