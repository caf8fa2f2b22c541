/**
 * Whether this machine takes a pod that it was given (upstream {@code pkg/kubelet/lifecycle}). A scheduler has usually
 * asked the same before; a pod may come without one, or the machine may have changed since.
 *
 * <p>{@link dev.carafe.kubernetes.kubelet.lifecycle.NodeFit} decides and is pure;
 * {@link dev.carafe.kubernetes.kubelet.lifecycle.PodAdmission} remembers, under a lock, which pods it took. Knows the
 * declarations of pods and nodes, and nobody else here.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.lifecycle;

import org.jspecify.annotations.NullMarked;
