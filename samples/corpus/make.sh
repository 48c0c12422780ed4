#!/usr/bin/env bash
# Makes one capture of this folder anew: make.sh KERNEL_DIR VMLINUX NAME [--levels 4|5] [--image MEMORY_ELF]
#   KERNEL_DIR  an unpacked linux-image package (dpkg -x); VMLINUX is the same kernel with DWARF, from its -dbg package
#   MEMORY_ELF  cuts this image of an earlier capture again, after tables were added; truth.json then stays unchanged
# Needs a built nodemem and the packages of ../lab/README.md. If WORK names a folder, the whole capture is kept there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 3 ]; then
    sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
kernel=$1 vmlinux=$2 name=$3
shift 3
levels=4 memory=''
while [ $# -gt 0 ]; do
    case $1 in
        --levels) levels=$2 ;;
        --image) memory=$2 ;;
        *)
            echo "make.sh: unknown option $1" >&2
            exit 2
            ;;
    esac
    shift 2
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
work=${WORK:-$scratch}
out=$here/$name
mkdir -p "$work" "$out"

if [ -z "$memory" ]; then
    root=$scratch/extra/root
    mkdir -p "$root/bin"
    gcc -O1 -s -Wall -Wextra -pthread -o "$root/bin/work" "$here/work.c"
    cp /bin/bash "$root/bin/"
    ldd "$root/bin/bash" "$root/bin/work" | grep -o '/[^ ]*lib[^ ]*' | sort -u | while read -r library; do
        install -D "$library" "$root$library"
    done
    "$here/../lab/capture.sh" "$kernel" "$work" --memory 96 --levels "$levels" --append init_on_free=1 \
        --workload "$here/node.sh" --extra "$scratch/extra"
    memory=$work/memory.elf
    cp "$work/truth.json" "$out/"
fi
"$here/../../shell/target/nodemem" symbols build "$vmlinux" -o "$work/symbols.json.xz"
rm -f "$out/symbols.json.xz" "$out/node.avml"
java -cp "$here/../../shell/target/lib/*" "$here/Cut.java" "$memory" "$work/symbols.json.xz" "$out"
chmod 644 "$out"/*
ls -l "$out"
