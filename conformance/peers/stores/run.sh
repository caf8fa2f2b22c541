#!/bin/sh
# The API server's own tests, each on a store of its own that is another program: upstream's etcd, or `carafe etcd`.
#
#   CARAFE_UPSTREAM_ETCD=.../etcd conformance/peers/stores/run.sh
#   MEMBERS=3 conformance/peers/stores/run.sh
#
# MEMBERS is how many members each store has (1). Words after the script's name go to Maven, such as
# -Dtest=TwoServersTest. In every build the same tests run on a store in their own process.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
if [ -n "${CARAFE_UPSTREAM_ETCD:-}" ]; then
    program=$CARAFE_UPSTREAM_ETCD
else
    "$root/carafe" etcd --help >/dev/null # builds what is not built
    program="$root/carafe etcd"
fi
cd "$root"
exec mvn -q -pl kubernetes/apiserver -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest='dev.carafe.kubernetes.apiserver.**' \
    -Dcarafe.test.etcd="$program" -Dcarafe.test.etcd.members="${MEMBERS:-1}" "$@"
