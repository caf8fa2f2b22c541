/**
 * Keeps a deleted claim as long as a pod uses it, and says of a bound one whether any does (k8s.io/kubernetes
 * pkg/controller/volume/pvcprotection, 1.37).
 *
 * <p>Threads: the worker of its queue.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.pvcprotection;

import org.jspecify.annotations.NullMarked;
