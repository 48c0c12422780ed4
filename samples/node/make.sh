#!/usr/bin/env bash
# Makes this folder's files anew: make.sh KERNEL_DIR VMLINUX [MEMORY_ELF]
#   KERNEL_DIR  an unpacked linux-image package (dpkg -x); VMLINUX is the same kernel with DWARF, from its -dbg package
#   MEMORY_ELF  cuts this image of an earlier capture again, after tables were added; truth.json then stays unchanged
set -euo pipefail
if [ $# -lt 2 ]; then
    sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
memory=${3:-$work/memory.elf}
if [ $# -lt 3 ]; then
    "$here/../lab/capture.sh" "$1" "$work" --memory 96 --append init_on_free=1
    cp "$work/truth.json" "$here/"
fi
rm -f "$here/symbols.json.xz"
"$here/../../shell/target/nodemem" symbols build "$2" -o "$here/symbols.json.xz"
"$here/../lab/keep-pages.sh" "$memory" "$here/symbols.json.xz" "$here/node.avml"
chmod 644 "$here"/node.avml "$here"/symbols.json.xz
ls -l "$here"
