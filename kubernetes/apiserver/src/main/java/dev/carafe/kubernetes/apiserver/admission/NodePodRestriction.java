package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.api.meta.v1.OwnerReference;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.util.List;

/**
 * What a kubelet may do with pods: make and delete mirrors of its static ones, say how those on its node are, and evict them
 * (plugin/pkg/admission/noderestriction).
 */
final class NodePodRestriction {
    private static final String MIRROR_ANNOTATION = "kubernetes.io/config.mirror";

    private final ObjectReader reader;

    NodePodRestriction(ObjectReader reader) {
        this.reader = reader;
    }

    void validate(AdmissionRequest request, String node) {
        switch (request.subresource()) {
            case "" -> pod(request, node);
            case "status" -> status(request, node);
            case "eviction" -> eviction(request, node);
            default ->
                throw Forbidden.of(
                        request,
                        "unexpected pod subresource " + Quoted.of(request.subresource())
                                + ", only 'status' and 'eviction' are allowed");
        }
    }

    private void pod(AdmissionRequest request, String node) {
        switch (request.operation()) {
            case CREATE -> mirror(request, new Pod(request.object().orElseThrow()), node);
            case DELETE -> {
                if (!isOn(node, new Pod(request.oldObject().orElseThrow()))) {
                    throw Forbidden.of(
                            request,
                            "node " + Quoted.of(node) + " can only delete pods with spec.nodeName set to itself");
                }
            }
            case UPDATE, CONNECT ->
                throw Forbidden.of(
                        request,
                        "unexpected operation " + Quoted.of(request.operation().name()) + ", node " + Quoted.of(node)
                                + " can only create and delete mirror pods");
        }
    }

    private static boolean isOn(String node, Pod pod) {
        return pod.spec().nodeName().equals(node);
    }

    private void mirror(AdmissionRequest request, Pod pod, String node) {
        String who = "node " + Quoted.of(node);
        if (!pod.metadata().annotations().containsKey(MIRROR_ANNOTATION)) {
            throw Forbidden.of(
                    request,
                    "pod does not have " + Quoted.of(MIRROR_ANNOTATION) + " annotation, " + who
                            + " can only create mirror pods");
        }
        if (!isOn(node, pod)) {
            throw Forbidden.of(request, who + " can only create pods with spec.nodeName set to itself");
        }
        List<OwnerReference> owners = pod.metadata().ownerReferences();
        if (owners.size() != 1) {
            throw Forbidden.of(
                    request,
                    who + " can only create pods with "
                            + (owners.isEmpty() ? "an owner reference" : "a single owner reference")
                            + " set to itself");
        }
        owner(request, owners.getFirst(), node);
        PodObjectReferences.first(pod.spec()).ifPresent(kind -> {
            throw Forbidden.of(request, who + " can not create pods that reference " + kind);
        });
    }

    private void owner(AdmissionRequest request, OwnerReference owner, String node) {
        String who = "node " + Quoted.of(node);
        if (!owner.apiVersion().equals("v1")
                || !owner.kind().equals("Node")
                || !owner.name().equals(node)) {
            throw Forbidden.of(request, who + " can only create pods with an owner reference set to itself");
        }
        if (!owner.controller()) {
            throw Forbidden.of(request, who + " can only create pods with a controller owner reference set to itself");
        }
        if (owner.blockOwnerDeletion()) {
            throw Forbidden.of(request, who + " must not set blockOwnerDeletion on an owner reference");
        }
        String uid = reader.get("", "nodes", "", node)
                .map(Node::new)
                .orElseThrow(() -> StatusError.notFound(new GroupResource("", "node"), node))
                .metadata()
                .uid();
        if (!owner.uid().equals(uid)) {
            throw Forbidden.of(request, "node " + node + " UID mismatch: expected " + owner.uid() + " got " + uid);
        }
    }

    private static void status(AdmissionRequest request, String node) {
        String who = "node " + Quoted.of(node);
        if (request.operation() != Operation.UPDATE) {
            throw Forbidden.of(
                    request,
                    "unexpected operation " + Quoted.of(request.operation().name()));
        }
        Pod before = new Pod(request.oldObject().orElseThrow());
        Pod now = new Pod(request.object().orElseThrow());
        if (!isOn(node, before)) {
            throw Forbidden.of(request, who + " can only update pod status for pods with spec.nodeName set to itself");
        }
        if (!before.metadata().labels().equals(now.metadata().labels())) {
            throw Forbidden.of(request, who + " cannot update labels through pod status");
        }
        PodStatus old = before.status();
        PodStatus status = now.status();
        if (!old.resourceClaimStatuses().equals(status.resourceClaimStatuses())) {
            throw Forbidden.of(request, who + " cannot update resource claim statues"); // upstream's spelling
        }
        if (old.hasExtendedResourceClaimStatus() != status.hasExtendedResourceClaimStatus()
                || !old.extendedResourceClaimStatus().equals(status.extendedResourceClaimStatus())) {
            throw Forbidden.of(request, who + " cannot update extended resource claim status");
        }
        if (!old.nodeAllocatableResourceClaimStatuses().equals(status.nodeAllocatableResourceClaimStatuses())) {
            throw Forbidden.of(request, who + " cannot update node allocatable resource claim statuses");
        }
    }

    /** An eviction carries no pod, but names one. */
    private void eviction(AdmissionRequest request, String node) {
        if (request.operation() != Operation.CREATE) {
            throw Forbidden.of(
                    request, "unexpected operation " + request.operation().name());
        }
        Pod pod = reader.get("", "pods", request.namespace(), request.name())
                .map(Pod::new)
                .orElseThrow(() -> StatusError.notFound(new GroupResource("", "pod"), request.name()));
        if (!isOn(node, pod)) {
            throw Forbidden.of(request, "node " + node + " can only evict pods with spec.nodeName set to itself");
        }
    }
}
