#!/bin/sh
# Builds the program that tells how upstream lays out its protobuf messages, from the published modules of Kubernetes.
#
#   build.sh OUT [VERSION]      VERSION is that of the staging modules, 0.37.2 where none is given
#
# OUT/protobuf table SCHEMAS >messages.json      the facts table of kubernetes/api
# OUT/protobuf bytes <objects                    what ProtobufBytesTest asks with -Dcarafe.protobuf.peer=OUT/protobuf
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
version=${2:-0.37.2}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$(dirname "$0")/main.go" "$work"
cd "$work"
go mod init protobuf
go get "k8s.io/api@v$version" "k8s.io/apimachinery@v$version" "k8s.io/client-go@v$version" \
  "k8s.io/apiextensions-apiserver@v$version" "k8s.io/kube-aggregator@v$version"
go mod tidy
go build -o "$out/protobuf" .
