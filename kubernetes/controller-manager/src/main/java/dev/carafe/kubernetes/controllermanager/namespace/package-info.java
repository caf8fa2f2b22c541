/**
 * Empties namespaces that are being deleted and then lets them go (k8s.io/kubernetes pkg/controller/namespace, 1.37).
 *
 * <p>Threads: the workers of its queue.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.namespace;

import org.jspecify.annotations.NullMarked;
