/**
 * Keeps as many pods as a ReplicaSet or a ReplicationController asks for (k8s.io/kubernetes pkg/controller/replicaset and
 * pkg/controller/replication, 1.37).
 *
 * <p>Threads: the workers of its queue. Knows the shared controller package and the client.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.replicaset;

import org.jspecify.annotations.NullMarked;
