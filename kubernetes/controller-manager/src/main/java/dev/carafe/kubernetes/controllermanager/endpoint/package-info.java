/**
 * Writes the Endpoints of each service with a selector (k8s.io/kubernetes pkg/controller/endpoint, 1.37).
 *
 * <p>Threads: the workers of its queue.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.endpoint;

import org.jspecify.annotations.NullMarked;
