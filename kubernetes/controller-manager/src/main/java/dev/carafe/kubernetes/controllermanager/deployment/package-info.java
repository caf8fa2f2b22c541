/**
 * Rolls Deployments out over ReplicaSets (k8s.io/kubernetes pkg/controller/deployment, 1.37).
 *
 * <p>Threads: the workers of its queue; a {@code Rollout} belongs to the worker that made it. What decides by numbers alone
 * is in {@code RollingUpdate}, {@code Scaling} and {@code DeploymentConditions}, which do no I/O.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.deployment;

import org.jspecify.annotations.NullMarked;
