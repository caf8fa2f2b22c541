# Read by cluster.sh: how each part is started, and how it is ended. Its log is NAME.log, its process the variable pid_NAME.
kubeconfig() { # NAME: writes NAME.kubeconfig for the certificate of that name
  cat >"$1.kubeconfig" <<END
apiVersion: v1
kind: Config
clusters: [{name: peers, cluster: {server: "$API", certificate-authority: $PWD/ca.crt}}]
users: [{name: $1, user: {client-certificate: $PWD/$1.crt, client-key: $PWD/$1.key}}]
contexts: [{name: peers, context: {cluster: peers, user: $1}}]
current-context: peers
END
}

for name in admin controller-manager scheduler bootstrap; do
  kubeconfig "$name"
done

k() {
  "$KUBECTL" --kubeconfig "$PWD/admin.kubeconfig" "$@"
}

await() { # WHAT COMMAND...: waits two minutes at most
  what=$1
  shift
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] || { echo "$what, and it did not come" >&2; exit 1; }
    sleep 1
  done
}

start_api_server() {
  "$CARAFE" kube-apiserver --data-dir="$PWD/data" --bind-address=0.0.0.0 --secure-port=6443 --advertise-address="$NODE_ADDRESS" \
    --tls-cert-file=server.crt --tls-private-key-file=server.key --client-ca-file=ca.crt \
    --service-account-signing-key-file=sa.key --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --authorization-mode=Node,RBAC --service-cluster-ip-range=10.115.0.0/16 --allow-privileged=true \
    --kubelet-client-certificate=kubelet-client.crt --kubelet-client-key=kubelet-client.key \
    --kubelet-certificate-authority=ca.crt >>apiserver.log 2>&1 &
  pid_apiserver=$!
  await 'the API server was to be ready' k get --raw /readyz
}

# Bound to the components' ways to speak to an API server: a kubeconfig each, the permission to ask who somebody is, and leases.
start_controller_manager() { # [FLAG...]
  "$programs/kube-controller-manager" --kubeconfig=controller-manager.kubeconfig \
    --authentication-kubeconfig=controller-manager.kubeconfig --authorization-kubeconfig=controller-manager.kubeconfig \
    --bind-address=127.0.0.1 --use-service-account-credentials=true --root-ca-file=ca.crt --client-ca-file=ca.crt \
    --service-account-private-key-file=sa.key --cluster-signing-cert-file=ca.crt --cluster-signing-key-file=ca.key \
    --allocate-node-cidrs=true --cluster-cidr=10.214.0.0/16 --service-cluster-ip-range=10.115.0.0/16 \
    --flex-volume-plugin-dir="$PWD/plugins" --node-monitor-grace-period=20s \
    --horizontal-pod-autoscaler-sync-period=5s "$@" >>controller-manager.log 2>&1 &
  pid_controller_manager=$!
}

start_scheduler() { # [FLAG...]
  "$programs/kube-scheduler" --kubeconfig=scheduler.kubeconfig --authentication-kubeconfig=scheduler.kubeconfig \
    --authorization-kubeconfig=scheduler.kubeconfig --bind-address=127.0.0.1 --client-ca-file=ca.crt "$@" >>scheduler.log 2>&1 &
  pid_scheduler=$!
}

start_containerd() {
  cat >containerd.toml <<END
version = 2
root = "$PWD/containerd"
disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.tracing.processor.v1.otlp"]
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "peers.local/pause:1"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "$CNI_PLUGINS"
  conf_dir = "$PWD/cni"
END
  cat >cni/pods.conflist <<END
{"cniVersion": "0.4.0", "name": "pods", "plugins": [{"type": "bridge", "bridge": "pods", "isGateway": true, "hairpinMode": true,
  "ipam": {"type": "host-local", "dataDir": "/run/pods", "ranges": [[{"subnet": "10.214.0.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
END
  containerd --config containerd.toml >>containerd.log 2>&1 &
  pid_containerd=$!
  await 'containerd was to be ready' ctr version
  for image in pause busybox; do
    ctr --namespace k8s.io images import "$image.tar" >>containerd.log 2>&1
  done
}

start_kubelet() {
  echo 'nameserver 10.115.0.10' >resolv.conf
  cat >kubelet.yaml <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $PWD/ca.crt}}
authorization: {mode: Webhook}
cgroupDriver: cgroupfs
cgroupRoot: /$CGROUP
failCgroupV1: false
failSwapOn: false
clusterDNS: [10.115.0.10]
clusterDomain: cluster.local
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
evictionHard: {memory.available: 50Mi, nodefs.available: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
makeIPTablesUtilChains: false
nodeStatusUpdateFrequency: 5s
resolvConf: $PWD/resolv.conf
rotateCertificates: true
serverTLSBootstrap: true
staticPodPath: $PWD/manifests
syncFrequency: 5s
volumePluginDir: $PWD/plugins
END
  "$programs/kubelet" --config=kubelet.yaml --bootstrap-kubeconfig=bootstrap.kubeconfig --kubeconfig=kubelet.kubeconfig \
    --hostname-override="$NODE" --node-ip="$NODE_ADDRESS" >>kubelet.log 2>&1 &
  pid_kubelet=$!
}

stop() { # PROCESS
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

stop_all() {
  if [ -z "${NODELESS:-}" ]; then
    stop "$pid_kubelet"
    stop "$pid_containerd"
  fi
  stop "$pid_scheduler"
  stop "$pid_controller_manager"
  stop "$pid_apiserver"
}
