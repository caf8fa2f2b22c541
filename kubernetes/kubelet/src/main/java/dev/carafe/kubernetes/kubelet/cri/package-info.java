/**
 * The Container Runtime Interface, version {@code runtime.v1}: how the kubelet asks containerd (or any
 * other runtime that speaks it) for sandboxes, containers and images.
 *
 * <p>{@link dev.carafe.kubernetes.kubelet.cri.CriClient} may be called from any thread and blocks its
 * caller; the messages are generated into {@code ….cri.v1}. Knows nothing of the rest of the kubelet.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.cri;

import org.jspecify.annotations.NullMarked;
