#!/usr/bin/env bash
# Demo: builds nodemem if necessary, reads the sample image into a store, and shows the pods and the intruder.
# Needs a JDK 17 or newer and Maven 3.8. The store is samples/node/.nodemem/evidence; a second run uses it again.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
nodemem=$root/shell/target/nodemem
sample=$root/samples/node
store=$sample/.nodemem/evidence

if [ ! -r "$root/shell/target/lib/node-memory-shell.jar" ] || [ ! -x "$nodemem" ]; then
    echo "Building nodemem (only once; takes a minute or two, including Maven's downloads) ..."
    log=$(mktemp)
    if ! mvn -B -ntp -q -Pquick -f "$root/pom.xml" package -DskipTests >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        echo "demo.sh: the build failed; the whole output is in $log" >&2
        exit 2
    fi
    rm -f "$log"
fi

if [ ! -e "$store.mv.db" ]; then
    echo "Reading the memory image samples/node/node.avml ..."
    mkdir -p "$(dirname "$store")"
    "$nodemem" analyze "$sample/node.avml" --symbols "$sample/symbols.json.xz" --store "$store" --name sample >/dev/null
fi

ask() {
    printf '\n%s\n\n    %s\n\n' "$1" "$2"
    "$nodemem" query --store "$store" "$2"
}

ask "The pods of the node and their processes:" \
    'tasks.where { container_id && name != "pause" }.select(pod: container.pod_name, container: container.container_name, pid, name, uid).orderBy { [pod, pid] }'
ask "Programs whose file no longer exists. One calls itself a kernel worker, but runs in a pod:" \
    'tasks.where { exe_deleted }.select(pid, ppid, name, uid, pod: container.pod_name, exe, cmdline)'
ask "A shell whose input is a network connection:" \
    'sockets.where { fd == 0 && state == "ESTABLISHED" }.select { [pid, task.name, task.cmdline, local_address, remote_address, remote_port] }'
ask "Processes in containers that may do anything on the node:" \
    'credentials.where { CAP_SYS_ADMIN in effective && task.container_id }.select(pid, name: task.name, pod: task.container.pod_name, uid)'
ask "The reason: the node's own file system is mounted in the pod:" \
    'mounts.where { target == "/host" }.select { [mount_ns, target, type, options] }'

printf '\nFor your own queries: %s shell --store %s\n' "${nodemem#"$PWD"/}" "${store#"$PWD"/}"
