/**
 * Notices nodes that fall silent, taints them, and evicts pods from tainted nodes (k8s.io/kubernetes
 * pkg/controller/nodelifecycle and pkg/controller/tainteviction, 1.37).
 *
 * <p>Threads: one that looks at all nodes in turn and owns what is known of their health; workers that taint nodes by their
 * conditions; workers that evict. {@code NodeHealth}, {@code ConditionTaints}, {@code Disruption} and {@code Eviction}
 * decide and do no I/O.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.nodelifecycle;

import org.jspecify.annotations.NullMarked;
