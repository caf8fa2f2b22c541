/**
 * Initialises nodes that registered with the taint of an external cloud: providerID, labels, addresses; then keeps their
 * addresses and labels true (k8s.io/cloud-provider controllers/node, 1.37).
 *
 * <p>Threads: the workers of its queue, and one that looks at all nodes in turn. {@code NodeInitialization}, {@code
 * NodeLabels} and {@code NodeAddresses} decide and do no I/O.
 */
@NullMarked
package dev.carafe.kubernetes.cloudcontrollermanager.node;

import org.jspecify.annotations.NullMarked;
