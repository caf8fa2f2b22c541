# Budgets of disruptions, and evictions.
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

a_pod() {
  k -n policies get pods -l app=guarded -o jsonpath='{.items[0].metadata.name}'
}

check 'a budget counts its healthy pods' is 2 pdb/guarded .status.currentHealthy -n policies
check 'and allows no disruption' is 0 pdb/guarded .status.disruptionsAllowed -n policies
check 'an eviction is refused' drained "$(a_pod)"
act k -n policies patch pdb guarded -p '{"spec":{"minAvailable":1}}'
check 'a budget that is changed is counted anew' is 1 pdb/guarded .status.disruptionsAllowed -n policies
check 'an eviction is done' evicted "$(a_pod)"
