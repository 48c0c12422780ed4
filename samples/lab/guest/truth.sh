#!/bin/busybox sh
# shellcheck shell=dash
# Writes the guest's own /proc to the first disk as a compressed tar, one file per fact. An analysis of this machine's
# memory must report the same facts. truth.py reads the tar.
T=/tmp/truth
mkdir $T $T/sys
for process in /proc/[0-9]*; do
    to=$T/${process#/proc/}
    { [ -d "$process" ] && mkdir "$to" && cd "$process"; } || continue
    for fact in stat status mountinfo maps cgroup cmdline comm environ; do
        cat $fact >"$to/$fact" 2>/dev/null
    done
    for link in exe cwd root; do
        readlink $link >"$to/$link" 2>/dev/null
    done
    for number in fd/* ns/*; do
        [ -L "$number" ] && echo "${number#*/} $(readlink "$number")" >>"$to/${number%%/*}"
    done 2>/dev/null
    for thread in task/*; do
        echo "${thread#task/} $(cat "$thread/comm")"
    done >"$to/threads" 2>/dev/null
done
cd /proc || exit
for fact in version cmdline uptime modules iomem filesystems mounts net/tcp net/tcp6 net/udp net/unix net/netlink net/packet; do
    cat $fact >"$T/sys/$(echo $fact | tr / _)" 2>/dev/null
done
cd / || exit
for fact in kernel/debug/kprobes/list kernel/tracing/enabled_functions; do
    [ -r "/sys/$fact" ] && cat "/sys/$fact" >"$T/sys/${fact##*/}"
done
dmesg -r >$T/sys/dmesg
find / -xdev -path $T -prune -o -type f -exec /usr/bin/lab pages {} + >$T/sys/pages
/usr/bin/lab programs >$T/sys/programs
tar c -C $T . | gzip -9 >/dev/vda
sync
rm -r $T
