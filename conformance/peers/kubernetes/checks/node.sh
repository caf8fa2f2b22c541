# The node: how it joins, what it may do, and how it says that it is alive.
certificate_of() { # SIGNER: whether a request for it has been signed
  k get csr -o jsonpath="{range .items[?(@.spec.signerName==\"kubernetes.io/$1\")]}{.status.certificate}{end}" | grep -q .
}

approve() { # what asks for kubelets' serving certificates, which no controller approves
  names=$(k get csr -o jsonpath='{range .items[?(@.spec.signerName=="kubernetes.io/kubelet-serving")]}{.metadata.name} {end}')
  # shellcheck disable=SC2086 # names are words
  [ -n "$names" ] && k certificate approve $names
}

as_kubelet() {
  "$KUBECTL" --server "$API" --certificate-authority ca.crt --client-certificate /var/lib/kubelet/pki/kubelet-client-current.pem \
    --client-key /var/lib/kubelet/pki/kubelet-client-current.pem "$@"
}

renewed() { # whether the node's lease was renewed since it was last looked at
  lease=$(k -n kube-node-lease get lease "$NODE" -o jsonpath='{.spec.renewTime}')
  before=${before:-$lease}
  [ "$lease" != "$before" ]
}

check 'the kubelet asks for a client certificate, which is approved and signed' certificate_of kube-apiserver-client-kubelet
check 'its request for a serving certificate can be approved' approve
check 'its serving certificate is signed' certificate_of kubelet-serving
check 'the node is Ready' is True "node/$NODE" '.status.conditions[?(@.type=="Ready")].status'
check 'the node has no taint any more' is '' "node/$NODE" .spec.taints
check 'the node gets a range of pod addresses' is 10.214.0.0/24 "node/$NODE" .spec.podCIDR
check 'the node tells its version' is "$(version kubelet)" "node/$NODE" .status.nodeInfo.kubeletVersion
check 'the node tells its address' is "$NODE_ADDRESS" "node/$NODE" '.status.addresses[?(@.type=="InternalIP")].address'
check 'the node tells its images' says peers.local/busybox:1 k get node "$NODE" -o 'jsonpath={.status.images[*].names}'
check 'the node tells what can be allocated' has "node/$NODE" .status.allocatable.memory
check "the node's lease is renewed" renewed
check 'the node may read itself' as_kubelet get node "$NODE"
check "the node may not read others' secrets" says Forbidden as_kubelet -n kube-system get secret any
check 'the node may not give itself a restricted label' says 'is not allowed to modify labels' \
  as_kubelet label node "$NODE" node-restriction.kubernetes.io/safe=true
check 'the controller manager has its lease' has lease/kube-controller-manager .spec.holderIdentity -n kube-system
check 'the scheduler has its lease' has lease/kube-scheduler .spec.holderIdentity -n kube-system
for reason in RegisteredNode NodeReady; do
  check "$reason is an event" says "$reason" k get events --field-selector "involvedObject.kind=Node,involvedObject.name=$NODE"
done
