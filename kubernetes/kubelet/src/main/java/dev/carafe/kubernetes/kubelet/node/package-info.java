/**
 * This machine as a Node: what it has, how it is, and telling the API server so.
 *
 * <p>{@link dev.carafe.kubernetes.kubelet.node.Machine} reads the facts,
 * {@link dev.carafe.kubernetes.kubelet.node.NodeObject} makes the object (pure), and two threads write it:
 * the registration with its status, and the heartbeat's lease.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.node;

import org.jspecify.annotations.NullMarked;
