# What the scheduler decides, and what the controllers of taints and claims do with it.
act k patch node "$NODE" --subresource=status -p '{"status":{"capacity":{"example.com/thing":"1"}}}'
objects scheduling scheduling.yaml

reason() { # POD: why it is not scheduled
  k -n scheduling get pod "$1" -o jsonpath='{.status.conditions[?(@.type=="PodScheduled")].reason}'
}

on_node() { # POD
  is "$NODE" "pod/$1" .spec.nodeName -n scheduling
}

apart() { # sets first to the one that was bound and second to the other
  for first in lonely-1 lonely-2; do
    second=lonely-$((3 - ${first#lonely-}))
    if on_node "$first" && [ "$(reason "$second")" = Unschedulable ]; then
      return 0
    fi
  done
  return 1
}

placed() { # COUNT NODE
  count=$(k -n scheduling get pods -l app=spread --field-selector "spec.nodeName=$2" -o name | wc -l)
  echo "$count on $2"
  [ "$count" = "$1" ]
}

labelled() { # COUNT ZONE
  count=$(k -n scheduling get pods -l "app=spread,topology.kubernetes.io/zone=$2" -o name | wc -l)
  echo "$count in $2"
  [ "$count" = "$1" ]
}

check 'a pod that fits nowhere is not scheduled' says Unschedulable reason enormous
check 'which is an event' says 'Insufficient cpu' k -n scheduling get events --field-selector involvedObject.name=enormous
check "a pod waits for a node's label" says Unschedulable reason choosy
act k label node "$NODE" colour=green
check 'and is bound when the node has it' on_node choosy
check 'a pod with a gate waits' says SchedulingGated reason gated
act k -n scheduling patch pod gated --type=json -p '[{"op":"remove","path":"/spec/schedulingGates"}]'
check 'and is bound without it' on_node gated
check 'of two that avoid each other one waits' apart
act k -n scheduling delete pod "$first" --wait=false
check 'and takes the place of the other' on_node "$second"
check 'a pod that takes all of a resource runs' is Running pod/small .status.phase -n scheduling
act k -n scheduling apply -f "$here/objects/polite.yaml"
check 'a more important one that does not push waits' says Unschedulable reason polite
check 'the other runs on' is Running pod/small .status.phase -n scheduling
act k -n scheduling delete pod polite
act k -n scheduling apply -f "$here/objects/important.yaml"
check 'a more important one takes its place' is Running pod/important .status.phase -n scheduling
check 'the other is gone' gone pod/small -n scheduling
check 'a claim for a device is allocated' has resourceclaim/device .status.allocation.devices.results -n scheduling
check 'and reserved for its pod' is device-user resourceclaim/device '.status.reservedFor[0].name' -n scheduling
check 'a claim is made from a template' says templated k -n scheduling get resourceclaims -o name
for zone in east west; do # nodes of paper, without a kubelet: with them the scheduler alone has to do
  act k apply -f - <<END
{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "paper-$zone", "labels": {"topology.kubernetes.io/zone": "$zone"}},
  "spec": {"taints": [{"key": "example.com/paper", "effect": "NoSchedule"}]}}
END
  act k patch node "paper-$zone" --subresource=status \
    -p '{"status":{"capacity":{"cpu":"4","memory":"4Gi","pods":"10"},"allocatable":{"cpu":"4","memory":"4Gi","pods":"10"}}}'
done
act k -n scheduling apply -f "$here/objects/spread.yaml"
for zone in east west; do
  check "half of the pods that are to be spread are in zone $zone" placed 2 "paper-$zone"
  check "and have its label" labelled 2 "$zone"
done
check 'a pod goes where it would rather be' is paper-west pod/inclined .spec.nodeName -n scheduling
act k -n scheduling delete deployment spread --wait=false
act k -n scheduling delete pod inclined --wait=false
act k delete node paper-east paper-west
check 'pods of nodes that are gone go too' gone pods -n scheduling -l app=spread
act k taint node "$NODE" example.com/out=now:NoExecute
check 'a taint evicts pods' gone pod/choosy -n scheduling
check 'but not those that tolerate it' is Running pod/tolerant .status.phase -n scheduling
act k taint node "$NODE" example.com/out-
act k cordon "$NODE"
check 'no pod is bound to a node that is cordoned' is true "node/$NODE" .spec.unschedulable
act k uncordon "$NODE"
act k delete namespace scheduling --wait=false
