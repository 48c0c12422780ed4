#!/usr/bin/env bash
# A real capture without a cluster: boots a Debian kernel in QEMU in place of a node. Captures it while it runs, through
# a root shell on a virtio port, as `nodemem capture --exec` captures a machine through ssh.
#
#   capture-demo.sh KERNEL_DIR OUT [--full] [--avml FILE] [--memory MB]
#
# Writes OUT/targeted.avml with its manifest and analyzes it into OUT/evidence. --full also writes OUT/full.avml; --avml
# also writes OUT/avml.avml, with AVML as the reader. OUT/before.txt and OUT/after.txt list the guest's own processes
# (pid|name|exe) before and after the captures.
#
# KERNEL_DIR is an unpacked linux-image package (dpkg -x). NODEMEM names the command if it is not on the PATH.
# Needs (Debian): qemu-system-x86 busybox-static cpio kmod python3 xz-utils
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 2 ]; then
    sed -n '2,12s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
kernel=$1 out=$2 memory=2048 kinds=(targeted) avml=
shift 2
while [ $# -gt 0 ]; do
    case $1 in
        --full) kinds+=(full) ;;
        --avml)
            kinds+=(avml)
            avml=$2
            shift
            ;;
        --memory)
            memory=$2
            shift
            ;;
        *)
            echo "capture-demo.sh: unknown option $1" >&2
            exit 2
            ;;
    esac
    shift
done
vmlinuz=$(find "$kernel" -name 'vmlinuz*' -type f | head -n 1)
if [ -z "$vmlinuz" ]; then
    echo "capture-demo.sh: no vmlinuz below $kernel: unpack a linux-image package there (dpkg -x)" >&2
    exit 2
fi
mkdir -p "$out"
root=$(mktemp -d)
machine=
trap '[ -z "$machine" ] || kill "$machine" 2>/dev/null; rm -rf "$root"' EXIT

# The guest: busybox, the modules of the virtio port, a root shell on the port, and some processes.
modules="virtio virtio_ring virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_console"
mkdir -p "$root"/initrd/{bin,dev,proc,sys,tmp,modules}
cp "$(command -v busybox)" "$root/initrd/bin/busybox"
for applet in $(busybox --list | grep -vx busybox); do
    ln -s busybox "$root/initrd/bin/$applet"
done
for module in $modules; do
    file=$(find "$kernel" -name "$module.ko*" | head -n 1)
    case $file in
        "") ;; # built in
        *.xz) xz -dc "$file" >"$root/initrd/modules/$module.ko" ;;
        *) cp "$file" "$root/initrd/modules/$module.ko" ;;
    esac
done
if [ -n "$avml" ]; then
    # The libraries that AVML needs; a static AVML needs none.
    for library in $(ldd "$avml" 2>/dev/null | grep -o '/[^ )]*' || true); do
        install -D "$library" "$root/initrd$library"
    done
fi
cat >"$root/initrd/init" <<INIT
#!/bin/busybox sh
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t tmpfs tmpfs /tmp
hostname demo-node
# Loads the list twice: the order of virtio and virtio_ring differs between kernels.
for module in $modules $modules; do
    [ ! -f /modules/\$module.ko ] || [ -d /sys/module/\$module ] || insmod /modules/\$module.ko
done
cp /bin/busybox /tmp/kworker
(exec -a sleep /tmp/kworker 99999) &
until [ "\$(readlink /proc/\$!/exe)" = /tmp/kworker ]; do
    sleep 1
done
rm /tmp/kworker
until [ -e /dev/vport0p1 ]; do
    sleep 1
done
echo DEMO-READY
while :; do
    sh <>/dev/vport0p1 >&0 2>/dev/null
    sleep 1
done
INIT
chmod +x "$root/initrd/init"
(cd "$root/initrd" && find . | cpio -o -H newc --quiet | gzip -1) >"$root/initrd.gz"

# cx16=off: QEMU 7.2's emulation of cmpxchg16b is wrong under load. no_timer_check: on a busy host the kernel's timer test
# fails, which is a panic. erms=off, fsrm=off: an emulated processor copies byte by byte slowly.
qemu-system-x86_64 -machine q35 -cpu max,cx16=off,la57=off,erms=off,fsrm=off -smp 2 -m "$memory" -accel tcg,thread=multi \
    -kernel "$vmlinuz" -initrd "$root/initrd.gz" -append "console=ttyS0 quiet panic=-1 no_timer_check" -display none -net none -no-reboot \
    -serial "file:$out/serial.log" -device virtio-serial \
    -chardev "socket,path=$root/port,server=on,wait=off,id=port" -device virtserialport,chardev=port,name=node &
machine=$!
for _ in $(seq 300); do
    grep -qs DEMO-READY "$out/serial.log" && break
    kill -0 "$machine" 2>/dev/null || {
        echo "capture-demo.sh: the guest ended; $out/serial.log holds its last messages" >&2
        exit 1
    }
    sleep 1
done

shell="'$here/port-shell.py' '$root/port'"

# processes FILE: writes the processes that the guest's own /proc lists
processes() {
    # shellcheck disable=SC2016 # the guest expands the variables
    "$here/port-shell.py" "$root/port" \
        'for p in /proc/[0-9]*; do read -r name <$p/comm && echo "${p#/proc/}|$name|$(readlink $p/exe)"; done' >"$1"
}

processes "$out/before.txt"
for kind in "${kinds[@]}"; do
    options=(--reason "demonstration" -o "$out/$kind.avml" --store "$out/evidence" --name "$kind")
    case $kind in
        full) options+=(--full) ;;
        avml) options+=(--avml "$avml") ;;
    esac
    status=0
    "${NODEMEM:-nodemem}" capture --exec "$shell" "${options[@]}" || status=$?
    # 3: something could not be looked at, and the command reported it; this is normal on a running node.
    [ $status -eq 0 ] || [ $status -eq 3 ] || exit $status
done
processes "$out/after.txt"
"${NODEMEM:-nodemem}" query --store "$out/evidence" 'tasks.where { exe_deleted }.select { [pid, name, exe] }'
