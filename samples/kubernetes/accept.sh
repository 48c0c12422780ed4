#!/usr/bin/env bash
# Acceptance test on a real cluster: captures NODE with the current kubeconfig, checks the results and that no pod is left.
#
#   accept.sh NODE [NAMESPACE]          (default namespace: forensics; the manifests in this folder create it)
#
# NODEMEM names the command if it is not on the PATH. Needs kubectl.
set -euo pipefail
if [ $# -lt 1 ]; then
    sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
node=$1 namespace=${2:-forensics} nodemem=${NODEMEM:-nodemem}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() {
    echo "accept.sh: $1" >&2
    exit 1
}
pods() {
    kubectl -n "$namespace" get pods -l app.kubernetes.io/managed-by=nodemem -o name
}
no_pod_is_left() {
    [ -z "$(pods)" ] || fail "a pod is left after $1: $(pods)"
}

status=0
id=$("$nodemem" capture --node "$node" --namespace "$namespace" --reason "acceptance test" \
    -o "$folder/node.avml" --store "$folder/evidence") || status=$?
# 3: something could not be looked at, and the command reported it; this is normal on a busy node.
[ $status -eq 0 ] || [ $status -eq 3 ] || fail "the capture of $node failed (exit status $status)"
grep -q '"sha256"' "$folder/node.avml.json" || fail "the manifest has no hash"
[ "$(stat -c %a "$folder/node.avml")" = 600 ] || fail "others can read the image"
kubelet=$("$nodemem" query --store "$folder/evidence" --capture "$id" --format csv 'tasks.where { name == "kubelet" }')
[ "$(echo "$kubelet" | wc -l)" -ge 2 ] || fail "no kubelet among the tasks of $node"
"$nodemem" captures verify "$id" --store "$folder/evidence"
no_pod_is_left "a capture"

"$nodemem" capture --node no-such-node --namespace "$namespace" -o "$folder/none.avml" --no-analysis &&
    fail "a node that does not exist was captured"
no_pod_is_left "a capture that failed"

"$nodemem" capture --node "$node" --namespace "$namespace" --full -o "$folder/ended.avml" --no-analysis &
running=$!
until compgen -G "$folder/.ended.avml.*" >/dev/null; do
    kill -0 "$running" 2>/dev/null || fail "a full capture ended at once"
    sleep 1
done
kill "$running"
wait "$running" && fail "a terminated capture reports success"
no_pod_is_left "a terminated capture"
left=$(find "$folder" -name '*ended*')
[ -z "$left" ] || fail "a terminated capture left $left"
echo "accepted: $node, capture $id, no pod left"
