#!/bin/sh
# Measures our API server beside upstream's, each with a store of its own and TLS on every way.
#
#   CARAFE_UPSTREAM_ETCD=.../etcd CARAFE_UPSTREAM_KUBE_APISERVER=.../kube-apiserver bench/beside/apiserver.sh [PROGRAMME [OPTION …]]
#
# PROGRAMME is apiserver (where none is named) or apiserver-size; the options are its own (./carafe bench PROGRAMME --help).
# STORE=etcd puts `carafe etcd` beneath ours, as a process of its own; else it keeps its objects itself. Without the two
# variables ours is measured alone. It needs openssl. Ports are taken from BASE_PORT (36000) on.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
base=${BASE_PORT:-36000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
umask 077
. "$root/conformance/peers/certificates.sh"

[ $# -gt 0 ] || set -- apiserver

config() { # NAME PORT
    cat >"$1.conf" <<END
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://127.0.0.1:$2", certificate-authority: $folder/ca.crt}}]
users: [{name: u, user: {client-certificate: $folder/admin.crt, client-key: $folder/admin.key}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
END
}

store() { # FOLDER PORT
    echo "--data-dir $folder/$1 --listen-client-urls https://127.0.0.1:$2 --advertise-client-urls https://127.0.0.1:$2" \
        "--cert-file $folder/server.crt --key-file $folder/server.key --trusted-ca-file $folder/ca.crt" \
        "--quota-backend-bytes 8589934592 --log-level error"
}

remote() { # PORT
    echo "--etcd-servers https://127.0.0.1:$1 --etcd-cafile $folder/ca.crt --etcd-certfile $folder/admin.crt" \
        "--etcd-keyfile $folder/admin.key"
}

server() { # PORT
    echo "--bind-address 127.0.0.1 --advertise-address 10.214.0.1 --secure-port $1 --tls-cert-file $folder/server.crt" \
        "--tls-private-key-file $folder/server.key --client-ca-file $folder/ca.crt" \
        "--service-account-signing-key-file $folder/sa.key --service-cluster-ip-range 10.114.0.0/16"
}

# What upstream's need not be told.
kubelets="--kubelet-client-certificate $folder/admin.crt --kubelet-client-key $folder/admin.key --kubelet-certificate-authority $folder/ca.crt"

ours=$((base + 1)) theirs=$((base + 2)) our_store=$((base + 3)) their_store=$((base + 4)) their_peers=$((base + 5)) our_peers=$((base + 6))
config carafe "$ours"
if [ "${STORE:-own}" = etcd ]; then
    set -- "$@" --server carafe="$folder/carafe.conf" \
        --start carafe/etcd="$root/carafe etcd $(store ours "$our_store") --listen-peer-urls http://127.0.0.1:$our_peers" \
        --start carafe/kube-apiserver="$root/carafe kube-apiserver $(remote "$our_store") $(server "$ours") $kubelets"
else
    set -- "$@" --server carafe="$folder/carafe.conf" \
        --start carafe/kube-apiserver="$root/carafe kube-apiserver --data-dir $folder/objects $(server "$ours") $kubelets"
fi
if [ -n "${CARAFE_UPSTREAM_ETCD:-}" ] && [ -n "${CARAFE_UPSTREAM_KUBE_APISERVER:-}" ]; then
    config upstream "$theirs"
    peers="--listen-peer-urls http://127.0.0.1:$their_peers --initial-advertise-peer-urls http://127.0.0.1:$their_peers"
    set -- "$@" --server upstream="$folder/upstream.conf" \
        --start upstream/etcd="$CARAFE_UPSTREAM_ETCD $(store theirs "$their_store") $peers --initial-cluster default=http://127.0.0.1:$their_peers" \
        --start upstream/kube-apiserver="$CARAFE_UPSTREAM_KUBE_APISERVER $(remote "$their_store") $(server "$theirs") \
            --service-account-key-file $folder/sa.pub --authorization-mode Node,RBAC \
            --service-account-issuer https://kubernetes.default.svc.cluster.local"
fi
"$root/carafe" bench "$@"
