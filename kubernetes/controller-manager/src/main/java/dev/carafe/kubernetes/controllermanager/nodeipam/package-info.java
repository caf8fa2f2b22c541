/**
 * Gives each node a range of addresses for its pods (k8s.io/kubernetes pkg/controller/nodeipam, range allocator, 1.37).
 *
 * <p>Threads: one worker, so that the ranges need no lock against each other.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.nodeipam;

import org.jspecify.annotations.NullMarked;
