package dev.carafe.kubernetes.cloudcontrollermanager.service;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.record.EventType;

/** What the service controller says of services, in upstream's words. Thread-safe. */
final class ServiceEvents {
    private final EventRecorder recorder;

    ServiceEvents(EventRecorder recorder) {
        this.recorder = recorder;
    }

    void ensuring(Service service) {
        recorder.event(service, EventType.NORMAL, "EnsuringLoadBalancer", "Ensuring load balancer");
    }

    void ensured(Service service) {
        recorder.event(service, EventType.NORMAL, "EnsuredLoadBalancer", "Ensured load balancer");
    }

    void syncFailed(Service service, String why) {
        recorder.event(service, EventType.WARNING, "SyncLoadBalancerFailed", "Error syncing load balancer: " + why);
    }

    void deleting(Service service) {
        recorder.event(service, EventType.NORMAL, "DeletingLoadBalancer", "Deleting load balancer");
    }

    void deleted(Service service) {
        recorder.event(service, EventType.NORMAL, "DeletedLoadBalancer", "Deleted load balancer");
    }

    void deleteFailed(Service service, String why) {
        recorder.event(service, EventType.WARNING, "DeleteLoadBalancerFailed", "Error deleting load balancer: " + why);
    }

    void updated(Service service) {
        recorder.event(service, EventType.NORMAL, "UpdatedLoadBalancer", "Updated load balancer with new hosts");
    }

    void noNodes(Service service) {
        recorder.event(
                service, EventType.WARNING, "UnAvailableLoadBalancer", "There are no available nodes for LoadBalancer");
    }

    void updateFailed(Service service, String nodes, int count, String why) {
        recorder.event(
                service,
                EventType.WARNING,
                "UpdateLoadBalancerFailed",
                "Error updating load balancer with new hosts " + nodes + " [node names limited, total number of nodes: "
                        + count + "], error: " + why);
    }
}
