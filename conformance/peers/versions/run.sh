#!/bin/sh
# Asks upstream's API server, with all of its versions on, the requests of VersionAnswersTest, and writes its answers beside them.
#
#   CARAFE_UPSTREAM_ETCD=.../etcd CARAFE_UPSTREAM_KUBE_APISERVER=.../kube-apiserver conformance/peers/versions/run.sh FOLDER REQUESTS
#
# FOLDER is made and keeps keys, data and logs: a fresh one each time, for the answers are those of an empty store.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
RECORDER="$here/record.py" FLAGS="--runtime-config=api/all=true --feature-gates=GenericWorkload=true" \
    exec "$here/../validation/run.sh" "$@"
