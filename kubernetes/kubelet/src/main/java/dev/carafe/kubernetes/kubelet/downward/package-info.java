/**
 * The downward API: what a pod may be told about itself, as environment or as files. Pure functions
 * over the pod and facts of its node; any thread.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.downward;

import org.jspecify.annotations.NullMarked;
