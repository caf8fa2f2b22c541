# Controllers of what bounds, counts and allows.
objects policies policies.yaml

drained() { # whether an eviction is refused while it would break the budget
  says 'would violate' k create -f - --raw "/api/v1/namespaces/policies/pods/$1/eviction" <<END
{"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "$1", "namespace": "policies"}}
END
}

evicted() {
  k create -f - --raw "/api/v1/namespaces/policies/pods/$1/eviction" <<END && k -n policies wait --for=delete "pod/$1" --timeout=30s
{"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "$1", "namespace": "policies"}}
END
}

by_secret() { # with the token that the controller of tokens put into a Secret
  "$KUBECTL" --server "$API" --certificate-authority ca.crt auth whoami \
    --token "$(k -n policies get secret token -o jsonpath='{.data.token}' | base64 -d)"
}

a_pod() {
  k -n policies get pods -l app=guarded -o jsonpath='{.items[0].metadata.name}'
}

check 'a budget counts its healthy pods' is 2 pdb/guarded .status.currentHealthy -n policies
check 'and allows no disruption' is 0 pdb/guarded .status.disruptionsAllowed -n policies
check 'an eviction is refused' drained "$(a_pod)"
act k -n policies patch pdb guarded -p '{"spec":{"minAvailable":1}}'
check 'a budget that is changed is counted anew' is 1 pdb/guarded .status.disruptionsAllowed -n policies
check 'an eviction is done' evicted "$(a_pod)"
check 'an autoscaler raises to its least count' is 2 deployment/scaled .spec.replicas -n policies
check 'and tells that there are no metrics' is FailedGetResourceMetric hpa/scaled '.status.conditions[?(@.type=="ScalingActive")].reason' -n policies
check 'a quota counts' is 2 quota/counting ".status.used['count/configmaps']" -n policies
check 'what is above a quota is refused' says 'exceeded quota' k -n policies create configmap third
act k -n policies delete configmap second third --ignore-not-found
check 'a quota counts what is deleted' is 1 quota/counting ".status.used['count/configmaps']" -n policies
check 'a limit range gives defaults' is 50m pod/limited '.spec.containers[0].resources.limits.cpu' -n policies
check 'a cluster role is aggregated' says things k get clusterrole sum -o yaml
check 'so is a role that came with the server' says things.example.com k get clusterrole view -o yaml
check 'each namespace has the root authority' has configmap/kube-root-ca.crt '.data.ca\.crt' -n policies
check 'a Secret gets the token of its account' has secret/token .data.token -n policies
check 'a policy of admission is checked against its types' says 'undefined field' k get validatingadmissionpolicy wrong -o yaml
check "the range of services is ready" is True servicecidr/kubernetes '.status.conditions[?(@.type=="Ready")].status'
check "a slice mirrors Endpoints that were written by hand" has endpointslices '.items[*].endpoints[0].addresses' \
  -n policies -l kubernetes.io/service-name=outside
check "a Secret's token is let in" says system:serviceaccount:policies:default by_secret
check "a claim in use is protected" says pvc-protection k -n policies get pvc used -o yaml
