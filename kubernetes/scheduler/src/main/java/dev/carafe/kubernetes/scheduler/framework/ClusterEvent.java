package dev.carafe.kubernetes.scheduler.framework;

/** A change of the cluster that may let a waiting pod fit. */
public sealed interface ClusterEvent {
    /** A node came. */
    record NodeAdded(NodeInfo node) implements ClusterEvent {}

    /** A node's labels, taints, allocatable resources or schedulability changed. */
    record NodeUpdated(NodeInfo node) implements ClusterEvent {}

    /** A pod that ran on a node ended or went. */
    record AssignedPodDeleted(PodInfo pod) implements ClusterEvent {}

    /** A pod on a node came or changed its labels or resources. */
    record AssignedPodChanged(PodInfo pod) implements ClusterEvent {}
}
