#!/bin/sh
# Runs upstream's controller manager, scheduler and kubelet against `carafe kube-apiserver`, has them do their work with real
# containers, and prints a table of what passed. docs/conformance/upstream-components.md has the last one.
#
#   conformance/peers/kubernetes/components.sh PROGRAMS FOLDER
#
# PROGRAMS is the folder that build.sh filled. FOLDER is made, and keeps keys, data and logs. All processes are in namespaces of their
# own (processes, mounts, network) and end with this one. Needs root, containerd, runc, the CNI plugins, iproute2, a static busybox,
# openssl, curl and kubectl. CARAFE names the launcher (./carafe), KUBECTL kubectl, CNI_PLUGINS the plugins' folder; CHECKS says
# which files of checks/ are run, all where it is empty. With NODELESS=1 neither containerd nor the kubelet is started, and CHECKS=bounds
# is what can be seen. Exit code 0: everything passed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
programs=$(cd "$1" && pwd)
CARAFE=$(realpath "$(command -v "${CARAFE:-$here/../../../carafe}")")
KUBECTL=$(realpath "$(command -v "${KUBECTL:-kubectl}")")
mkdir -p "$2"
cd "$2"
KUBECACHEDIR=$PWD/discovery
CNI_PLUGINS=${CNI_PLUGINS:-/usr/lib/cni}
CGROUP=carafe-components-$$
export CARAFE KUBECTL KUBECACHEDIR CNI_PLUGINS CGROUP
umask 077

[ "$(id -u)" = 0 ] || { echo "$0 needs root" >&2; exit 2; }
[ ! -e ca.crt ] || { echo "$PWD has been used; name a new folder" >&2; exit 2; }
for program in containerd ctr runc ip unshare openssl curl busybox; do
  command -v "$program" >/dev/null || { echo "$program is missing" >&2; exit 2; }
done
"$CARAFE" kube-apiserver --help >/dev/null # builds what is not built
export CARAFE_NO_BUILD=1

. "$here/../certificates.sh"
. "$here/images.sh"
certificate kubelet-client /CN=kube-apiserver-kubelet-client
certificate controller-manager /CN=system:kube-controller-manager
certificate scheduler /CN=system:kube-scheduler
certificate bootstrap /O=system:bootstrappers/CN=node

# What a kubelet and a network plugin change of the machine as a whole.
settings='vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys kernel.keys.root_maxbytes'
: >settings.txt
for setting in $settings; do
  [ ! -e "/proc/sys/$(echo "$setting" | tr . /)" ] || sysctl "$setting" >>settings.txt
done

# The folder that device plugins know is fixed; whoever has none gets it only for as long as this runs.
made=
[ -d /var/lib/kubelet ] || { mkdir /var/lib/kubelet && made=/var/lib/kubelet; }

hierarchies() { # prints the folders in which the kubelet's control groups lie
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    echo /sys/fs/cgroup
  else
    find /sys/fs/cgroup -mindepth 1 -maxdepth 1 -type d
  fi
}

hierarchies | while read -r hierarchy; do
  mkdir "$hierarchy/$CGROUP"
  [ ! -e "$hierarchy/cpuset.mems" ] || for file in cpuset.cpus cpuset.mems; do
    cat "$hierarchy/$file" >"$hierarchy/$CGROUP/$file"
  done
done

finish() {
  hierarchies | while read -r hierarchy; do
    tries=0
    until find "$hierarchy/$CGROUP" -depth -type d -exec rmdir {} + 2>/dev/null || [ "$tries" = 10 ]; do
      tries=$((tries + 1))
      sleep 1 # the kernel ends the last processes
    done
  done
  [ -z "$made" ] || rmdir "$made"
  sysctl -q -p settings.txt
}
trap finish EXIT

unshare --mount --net --pid --fork --mount-proc --kill-child "$here/cluster.sh" "$programs" &
cluster=$!
trap 'kill -KILL "$cluster"' INT TERM
status=0
wait "$cluster" || status=$?
exit "$status"
