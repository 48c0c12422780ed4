#!/usr/bin/env bash
# initrd.sh KERNEL_DIR WORKLOAD OUT [EXTRA]: makes the guest's initramfs. It has busybox, the lab's program under all its
# names, a few modules, and the contents of the folder EXTRA in /extra.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernel=$1 workload=$2 out=$3 extra=${4-}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

mkdir -p "$root"/{bin,dev,etc,lib,mnt,proc,run,sys,tmp,usr/bin,usr/sbin,var/log}
busybox=$(command -v busybox)
if ldd "$busybox" >/dev/null 2>&1; then
    echo "initrd.sh: $busybox is not static: install busybox-static" >&2
    exit 1
fi
cp "$busybox" "$root/bin/busybox"
for applet in $(busybox --list | grep -vx busybox); do
    ln -s busybox "$root/bin/$applet"
done

gcc -Os -s -Wall -Wextra -static -pthread -o "$root/usr/bin/lab" "$here"/guest/*.c
for name in kubelet containerd containerd-shim-runc-v2 internet; do
    ln "$root/usr/bin/lab" "$root/usr/bin/$name"
done
ln "$root/usr/bin/lab" "$root/usr/sbin/sshd"
install -m 755 "$here/guest/init" "$root/init"
install -m 755 "$here/guest/truth.sh" "$root/truth.sh"
install -m 644 "$workload" "$root/node.sh"
if [ -n "$extra" ]; then
    cp -r "$extra" "$root/extra"
fi

modules=$(echo "$kernel"/lib/modules/* "$kernel"/usr/lib/modules/* | tr ' ' '\n' | grep -v '\*' | head -n 1)
release=$(basename "$modules")
tree=$root/.tree
mkdir -p "$tree/lib/modules"
cp -a "$modules" "$tree/lib/modules/"
find "$tree" -name '*.ko.xz' -exec xz -d {} +
/sbin/depmod -b "$tree" "$release"
for module in qemu_fw_cfg virtio_pci virtio_blk overlay veth binfmt_misc; do
    /sbin/modprobe -d "$tree" -S "$release" --show-depends "$module" 2>/dev/null || true
done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | sort -u | while read -r file; do
    install -D -m 644 "$file" "$root/${file#"$tree"/}"
done
cp "$tree/lib/modules/$release"/modules.{order,builtin,builtin.modinfo} "$root/lib/modules/$release/" 2>/dev/null || true
rm -rf "$tree"
/sbin/depmod -b "$root" "$release"
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -9) >"$out"
