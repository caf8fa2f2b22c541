#!/bin/sh
# Two API servers on a cluster of three `carafe etcd` under load, while members and servers are killed; see cluster.py.
#
#   MINUTES=60 KILL_SECONDS=60 conformance/peers/etcd-hour/run.sh FOLDER
#
# FOLDER is made and keeps keys, data and logs. CARAFE names the launcher (./carafe), RATE the requests in a second (20).
# CARAFE_UPSTREAM_KUBE_APISERVER puts upstream's kube-apiserver in the place of ours. Exit code 0: nothing was lost.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
carafe=${CARAFE:-$here/../../../carafe}
mkdir -p "$1"
cd "$1"
umask 077

. "$here/../certificates.sh"

exec python3 "$here/cluster.py" "$carafe" "${CARAFE_UPSTREAM_KUBE_APISERVER:-}" "${MINUTES:-60}" "${KILL_SECONDS:-60}" \
    "${RATE:-20}" "${SEED:-}"
