/**
 * Gives each namespace what its pods need to speak to the API: a default service account and the cluster's root
 * certificates (k8s.io/kubernetes pkg/controller/serviceaccount and pkg/controller/certificates/rootcacertpublisher, 1.37).
 *
 * <p>Threads: the workers of the queues.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.serviceaccount;

import org.jspecify.annotations.NullMarked;
