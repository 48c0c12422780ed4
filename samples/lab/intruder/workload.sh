# shellcheck shell=dash
# --- Rootkits: every module of ../intruder that has been built, loaded into this kernel. Appended to node.sh.
# intrusion NAME PARAMETERS…: loads a module, and says on the console what was done
intrusion() {
    module=$1
    shift
    [ -f "/extra/$module.ko" ] || return
    cause=$(insmod "/extra/$module.ko" "$@" 2>&1) || case $module-$cause in
        # It leaves by itself, what it put in place stays
        orphan-*) ;;
        # Kernels without a switch of system calls have none to patch
        syscall_dispatch-*) return ;;
        *)
            echo "lab: $module failed: $cause"
            return
            ;;
    esac
    echo "lab: intrusion $module $*"
}

/usr/bin/lab --title unlisted </dev/null >/dev/null 2>&1 &
unlisted=$!
/usr/bin/lab --title unnumbered </dev/null >/dev/null 2>&1 &
unnumbered=$!
/usr/bin/lab --user 65534 --title promoted </dev/null >/dev/null 2>&1 &
promoted=$!
sleep 2

if [ -d /extra ] && ls /extra/*.ko >/dev/null 2>&1; then
    intrusion hidden_process "pid=$unlisted"
    intrusion hidden_pid "pid=$unnumbered"
    intrusion borrowed_cred "pid=$promoted"
    # The entry point of a static program that is not relocated is its address in the file and 4 MB.
    entry=$(od -A n -t d8 -j 24 -N 8 /bin/busybox)
    intrusion user_probe path=/bin/busybox offset=$((entry % 4194304))
    for module in breakpoint syscall_table syscall_dispatch ftrace_hook netfilter_hook text_byte idt_gate tcp_show keyboard_notifier \
        tty_receive kprobe_hook tracepoint_probe lsm_hook root_directory proc_directory orphan hidden_module; do
        intrusion $module
    done
    echo '|/dev/shm/.core %p' >/proc/sys/kernel/core_pattern && echo "lab: intrusion core_pattern"
    echo /dev/shm/.modprobe >/proc/sys/kernel/modprobe && echo "lab: intrusion modprobe_path"
fi
