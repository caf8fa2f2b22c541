#!/bin/sh
# Builds upstream's etcd from its published modules, to be run beside Carafe. Needs Go.
#
#   build.sh OUT [PROGRAM …]      etcd where none is named; etcdctl and etcdutl are others
#
# ETCD_VERSION (3.7.3) says which.
set -eu
version=${ETCD_VERSION:-3.7.3}
out=$(mkdir -p "$1" && cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- etcd
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
go mod init peers >/dev/null 2>&1
for program in "$@"; do
    case $program in
    etcd) module=go.etcd.io/etcd/server/v3 ;;
    *) module=go.etcd.io/etcd/$program/v3 ;;
    esac
    go get "$module@v$version"
    CGO_ENABLED=0 go build -o "$out/$program" "$module"
done
