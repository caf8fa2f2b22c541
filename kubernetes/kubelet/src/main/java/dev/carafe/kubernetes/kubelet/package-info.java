/**
 * The kubelet: runs the pods that are bound to this machine, as real containers, and reports what became
 * of them.
 *
 * <p>{@link dev.carafe.kubernetes.kubelet.Kubelet} puts the parts together and starts their threads; each part is a
 * package of its own. It knows the API server through {@code kubernetes/client} alone, and the container
 * runtime through CRI.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet;

import org.jspecify.annotations.NullMarked;
