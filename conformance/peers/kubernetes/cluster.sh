#!/bin/sh
# Started by components.sh as the first process of its namespaces, in the folder of keys, data and logs: starts the API server, upstream's
# components and a containerd, runs the checks, and prints the table. The kernel ends what is left when this one ends.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
programs=$1
NODE=here
NODE_ADDRESS=10.213.0.1
API=https://127.0.0.1:6443
KUBECONFIG=/dev/null # what the user has of his own counts for nothing here
export NODE NODE_ADDRESS API KUBECONFIG

ip link set lo up
ip link add node type bridge # for an address of its own; any kernel that has pods has bridges
ip address add "$NODE_ADDRESS/24" dev node
ip link set node up

# The machine's own containers, pods and logs are out of sight, and its mounts do not learn of ours.
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /var/log
mkdir -p kubelet manifests containerd cni plugins
mount --bind kubelet /var/lib/kubelet
mount --make-rshared /

. "$here/parts.sh"
. "$here/checks.sh"

start_api_server
k apply -f "$here/objects/access.yaml" >/dev/null
start_controller_manager
start_scheduler
if [ -z "${NODELESS:-}" ]; then
  start_containerd
  start_kubelet
fi

started=$(date +%s)
trap 'table; echo "$(($(date +%s) - started)) s"' EXIT
for file in ${CHECKS:-node proxy workloads pods volumes scheduling policies bounds deletion interruptions logs}; do
  # shellcheck source=/dev/null
  . "$here/checks/$file.sh"
done
stop_all
! grep -q '^failed' results.txt
