#!/bin/sh
# Asks upstream's API server what it says of the objects in tables of recorded answers, and writes the answers into the tables.
#
#   CARAFE_UPSTREAM_ETCD=.../etcd CARAFE_UPSTREAM_KUBE_APISERVER=.../kube-apiserver conformance/peers/validation/run.sh FOLDER TABLE...
#
# FOLDER is made and keeps keys, data and logs; record.py says how a table is written. It needs openssl and python3. FLAGS are more flags
# of the API server, and RECORDER is what asks it in the place of record.py.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
etcd=${CARAFE_UPSTREAM_ETCD:?names etcd}
upstream=${CARAFE_UPSTREAM_KUBE_APISERVER:?names kube-apiserver}
folder=$1
shift
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
client=http://127.0.0.1:${ETCD_PORT:-23792}
peer=http://127.0.0.1:${PEER_PORT:-23802}
port=${API_PORT:-16445}
umask 077

tables=
for table in "$@"; do
    tables="$tables $(realpath "$table")"
done
cd "$folder"
. "$here/../certificates.sh"

server=
store=
finish() {
    # one after the other: a server that is ending waits for its store
    [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server"; } || true
    [ -z "$store" ] || kill "$store" 2>/dev/null || true
    wait
}
trap finish EXIT

"$etcd" --name=store --data-dir=etcd --listen-client-urls="$client" --advertise-client-urls="$client" \
    --listen-peer-urls="$peer" --initial-advertise-peer-urls="$peer" --initial-cluster="store=$peer" >etcd.log 2>&1 &
store=$!
# shellcheck disable=SC2086 # several flags
"$upstream" --etcd-servers="$client" --bind-address=127.0.0.1 --advertise-address=10.214.0.1 --secure-port="$port" \
    --tls-cert-file=server.crt --tls-private-key-file=server.key --client-ca-file=ca.crt \
    --service-account-signing-key-file=sa.key --service-account-key-file=sa.pub \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local --authorization-mode=Node,RBAC \
    --disable-admission-plugins=ServiceAccount --service-cluster-ip-range=10.114.0.0/16 --allow-privileged=true ${FLAGS:-} >upstream.log 2>&1 &
server=$!
# shellcheck disable=SC2086 # several tables
python3 "${RECORDER:-$here/record.py}" "https://127.0.0.1:$port" $tables
