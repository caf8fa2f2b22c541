# What is mounted into pods, and how changes of it arrive.
openssl req -x509 -newkey rsa:2048 -nodes -keyout trusted.key -out trusted.crt -days 2 -subj /CN=trusted 2>/dev/null
act k apply -f - <<END
apiVersion: certificates.k8s.io/v1
kind: ClusterTrustBundle
metadata: {name: peers}
spec: {trustBundle: "$(awk '{ printf "%s\\n", $0 }' trusted.crt)"}
END
mkdir -p /run/shown
cp kubelet.yaml /run/shown
objects volumes volumes.yaml

file() { # TEXT FILE
  says "$1" k -n volumes exec mounted -- cat "$2"
}

who() { # whether the pod's token is that of its account, bound to the pod
  projected=$(k -n volumes exec mounted -- cat /all/token) || return 1
  "$KUBECTL" --server "$API" --certificate-authority ca.crt --token "$projected" auth whoami -o json >who.json || return 1
  cat who.json
  grep -q '"system:serviceaccount:volumes:default"' who.json && grep -q '"mounted"' who.json
}

check 'a pod with all kinds of volumes runs' is Running pod/mounted .status.phase -n volumes
check 'a ConfigMap is mounted' file 'first value' /configuration/key
check 'a Secret is mounted' file 'first secret' /secret/key
check 'a key of a ConfigMap is mounted alone' file 'first value' /one/key
check "the pod's labels are mounted" file 'colour="red"' /about/labels
check 'an empty directory in memory is writable' k -n volumes exec mounted -- touch /empty/file
check 'a folder of the node is mounted' file KubeletConfiguration /host/kubelet.yaml
check 'a bundle of trust is projected' file 'BEGIN CERTIFICATE' /all/trust.pem
check "the server's authority is projected" file 'BEGIN CERTIFICATE' /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
check "the pod's token is projected, and is let in" who
check 'values are in the environment' file 'first value first secret' /tmp/environment
act k -n volumes patch configmap configuration -p '{"data":{"key":"second value"}}'
act k -n volumes patch secret hidden -p '{"stringData":{"key":"second secret"}}'
act k -n volumes label pod mounted colour=blue --overwrite
check "a ConfigMap's change arrives" file 'second value' /configuration/key
check "a Secret's change arrives" file 'second secret' /secret/key
check "a label's change arrives" file 'colour="blue"' /about/labels
check 'a pod waits for a ConfigMap' says 'configmap "late" not found' k -n volumes get events --field-selector involvedObject.name=waiting
act k -n volumes create configmap late --from-literal=key=value
check 'and runs when it is there' is Running pod/waiting .status.phase -n volumes
check 'an immutable Secret is mounted' is Running pod/unchanging .status.phase -n volumes
