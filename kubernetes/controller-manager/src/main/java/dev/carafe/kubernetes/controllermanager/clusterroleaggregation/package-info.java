/**
 * Fills cluster roles that are made of others (k8s.io/kubernetes pkg/controller/clusterroleaggregation, 1.37).
 *
 * <p>Threads: the worker of its queue.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.clusterroleaggregation;

import org.jspecify.annotations.NullMarked;
