package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.coordination.v1.Lease;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.util.Objects;

/** A kubelet changes only its own node, the pods on it, and its own lease (plugin/pkg/admission/noderestriction). */
public final class NodeRestriction implements AdmissionPlugin {
    private static final String USER_PREFIX = "system:node:";
    private static final String MIRROR_ANNOTATION = "kubernetes.io/config.mirror";

    private final ObjectReader reader;

    public NodeRestriction(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "NodeRestriction";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return !node(request.user()).isEmpty();
    }

    /** The node that the user is the kubelet of; empty for other users. */
    private static String node(UserInfo user) {
        return user.isIn("system:nodes") && user.name().startsWith(USER_PREFIX)
                ? user.name().substring(USER_PREFIX.length())
                : "";
    }

    @Override
    public void validate(AdmissionRequest request) {
        String node = node(request.user());
        switch (request.resource().group() + "/" + request.resource().name()) {
            case "/pods" -> pods(request, node);
            case "/nodes" -> nodes(request, node);
            case "coordination.k8s.io/leases" -> leases(request, node);
            default -> {} // the authorizer says what else a node may write
        }
    }

    /** An eviction carries no pod, but names one. */
    private void eviction(AdmissionRequest request, String node) {
        Pod pod = reader.get("", "pods", request.namespace(), request.name())
                .map(Pod::new)
                .orElseThrow(() -> StatusError.notFound(new GroupResource("", "pods"), request.name()));
        if (!pod.spec().nodeName().equals(node)) {
            throw Forbidden.of(request, "node " + node + " can only evict pods with spec.nodeName set to itself");
        }
    }

    private void pods(AdmissionRequest request, String node) {
        boolean create = request.operation() == Operation.CREATE;
        Pod pod = new Pod((create ? request.object() : request.oldObject()).orElse(Struct.EMPTY));
        boolean own = pod.spec().nodeName().equals(node);
        if (request.subresource().equals("eviction")) {
            if (create) {
                eviction(request, node);
            }
            return;
        }
        if (create && !pod.metadata().annotations().containsKey(MIRROR_ANNOTATION)) {
            throw Forbidden.of(
                    request,
                    "pod does not have " + Quoted.of(MIRROR_ANNOTATION) + " annotation, node " + Quoted.of(node)
                            + " can only create mirror pods");
        }
        if (!own) {
            String what = switch (request.operation()) {
                case CREATE -> "create pods";
                case DELETE -> "delete pods";
                case UPDATE, CONNECT -> "update pod status for pods";
            };
            throw Forbidden.of(
                    request, "node " + Quoted.of(node) + " can only " + what + " with spec.nodeName set to itself");
        }
        if (request.operation() == Operation.UPDATE && !request.subresource().equals("status")) {
            throw Forbidden.of(
                    request,
                    "unexpected pod subresource " + Quoted.of(request.subresource())
                            + ", only 'status' and 'eviction' are allowed");
        }
    }

    private static void nodes(AdmissionRequest request, String node) {
        String asked =
                request.name().isEmpty() ? new Node(request.object().orElse(Struct.EMPTY)).name() : request.name();
        if (!asked.equals(node)) {
            throw Forbidden.of(
                    request, "node " + Quoted.of(node) + " is not allowed to modify node " + Quoted.of(asked));
        }
        if (request.operation() == Operation.CREATE
                && new Node(request.object().orElseThrow()).spec().hasConfigSource()) {
            throw Forbidden.of(
                    request, "node " + Quoted.of(node) + " is not allowed to create pods with a non-nil configSource");
        }
        if (request.operation() == Operation.UPDATE) {
            Node now = new Node(request.object().orElseThrow());
            Node before = new Node(request.oldObject().orElseThrow());
            if (!now.spec().taints().equals(before.spec().taints())) {
                throw Forbidden.of(request, "node " + Quoted.of(node) + " is not allowed to modify taints");
            }
            restrictedLabels(request, now, before, node);
        }
    }

    private static void restrictedLabels(AdmissionRequest request, Node now, Node before, String node) {
        now.metadata().labels().forEach((key, value) -> {
            boolean restricted =
                    key.contains("node-restriction.kubernetes.io/") || key.startsWith("node-role.kubernetes.io/");
            if (restricted && !Objects.equals(value, before.metadata().labels().get(key))) {
                throw Forbidden.of(request, "is not allowed to modify labels: " + key + " on node " + Quoted.of(node));
            }
        });
    }

    private static void leases(AdmissionRequest request, String node) {
        String asked =
                request.name().isEmpty() ? new Lease(request.object().orElse(Struct.EMPTY)).name() : request.name();
        if (!request.namespace().equals("kube-node-lease")) {
            throw Forbidden.of(
                    request, "can only access leases in the " + Quoted.of("kube-node-lease") + " system namespace");
        }
        if (!asked.equals(node)) {
            throw Forbidden.of(request, "can only access node lease with the same name as the requesting node");
        }
    }
}
