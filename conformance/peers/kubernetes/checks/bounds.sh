# Controllers of what bounds, counts and completes; nothing of it needs a node.
objects bounds bounds.yaml

by_secret() { # with the token that the controller of tokens put into a Secret
  "$KUBECTL" --server "$API" --certificate-authority ca.crt auth whoami \
    --token "$(k -n bounds get secret token -o jsonpath='{.data.token}' | base64 -d)"
}

check 'an autoscaler raises to its least count' is 2 deployment/scaled .spec.replicas -n bounds
check 'and tells that there are no metrics' is FailedGetResourceMetric hpa/scaled '.status.conditions[?(@.type=="ScalingActive")].reason' -n bounds
check 'a quota counts' is 2 quota/counting ".status.used['count/configmaps']" -n bounds
check 'what is above a quota is refused' says 'exceeded quota' k -n bounds create configmap third
act k -n bounds delete configmap second third --ignore-not-found
check 'a quota counts what is deleted' is 1 quota/counting ".status.used['count/configmaps']" -n bounds
check 'a quota of pods of a priority counts' is 0 quota/bounded .status.used.pods -n bounds
act k -n bounds apply -f "$here/objects/bounded.yaml"
check 'a Deployment gets as many pods as it lets in' is 2 deployment/bounded .status.replicas -n bounds
check 'and tells why not more' says 'exceeded quota: bounded, requested: pods=1, used: pods=2, limited: pods=2' \
  k -n bounds get deployment bounded -o jsonpath='{.status.conditions}'
act k -n bounds patch quota bounded -p '{"spec":{"hard":{"pods":"3"}}}'
check 'with a larger one it gets all' is 3 deployment/bounded .status.replicas -n bounds
check 'a limit range gives defaults' is 50m pod/limited '.spec.containers[0].resources.limits.cpu' -n bounds
check 'a cluster role is aggregated' says things k get clusterrole sum -o yaml
check 'so is a role that came with the server' says things.example.com k get clusterrole view -o yaml
check 'each namespace has the root authority' has configmap/kube-root-ca.crt '.data.ca\.crt' -n bounds
check 'a Secret gets the token of its account' has secret/token .data.token -n bounds
check 'a policy of admission is checked against its types' says 'undefined field' k get validatingadmissionpolicy wrong -o yaml
check "the range of services is ready" is True servicecidr/kubernetes '.status.conditions[?(@.type=="Ready")].status'
check "a slice mirrors Endpoints that were written by hand" has endpointslices '.items[*].endpoints[0].addresses' \
  -n bounds -l kubernetes.io/service-name=outside
check "a Secret's token is let in" says system:serviceaccount:bounds:default by_secret
check "a claim in use is protected" says pvc-protection k -n bounds get pvc used -o yaml
