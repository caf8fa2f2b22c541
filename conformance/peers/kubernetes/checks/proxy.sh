# What the API server asks the kubelet for: logs, streams, its own pages; and what the kubelet asks the API server about who asks.
objects proxy proxy.yaml

at_kubelet() { # TOKEN PATH: prints the status code
  curl -s -o /dev/null -w '%{http_code}' --cacert ca.crt -H "Authorization: Bearer $1" "https://$NODE_ADDRESS:10250$2"
}

token() { # NAME
  k -n proxy create token "$1"
}

forwarded() { # whether a request through a forwarded port is answered by the pod
  k -n proxy port-forward pod/talker 18080:8080 >forward.log 2>&1 &
  forward=$!
  until grep -q Forwarding forward.log; do
    kill -0 "$forward" || { cat forward.log; return 1; }
    sleep 0.2
  done
  answer=$(curl -s http://127.0.0.1:18080/hello) || answer=
  stop "$forward"
  [ "$answer" = 'hello from a pod' ]
}

followed() { # whether a followed log ends with the container
  timeout 30 "$KUBECTL" --kubeconfig admin.kubeconfig -n proxy logs -f counter | tail -n 1 | grep -qx 3
}

copied() {
  echo 'a file' >sent.txt
  k -n proxy cp sent.txt talker:/tmp/received.txt && [ "$(k -n proxy exec talker -- cat /tmp/received.txt)" = 'a file' ]
}

typed() { # whether what is typed comes out of the other end
  [ "$(echo 'typed in' | k -n proxy exec -i talker -- cat)" = 'typed in' ]
}

attached() {
  [ "$(echo 'to attach' | timeout 20 "$KUBECTL" --kubeconfig admin.kubeconfig -n proxy attach -q -i echoing)" = 'to attach' ]
}

code() { # whether the exit code of the command comes back
  status=0
  k -n proxy exec talker -- sh -c 'exit 7' || status=$?
  [ "$status" = 7 ]
}

check 'a pod runs' is Running pod/talker .status.phase -n proxy
check 'its log is read' says 'ready to talk' k -n proxy logs talker
check 'its log is followed to its end' followed
check 'a log since a time, with times and of some lines' says Z k -n proxy logs talker --since=1h --timestamps --tail=1
check 'a command is executed, by WebSocket' says talker k -n proxy exec talker -- hostname
check 'a command is executed, by SPDY' says talker env KUBECTL_REMOTE_COMMAND_WEBSOCKETS=false "$KUBECTL" --kubeconfig admin.kubeconfig \
  -n proxy exec talker -- hostname
check 'a command reads what is typed' typed
check "a command's exit code comes back" code
check 'a container is attached to' attached
check 'a port is forwarded' forwarded
check 'a file is copied into a pod' copied
check 'a request is passed on to a pod' says 'hello from a pod' k get --raw /api/v1/namespaces/proxy/pods/talker:8080/proxy/hello
check 'a request is passed on to a service' says 'hello from a pod' k get --raw /api/v1/namespaces/proxy/services/talker:80/proxy/hello
check "the kubelet's summary is passed on" says talker k get --raw "/api/v1/nodes/$NODE/proxy/stats/summary"
check "the kubelet's metrics are passed on" says node_cpu_usage_seconds_total k get --raw "/api/v1/nodes/$NODE/proxy/metrics/resource"
check "the kubelet's configuration is passed on" says kubeletconfig k get --raw "/api/v1/nodes/$NODE/proxy/configz"
check 'a debugging container is added' k -n proxy debug talker --image=peers.local/busybox:1 --container=look -- sleep 1000
check 'it runs' has pod/talker '.status.ephemeralContainerStatuses[0].state.running' -n proxy
check 'the kubelet lets in whose token the API server vouches for' says 200 at_kubelet "$(token allowed)" /metrics/resource
check 'it refuses who may not' says 403 at_kubelet "$(token default)" /metrics/resource
check 'it refuses a token of nobody' says 401 at_kubelet none /metrics/resource
