# What the kubelet does with pods, as seen in their status and their events.
objects pods pods.yaml

pod() { # VALUE POD PATH
  is "$1" "pod/$2" "$3" -n pods
}

event() { # POD REASON
  k -n pods get events --field-selector "involvedObject.name=$1" -o jsonpath='{.items[*].reason}' | grep -qw "$2"
}

restarted() { # POD
  count=$(k -n pods get pod "$1" -o jsonpath='{.status.containerStatuses[0].restartCount}')
  echo "$count restarts"
  [ "${count:-0}" -ge 1 ]
}

graceful() { # whether a pod is there, as being deleted, until its container has ended by itself
  k -n pods delete pod slow --wait=false || return 1
  k -n pods get pod slow -o jsonpath='{.metadata.deletionTimestamp}' | grep -q . || return 1
  k -n pods logs -f slow | grep -q 'ended by itself' || return 1
  k -n pods wait --for=delete pod/slow --timeout=30s
}

manifest() { # makes a static pod
  cat >manifests/static.yaml <<END
apiVersion: v1
kind: Pod
metadata: {name: static, namespace: pods}
spec:
  terminationGracePeriodSeconds: 1
  containers: [{name: main, image: "peers.local/busybox:1", command: [sleep, "100000"]}]
END
}

check "init containers end before the pod's containers start" says 'first second' k -n pods logs initialized
check 'a sidecar starts before them and runs on' pod true sidecar '.status.initContainerStatuses[0].started'
check 'a Job-like pod succeeds beside its sidecar' pod Succeeded sidecar-ends .status.phase
check 'fields of the pod are in its environment' says 'named pods here' k -n pods logs named
check 'a liveness probe restarts a container' restarted unlively
check 'which is an event' event unlively Unhealthy
check "the log of the container before is read" says started k -n pods logs --previous unlively
check 'a readiness probe keeps a pod from being Ready' pod False unready '.status.conditions[?(@.type=="Ready")].status'
act k -n pods exec unready -- touch /tmp/ready
check 'until it succeeds' pod True unready '.status.conditions[?(@.type=="Ready")].status'
check 'a readiness gate is set from outside' pod ReadinessGatesNotReady gated '.status.conditions[?(@.type=="Ready")].reason'
act k -n pods patch pod gated --subresource=status -p '{"status":{"conditions":[{"type":"example.com/gate","status":"True"}]}}'
check 'and opens' pod True gated '.status.conditions[?(@.type=="Ready")].status'
check 'a startup probe holds back the others' pod true slowly '.status.containerStatuses[0].started'
check "a container's exit code is told" pod 3 exits '.status.containerStatuses[0].state.terminated.exitCode'
check "a container's last words are told" pod 'last words' exits '.status.containerStatuses[0].state.terminated.message'
check 'a container that ends again and again is held back' pod CrashLoopBackOff crashing '.status.containerStatuses[0].state.waiting.reason'
check 'an image that is not there is told' pod ErrImageNeverPull imageless '.status.containerStatuses[0].state.waiting.reason'
check 'a pod is ended at its deadline' pod DeadlineExceeded overdue .status.reason
check 'a container runs as its user, in a read-only root' says 'uid=65534 gid=65534 groups=4000,65534 read-only' k -n pods logs user
check "a pod's quality of service is told" pod Guaranteed user .status.qosClass
check "a pod's address is of the node's range" says 10.214.0. k -n pods get pod gated -o 'jsonpath={.status.podIP}'
check "a pod in the node's network has the node's address" pod "$NODE_ADDRESS" hosted .status.podIP
check "a hook after the start has run" says 'after the start' k -n pods exec hooked -- cat /tmp/hook
for reason in Scheduled Pulled Created Started; do
  check "$reason is an event" event gated "$reason"
done
check 'the resources of a running pod are changed' k -n pods patch pod resized --subresource=resize \
  -p '{"spec":{"containers":[{"name":"main","resources":{"requests":{"cpu":"20m"},"limits":{"cpu":"200m"}}}]}}'
check 'which the kubelet does' pod 200m resized '.status.containerStatuses[0].resources.limits.cpu'
check 'the generation of the pod is observed' pod 2 resized .status.observedGeneration
check 'a pod runs that takes its time to end' pod Running slow .status.phase
check 'it is there until its container has ended by itself' graceful
manifest
check 'a static pod is mirrored' pod Running "static-$NODE" .status.phase
rm manifests/static.yaml
check 'its mirror goes with its manifest' gone "pod/static-$NODE" -n pods
