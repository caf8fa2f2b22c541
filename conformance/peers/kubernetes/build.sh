#!/bin/sh
# Builds upstream's Kubernetes programs from their published modules, to be run beside or against Carafe. Needs Go.
#
#   build.sh OUT [PROGRAM …]      kube-controller-manager, kube-scheduler and kubelet where none is named; kube-apiserver and
#                                 kube-proxy are others. The first takes ten minutes on two cores, the rest a few each.
#
# KUBERNETES_VERSION (1.37.2) says which.
set -eu
version=${KUBERNETES_VERSION:-1.37.2}
out=$(mkdir -p "$1" && cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- kube-controller-manager kube-scheduler kubelet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
go mod init peers >/dev/null 2>&1
# The main module asks for its parts as v0.0.0, as they lie in its repository; as modules they have the version v0.MINOR.PATCH.
source=$(go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p')
sed -n 's/^[[:space:]]*\(k8s.io\/[a-z0-9-]*\) v0.0.0$/\1/p' "$source" | while read -r part; do
  go mod edit -replace "$part=$part@v0.${version#1.}"
done
go mod edit -require "k8s.io/kubernetes@v$version"
printf 'package peers\n\nimport (\n' >peers.go
for program in "$@"; do
  printf '\t_ "k8s.io/kubernetes/cmd/%s/app"\n' "$program" >>peers.go
done
printf ')\n' >>peers.go
go mod tidy
package=k8s.io/component-base/version
for program in "$@"; do
  go build -ldflags "-X $package.gitVersion=v$version -X $package.gitMajor=1 -X $package.gitMinor=$(echo "$version" | cut -d. -f2)" \
    -o "$out/$program" "k8s.io/kubernetes/cmd/$program"
done
