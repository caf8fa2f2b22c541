/**
 * Guards the blocks that services' addresses are of (k8s.io/kubernetes pkg/controller/servicecidrs, 1.37): says which are ready, and
 * keeps one that is deleted until no address would be left without a block.
 *
 * <p>Threads: the worker of its queue.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.servicecidrs;

import org.jspecify.annotations.NullMarked;
