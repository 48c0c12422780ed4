#!/usr/bin/env bash
# Boots Debian kernels, captures them and compares every table with the guest's own /proc: runs the truth tests of the
# module kernel over the new captures. Exit status 0 if no row differs.
#
#   compare.sh [--memory MB] [--levels 4|5] [--vmlinux FILE] [--out FOLDER] KERNEL...
#
# KERNEL is an unpacked linux-image package, or a release that apt can download (6.1.0-54-cloud-amd64). Each kernel is booted
# with four and with five levels of page tables, or only with the levels of --levels. Symbols come from the image itself. With
# --vmlinux (for one kernel) the kernel's code is compared too. With --out the captures are kept in FOLDER.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
usage() {
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
}
memory=128 levels="4 5" vmlinux='' out=''
while [ $# -gt 0 ]; do
    case $1 in
        --memory) memory=${2-} ;;
        --levels) levels=${2-} ;;
        --vmlinux) vmlinux=$(realpath "${2-}") ;;
        --out) out=${2-} ;;
        -*) usage ;;
        *) break ;;
    esac
    [ $# -gt 1 ] || usage
    shift 2
done
[ $# -gt 0 ] || usage
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$(realpath -m "${out:-$work/captures}")
mkdir -p "$out"

# unpack RELEASE: unpacks the packages of a release; newer suites split a kernel into two packages
unpack() {
    mkdir -p "$work/$1"
    (
        cd "$work/$1"
        apt-get download "linux-image-$1" >&2
        apt-get download "linux-binary-$1" "linux-modules-$1" >/dev/null 2>&1 || true
        for package in *.deb; do dpkg-deb -x "$package" .; done
        rm ./*.deb
    )
    echo "$work/$1"
}

for kernel in "$@"; do
    folder=$kernel
    [ -d "$kernel" ] || folder=$(unpack "$kernel") || {
        echo "compare.sh: $kernel is not a folder, and apt has no package linux-image-$kernel" >&2
        exit 2
    }
    for level in $levels; do
        capture=$out/$(basename "$kernel")-${level}level
        # On a busy host an emulated guest sometimes hangs in its first second.
        "$here/capture.sh" "$folder" "$capture" --memory "$memory" --levels "$level" --timeout 180 ||
            "$here/capture.sh" "$folder" "$capture" --memory "$memory" --levels "$level"
        [ -z "$vmlinux" ] || ln -sfn "$vmlinux" "$capture/vmlinux"
    done
done
cd "$here/../.."
mvn -B -ntp -q test -pl kernel -Dtest='*TruthTest' -Dnodemem.corpus="$out" -Dspotless.check.skip
echo "compare.sh: every table is equal to the guests' /proc, on $(find "$out" -name truth.json | wc -l) captures"
