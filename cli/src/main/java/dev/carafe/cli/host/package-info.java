/**
 * The machine that a cloud runs on: which programs it has, other processes, Carafe's own containerd, and taking away
 * what was left.
 *
 * <p>Plain blocking code on the caller's thread. Knows no other package of the house; nothing here speaks Kubernetes.
 */
@NullMarked
package dev.carafe.cli.host;

import org.jspecify.annotations.NullMarked;
