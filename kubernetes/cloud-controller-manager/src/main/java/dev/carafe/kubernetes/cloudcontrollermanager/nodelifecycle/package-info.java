/**
 * Deletes nodes whose instances are gone, and taints those whose instances are shut down (k8s.io/cloud-provider
 * controllers/nodelifecycle, 1.37).
 *
 * <p>Threads: one that looks at all nodes in turn. {@code ShutdownTaint} decides and does no I/O.
 */
@NullMarked
package dev.carafe.kubernetes.cloudcontrollermanager.nodelifecycle;

import org.jspecify.annotations.NullMarked;
