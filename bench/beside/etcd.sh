#!/bin/sh
# Measures `carafe etcd` beside etcd on the same disk, without TLS: one member of each, or MEMBERS=3.
#
#   CARAFE_UPSTREAM_ETCD=.../etcd bench/beside/etcd.sh [PROGRAMME [OPTION …]]
#
# PROGRAMME is etcd (where none is named) or etcd-size, which takes one member; the options are its own (./carafe bench PROGRAMME
# --help). Without the variable ours is measured alone. Ports are taken from BASE_PORT (37000) on.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
base=${BASE_PORT:-37000}
members=${MEMBERS:-1}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

[ $# -gt 0 ] || set -- etcd

# Sets urls and cluster for the make whose ports begin at $1.
addresses() {
    urls='' cluster='' n=0
    while [ $n -lt "$members" ]; do
        urls="$urls${urls:+,}http://127.0.0.1:$(($1 + n))"
        cluster="$cluster${cluster:+,}m$n=http://127.0.0.1:$(($1 + 50 + n))"
        n=$((n + 1))
    done
}

member() { # PROGRAM FOLDER FIRST-PORT NUMBER
    client=http://127.0.0.1:$(($3 + $4)) peer=http://127.0.0.1:$(($3 + 50 + $4))
    echo "$1 --name m$4 --data-dir $folder/$2$4 --listen-client-urls $client --advertise-client-urls $client --log-level error" \
        "--quota-backend-bytes 17179869184 --listen-peer-urls $peer --initial-advertise-peer-urls $peer --initial-cluster $cluster"
}

addresses "$base"
set -- "$@" --server carafe="$urls"
n=0
while [ $n -lt "$members" ]; do
    set -- "$@" --start carafe/m$n="$(member "$root/carafe etcd" c "$base" $n)"
    n=$((n + 1))
done
if [ -n "${CARAFE_UPSTREAM_ETCD:-}" ]; then
    addresses $((base + 100))
    set -- "$@" --server etcd="$urls"
    n=0
    while [ $n -lt "$members" ]; do
        set -- "$@" --start etcd/m$n="$(member "$CARAFE_UPSTREAM_ETCD" e $((base + 100)) $n)"
        n=$((n + 1))
    done
fi
"$root/carafe" bench "$@"
