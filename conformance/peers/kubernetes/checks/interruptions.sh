# Each part is ended and started again, while the others run on.
objects interruptions interruptions.yaml

ready() { # COUNT
  is "$1" deployment/steady .status.readyReplicas -n interruptions
}

steady() { # COUNT: whether as many containers run, none of which was ever started again
  seen=$(k -n interruptions get pods -o jsonpath='{range .items[*]}{.status.containerStatuses[0].restartCount}{end}')
  echo "restarts: $seen"
  [ "$seen" = "$(printf "%$1s" '' | tr ' ' 0)" ]
}

scale() {
  k -n interruptions scale deployment/steady --replicas="$1" >/dev/null
}

holder() { # NAME: who has the lease
  k -n kube-system get lease "$1" -o jsonpath='{.spec.holderIdentity}'
}

taken() { # NAME IDENTITY: whether another one has the lease than that
  [ "$(holder "$1")" != "$2" ]
}

check 'a Deployment runs' ready 2
stop "$pid_apiserver"
start_api_server
scale 3
check 'after a new start of the API server work goes on' ready 3
check 'and no container was started again' steady 3
kill -KILL "$pid_apiserver"
wait "$pid_apiserver" 2>/dev/null || true
start_api_server
scale 2
check 'after an end that it did not expect too' ready 2
check 'and what ran runs on' steady 2
check 'the node is Ready' is True "node/$NODE" '.status.conditions[?(@.type=="Ready")].status'

stop "$pid_kubelet"
check 'a node whose kubelet is silent is not Ready' is Unknown "node/$NODE" '.status.conditions[?(@.type=="Ready")].status'
check 'it is tainted' says node.kubernetes.io/unreachable k get node "$NODE" -o 'jsonpath={.spec.taints[*].key}'
check 'its pods are not Ready' is False pods '.items[0].status.conditions[?(@.type=="Ready")].status' -n interruptions
start_kubelet
check 'it is Ready when its kubelet is back' is True "node/$NODE" '.status.conditions[?(@.type=="Ready")].status'
check 'with the same containers' steady 2
check 'and its pods are Ready' ready 2

before=$(holder kube-controller-manager)
stop "$pid_controller_manager"
start_controller_manager
check 'a new controller manager takes the lease' taken kube-controller-manager "$before"
before=$(holder kube-scheduler)
stop "$pid_scheduler"
start_scheduler
check 'a new scheduler takes the lease' taken kube-scheduler "$before"
scale 4
check 'and both work on' ready 4

before=$(holder kube-controller-manager)
first=$pid_controller_manager
start_controller_manager --secure-port=0
kill -KILL "$first"
check 'a controller manager that stood by takes the lease of one that was killed' taken kube-controller-manager "$before"
before=$(holder kube-scheduler)
first=$pid_scheduler
start_scheduler --secure-port=0
kill -KILL "$first"
check 'so does a scheduler' taken kube-scheduler "$before"
scale 3
check 'and both do the work' ready 3
act k delete namespace interruptions --wait=false
check 'the namespace goes with all that is in it' gone namespace/interruptions
