#!/usr/bin/env bash
# Makes a capture: boots KERNEL_DIR (an unpacked linux-image package) in QEMU with the lab's workload. Writes memory.elf (the
# RAM, by QEMU), truth.json (the guest's own /proc) and serial.log into OUT.
#
#   capture.sh KERNEL_DIR OUT [--memory MB] [--levels 4|5] [--workload FILE] [--extra FOLDER] [--append "kernel command line"]
#
# Needs (Debian): qemu-system-x86 busybox-static cpio kmod gcc libc6-dev python3 xz-utils
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 2 ]; then
    sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
kernel=$1 out=$2
shift 2
workload=$here/guest/node.sh
extra=
options=()
while [ $# -gt 0 ]; do
    case $1 in
        --workload) workload=$2 ;;
        --extra) extra=$2 ;;
        --memory | --levels | --append | --timeout) options+=("$1" "$2") ;;
        *)
            echo "capture.sh: unknown option $1" >&2
            exit 2
            ;;
    esac
    shift 2
done

vmlinuz=$(find "$kernel" -name 'vmlinuz*' -type f | head -n 1)
if [ -z "$vmlinuz" ]; then
    echo "capture.sh: no vmlinuz below $kernel: unpack a linux-image package there (dpkg -x)" >&2
    exit 2
fi
mkdir -p "$out"
"$here/initrd.sh" "$kernel" "$workload" "$out/initrd.gz" "$extra"
"$here/capture.py" "$vmlinuz" "$out/initrd.gz" "$out" "${options[@]}"
"$here/truth.py" "$out/truth.tgz" "$out/truth.json"
rm -f "$out/qmp" "$out/truth.tgz" "$out/initrd.gz"
ls -l "$out"
