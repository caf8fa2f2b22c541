# What goes with what: the garbage collector, finalizers, and namespaces.
objects deletion deletion.yaml

left() { # COUNT RESOURCES APP
  count=$(k -n deletion get "$2" -l "app=$3" -o name | wc -l)
  echo "$count left"
  [ "$count" = "$1" ]
}

is_empty() { # COMMAND...
  seen=$("$@") || return 1
  echo "$seen"
  [ -z "$seen" ]
}

bound() {
  k get pv -o jsonpath='{range .items[?(@.status.phase=="Bound")]}{.metadata.name} {end}'
}

act k -n deletion apply -f - <<END
{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "owned", "ownerReferences": [{"apiVersion": "v1", "kind": "ConfigMap",
  "name": "owner", "uid": "$(k -n deletion get configmap owner -o jsonpath='{.metadata.uid}')"}]}}
END
check 'three Deployments run' k -n deletion wait --for=condition=Available deployment --all --timeout=60s
act k -n deletion delete deployment background --wait=false
check 'a Deployment takes its ReplicaSet along' left 0 replicasets background
check 'and its pods' left 0 pods background
act k -n deletion delete deployment foreground --cascade=foreground --wait=false
check 'in the foreground it stays until they are gone' gone deployment/foreground -n deletion
check 'and they are' left 0 pods foreground
act k -n deletion delete deployment orphan --cascade=orphan
check 'orphans stay' left 1 replicasets orphan
check 'without an owner' is '' replicasets '.items[?(@.metadata.labels.app=="orphan")].metadata.ownerReferences' -n deletion
act k -n deletion delete configmap owner
check 'a ConfigMap takes what it owns along' gone configmap/owned -n deletion
act k -n deletion delete configmap held --wait=false
check 'a finalizer holds an object' has configmap/held .metadata.deletionTimestamp -n deletion
act k -n deletion patch configmap held --type=merge -p '{"metadata":{"finalizers":null}}'
check 'until it is taken off' gone configmap/held -n deletion
for namespace in deletion proxy workloads pods volumes policies bounds; do
  act k delete namespace "$namespace" --ignore-not-found --wait=false
done
for namespace in deletion proxy workloads pods volumes policies bounds scheduling; do
  check "the namespace $namespace goes with all that is in it" gone "namespace/$namespace"
done
check 'containerd has no container left' is_empty ctr --namespace k8s.io containers ls -q
check 'no volume is bound to a claim any more' is_empty bound
