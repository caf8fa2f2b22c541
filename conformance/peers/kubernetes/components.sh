#!/bin/sh
# Runs upstream's controller manager and scheduler against an API server until this is interrupted. They speak protobuf, as
# they do by default. No other controller manager or scheduler must be at work.
#
#   components.sh PROGRAMS KUBECONFIG CA-CERT CA-KEY SERVICE-ACCOUNT-KEY
#
# PROGRAMS is the folder that build.sh filled, KUBECONFIG an administrator's; the CA signs certificates, the key signs
# service accounts' tokens. Logs go to kube-controller-manager.log and kube-scheduler.log in the working folder.
set -eu
programs=$1 kubeconfig=$2 ca_cert=$3 ca_key=$4 token_key=$5
common="--kubeconfig=$kubeconfig --authentication-kubeconfig=$kubeconfig --authorization-kubeconfig=$kubeconfig
  --bind-address=127.0.0.1 --leader-elect=false"
# shellcheck disable=SC2086 # the flags are words
"$programs/kube-controller-manager" $common --secure-port=0 --use-service-account-credentials=true \
  --root-ca-file="$ca_cert" --service-account-private-key-file="$token_key" \
  --cluster-signing-cert-file="$ca_cert" --cluster-signing-key-file="$ca_key" >kube-controller-manager.log 2>&1 &
controllers=$!
# shellcheck disable=SC2086
"$programs/kube-scheduler" $common --secure-port=0 >kube-scheduler.log 2>&1 &
scheduler=$!
trap 'kill $controllers $scheduler 2>/dev/null' INT TERM EXIT
wait
