/**
 * Mirrors Endpoints that were written by hand to EndpointSlices, which is what proxies read (k8s.io/kubernetes
 * pkg/controller/endpointslicemirroring, 1.37).
 *
 * <p>Threads: the workers of its queue. {@code Mirror} decides and does no I/O.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.endpointslicemirroring;

import org.jspecify.annotations.NullMarked;
