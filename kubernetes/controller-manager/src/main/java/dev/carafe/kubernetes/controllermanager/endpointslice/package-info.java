/**
 * Writes the EndpointSlices of each service with a selector (k8s.io/endpointslice and k8s.io/kubernetes
 * pkg/controller/endpointslice, 1.37).
 *
 * <p>Threads: the workers of its queue. {@code SlicePlan} decides and does no I/O.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.endpointslice;

import org.jspecify.annotations.NullMarked;
