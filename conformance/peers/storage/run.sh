#!/bin/sh
# Upstream's API server and ours in turn on one store: what one stored the other must show, object for object.
#
#   CARAFE_UPSTREAM_KUBE_APISERVER=.../kube-apiserver KUBECTL=.../kubectl conformance/peers/storage/run.sh FOLDER
#
# The store is `carafe etcd`, or the program that CARAFE_UPSTREAM_ETCD names. FOLDER is made and keeps keys, data and logs. CARAFE names the launcher (./carafe). Exit code 0: all the same.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
carafe=${CARAFE:-$here/../../../carafe}
upstream=${CARAFE_UPSTREAM_KUBE_APISERVER:?names kube-apiserver}
kubectl=${KUBECTL:-kubectl}
mkdir -p "$1"
cd "$1"
client=http://127.0.0.1:${ETCD_PORT:-23791}
peer=http://127.0.0.1:${PEER_PORT:-23801}
port=${API_PORT:-16444}
umask 077
export KUBECONFIG=/dev/null # what the user has of his own counts for nothing here

. "$here/../certificates.sh"

server=
store=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$store" ] || kill "$store" 2>/dev/null || true
}
trap finish EXIT

run_store() {
    if [ -n "${CARAFE_UPSTREAM_ETCD:-}" ]; then
        exec "$CARAFE_UPSTREAM_ETCD" "$@"
    fi
    exec "$carafe" etcd "$@"
}

run_store --name=store --data-dir=etcd --listen-client-urls="$client" --advertise-client-urls="$client" \
    --listen-peer-urls="$peer" --initial-advertise-peer-urls="$peer" --initial-cluster="store=$peer" >etcd.log 2>&1 &
store=$!

k() {
    "$kubectl" --server "https://127.0.0.1:$port" --certificate-authority ca.crt --client-certificate admin.crt \
        --client-key admin.key "$@"
}

begin() { # ours|upstream
    set -- "$1" --etcd-servers="$client" --bind-address=127.0.0.1 --secure-port="$port" --tls-cert-file=server.crt \
        --tls-private-key-file=server.key --client-ca-file=ca.crt --service-account-signing-key-file=sa.key \
        --service-account-issuer=https://kubernetes.default.svc.cluster.local --authorization-mode=Node,RBAC \
        --service-cluster-ip-range=10.114.0.0/16 --kubelet-client-certificate=admin.crt --kubelet-client-key=admin.key \
        --kubelet-certificate-authority=ca.crt
    who=$1
    shift
    if [ "$who" = ours ]; then
        "$carafe" kube-apiserver --advertise-address=127.0.0.1 "$@" >>ours.log 2>&1 &
    else
        "$upstream" --service-account-key-file=sa.pub --endpoint-reconciler-type=none "$@" >>upstream.log 2>&1 &
    fi
    server=$!
    tries=0
    until [ "$(k get --raw /readyz 2>/dev/null)" = ok ]; do
        kill -0 "$server" || { echo "$who did not start" >&2; exit 1; }
        tries=$((tries + 1))
        [ "$tries" -lt 120 ] || { echo "$who is not ready" >&2; exit 1; }
        sleep 1
    done
}

end() {
    kill "$server"
    wait "$server" || true
    server=
}

show() { # FILE
    for resource in namespaces configmaps secrets serviceaccounts services pods podtemplates replicationcontrollers \
        deployments replicasets daemonsets statefulsets jobs cronjobs ingresses networkpolicies roles rolebindings \
        clusterroles clusterrolebindings priorityclasses flowschemas prioritylevelconfigurations persistentvolumes \
        persistentvolumeclaims storageclasses poddisruptionbudgets horizontalpodautoscalers limitranges resourcequotas \
        ipaddresses servicecidrs customresourcedefinitions things.example.com; do
        k get "$resource" --all-namespaces -o json | python3 "$here/objects.py"
    done >"$1"
}

begin upstream
k apply -f "$here/definition.yaml"
k wait --for=condition=Established crd/things.example.com --timeout=60s
sed 's/NAME/first/g' "$here/objects.yaml" | k create -f -
show upstream-1.txt
end

begin ours
show ours-1.txt
sed 's/NAME/second/g' "$here/objects.yaml" | k create -f -
k patch deployment first -p '{"spec":{"replicas":7}}'
k delete service first
show ours-2.txt
end

begin upstream
show upstream-2.txt
end

status=0
diff -u upstream-1.txt ours-1.txt || status=1
diff -u ours-2.txt upstream-2.txt || status=1
[ "$status" = 0 ] && echo "$(wc -l <upstream-2.txt) objects are the same to both"
exit "$status"
