#!/bin/sh
# Our cloud controller manager at upstream's API server and store: two real machines on a host of ours are the nodes. Needs root, and what
# `./carafe test` installs or names as missing (QEMU, Go for govc).
#
#   CARAFE_UPSTREAM_ETCD=.../etcd CARAFE_UPSTREAM_KUBE_APISERVER=.../kube-apiserver \
#     conformance/peers/kubernetes/cloud-nodes.sh [MAVEN ARGUMENTS]
#
# build.sh beside it builds kube-apiserver. CARAFE names the launcher (./carafe). Without arguments all that the test needs is built;
# `-pl conformance` takes what is installed. Exit code 0: the nodes were told of, and nothing was left out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
carafe=${CARAFE:-$root/carafe}
: "${CARAFE_UPSTREAM_ETCD:?names etcd}" "${CARAFE_UPSTREAM_KUBE_APISERVER:?names kube-apiserver}"
test=CloudNodesAtUpstreamTest
report=$root/conformance/target/surefire-reports/TEST-dev.carafe.conformance.$test.xml
rm -f "$report"
[ $# -gt 0 ] || set -- -pl conformance -am
"$carafe" test "$@" -Dtest=$test -Dsurefire.failIfNoSpecifiedTests=false
# A test that lacks something is skipped, which Maven takes for success.
grep -q '<testsuite .*tests="[1-9][0-9]*" errors="0" skipped="0" failures="0"' "$report" || {
  sed -n 's/.*<skipped message="\([^"]*\)".*/the test was left out: \1/p' "$report" >&2
  exit 1
}
echo "nodes of real machines were told of at $("$CARAFE_UPSTREAM_KUBE_APISERVER" --version)"
