# The controllers of workloads: what they make is run by containerd, and its status comes back.
objects workloads workloads.yaml

runs() { # COUNT NAMESPACE CONTAINER: whether containerd runs so many of them
  ctr --namespace k8s.io tasks ls | awk '$3 == "RUNNING" { print $1 }' | sort >tasks.txt
  count=$(ctr --namespace k8s.io containers ls -q "labels.\"io.kubernetes.pod.namespace\"==$2,labels.\"io.kubernetes.container.name\"==$3" |
    sort | comm -12 - tasks.txt | wc -l)
  echo "$count run"
  [ "$count" = "$1" ]
}

revisions() {
  [ "$(k -n workloads get replicasets -l app=web -o name | wc -l)" = 2 ]
}

ordered() { # whether the second pod of a StatefulSet was made when the first was ready
  first=$(k -n workloads get pod ordered-0 -o jsonpath='{.status.conditions[?(@.type=="Ready")].lastTransitionTime}')
  second=$(k -n workloads get pod ordered-1 -o jsonpath='{.metadata.creationTimestamp}')
  [ -n "$first" ] && [ -n "$second" ] && printf '%s\n' "$first" "$second" | sort -c
}

check "a Deployment's pods become Ready" is 3 deployment/web .status.readyReplicas -n workloads
check 'containerd runs them' runs 3 workloads web
check 'the Deployment is Available' is True deployment/web '.status.conditions[?(@.type=="Available")].status' -n workloads
check "a Service's EndpointSlice has them, ready" says '[true true true]' k -n workloads get endpointslices -l kubernetes.io/service-name=web \
  -o 'go-template={{range .items}}[{{range $i, $e := .endpoints}}{{if $i}} {{end}}{{$e.conditions.ready}}{{end}}]{{end}}'
act k -n workloads set env deployment/web ROUND=2
check 'a new template is rolled out' k -n workloads rollout status deployment/web --timeout=60s
check 'there are two revisions' revisions
act k -n workloads rollout undo deployment/web
check 'it is rolled back' is '' deployment/web '.spec.template.spec.containers[0].env' -n workloads
check 'and that is rolled out' k -n workloads rollout status deployment/web --timeout=60s
act k -n workloads scale deployment/web --replicas=1
check 'a Deployment is scaled down' runs 1 workloads web
check "a StatefulSet's pods become Ready" is 2 statefulset/ordered .status.readyReplicas -n workloads
check 'one after the other' ordered
check 'its claim is bound to a volume' is Bound pvc/data-ordered-0 .status.phase -n workloads
check 'and mounted' says kept k -n workloads exec ordered-0 -- sh -c 'echo kept >/data/file; cat /data/file'
act k -n workloads delete pod ordered-0
check 'a new pod has what the old one kept' says kept k -n workloads exec ordered-0 -- cat /data/file
check "a DaemonSet's pod is Ready" is 1 daemonset/everywhere .status.numberReady -n workloads
act k -n workloads set env daemonset/everywhere ROUND=2
check 'a DaemonSet is rolled out' k -n workloads rollout status daemonset/everywhere --timeout=60s
check 'a Job completes' is True job/sum '.status.conditions[?(@.type=="Complete")].status' -n workloads
check 'with all its indexes' is 0-2 job/indexed .status.completedIndexes -n workloads
check 'a Job fails after its last attempt' is BackoffLimitExceeded job/failing '.status.conditions[?(@.type=="Failed")].reason' -n workloads
check "a pod failure policy ends a Job" is PodFailurePolicy job/policy '.status.conditions[?(@.type=="Failed")].reason' -n workloads
check 'a finished Job goes after its time' gone job/brief -n workloads
check 'a suspended Job makes no pod' is True job/suspended '.status.conditions[?(@.type=="Suspended")].status' -n workloads
act k -n workloads patch job suspended -p '{"spec":{"suspend":false}}'
check 'a resumed Job completes' is 1 job/suspended .status.succeeded -n workloads
check "a ReplicationController's pod is Ready" is 1 replicationcontroller/old .status.readyReplicas -n workloads
check 'a CronJob makes a Job that completes' has cronjob/minutely .status.lastSuccessfulTime -n workloads
