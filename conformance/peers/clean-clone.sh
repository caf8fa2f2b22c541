#!/bin/sh
# The first quarter of an hour of somebody who has nothing but a clone: `git clone`, `./carafe up`, and govc and kubectl by `./carafe env`.
#
#   GOVC=.../govc KUBECTL=.../kubectl conformance/peers/clean-clone.sh FOLDER
#
# What is committed in this repository counts, or in the one that SOURCE names. FOLDER is made and keeps the clone and what was said.
# The cloud has ports and networks of its own (SECURE_PORT, KUBELET_PORT, VCENTER_PORT and ESXI_PORT name others) and is taken away at
# the end, whatever happens. Exit code 0: all answered, and nothing is left. Needs root where a node with real containers does.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
source=${SOURCE:-$(cd "$here/../.." && pwd)}
govc=${GOVC:-govc}
kubectl=${KUBECTL:-kubectl}
mkdir -p "${1:?names a folder}"
cd "$1"
folder=$PWD
data=$folder/data
if [ -e carafe ] || [ -e "$data" ]; then
    echo "clean-clone: $folder has a clone or a cloud already; name another folder" >&2
    exit 2
fi
unset KUBECONFIG GOVC_URL GOVC_USERNAME GOVC_PASSWORD GOVC_TLS_CA_CERTS # what the user has of his own counts for nothing here

say() {
    echo "clean-clone: $*"
}

finish() {
    status=$?
    trap - EXIT
    if [ -e "$data" ]; then
        carafe/carafe reset --yes --data-dir "$data" >reset.log 2>&1 || status=1
    fi
    if [ -e "$data" ]; then
        say "$data is left" >&2
        status=1
    fi
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

say "cloning $source"
git clone --quiet "$source" carafe
say "the first ./carafe up, which builds"
{
    carafe/carafe up --data-dir "$data" \
        --secure-port "${SECURE_PORT:-17443}" --kubelet-port "${KUBELET_PORT:-12250}" \
        --vcenter-port "${VCENTER_PORT:-18443}" --esxi-port "${ESXI_PORT:-18444}" \
        --cluster-cidr 10.214.0.0/16 --service-cidr 10.114.0.0/16 --node-name clean-clone 2>&1 || : >up.failed
} | tee up.log
if [ -e up.failed ]; then # any other command would begin to build again
    say "./carafe up failed" >&2
    exit 1
fi
carafe/carafe status --data-dir "$data" >status.txt
grep -Eq 'Carafe ESXi .*\((TCG|KVM)' status.txt

environment=$(carafe/carafe env --data-dir "$data")
eval "$environment"
export GOVMOMI_HOME="$folder/govmomi"
"$govc" about | tee about.txt
grep -q 'Carafe vCenter Server' about.txt
"$govc" find / -type h | grep -q .
"$kubectl" get nodes | tee nodes.txt
grep -Eq '^clean-clone +Ready' nodes.txt

carafe/carafe down --data-dir "$data"
if carafe/carafe status --data-dir "$data" >down.txt 2>&1; then
    say "the cloud runs after ./carafe down" >&2
    exit 1
fi
say "all answered"
