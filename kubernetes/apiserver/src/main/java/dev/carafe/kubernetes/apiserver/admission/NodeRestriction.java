package dev.carafe.kubernetes.apiserver.admission;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.api.certificates.v1.CertificateSigningRequest;
import dev.carafe.kubernetes.api.certificates.v1.CertificateSigningRequestSpec;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.resource.v1.ResourceSlice;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.registry.validation.certificates.RequestedSubject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A kubelet changes only its own node, the pods on it, and what else is its own (plugin/pkg/admission/noderestriction). What it may ask
 * tokens for is looked at where they are made.
 */
public final class NodeRestriction implements AdmissionPlugin {
    private static final String USER_PREFIX = "system:node:";

    /** Signers of the certificates that kubelets have. */
    private static final Set<String> KUBELET_SIGNERS =
            Set.of("kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client-kubelet");

    private final NodePodRestriction pods;
    private final boolean anySubject;
    private final boolean volumeHealth;

    /**
     * The plugin.
     *
     * @param features whether kubelets ask for certificates of any node, and report the health of volumes
     */
    public NodeRestriction(ObjectReader reader, FeatureGate features) {
        this.pods = new NodePodRestriction(reader);
        this.anySubject = features.isEnabled("AllowInsecureKubeletCertificateSigningRequests");
        this.volumeHealth = features.isEnabled("CSIVolumeHealth");
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
        switch (request.resource().group() + "/" + request.resource().name().split("/", 2)[0]) {
            case "/pods" -> pods.validate(request, node);
            case "/nodes" -> nodes(request, node);
            case "/persistentvolumeclaims" -> claims(request, node);
            case "coordination.k8s.io/leases" -> leases(request, node);
            case "storage.k8s.io/csinodes" -> drivers(request, node);
            case "resource.k8s.io/resourceslices" -> slices(request, node);
            case "certificates.k8s.io/certificatesigningrequests" -> certificates(request, node);
            default -> {} // the authorizer says what else a node may write
        }
    }

    /** The name that the request has, or that the new object has. */
    private static String asked(AdmissionRequest request) {
        return request.name().isEmpty()
                ? request.object()
                        .map(object -> Objects.requireNonNullElse(object.struct("metadata"), Struct.EMPTY))
                        .map(metadata -> metadata.string("name"))
                        .orElse("")
                : request.name();
    }

    private static void nodes(AdmissionRequest request, String node) {
        String who = "node " + Quoted.of(node);
        String asked = asked(request);
        if (!asked.equals(node)) {
            throw Forbidden.of(request, who + " is not allowed to modify node " + Quoted.of(asked));
        }
        if (request.operation() == Operation.CREATE) {
            Node made = new Node(request.object().orElseThrow());
            if (made.spec().hasConfigSource()) {
                throw Forbidden.of(request, who + " is not allowed to create pods with a non-nil configSource");
            }
            List<String> labels = NodeLabelRestriction.forbidden(made.metadata().labels(), Map.of());
            if (!labels.isEmpty()) {
                throw Forbidden.of(
                        request, who + " is not allowed to set the following labels: " + String.join(", ", labels));
            }
        } else if (request.operation() == Operation.UPDATE) {
            changed(
                    request,
                    new Node(request.object().orElseThrow()),
                    new Node(request.oldObject().orElseThrow()),
                    who);
        }
    }

    private static void changed(AdmissionRequest request, Node now, Node before, String who) {
        if (now.spec().hasConfigSource()
                && !now.spec().configSource().equals(before.spec().configSource())) {
            throw Forbidden.of(request, who + " is not allowed to update configSource to a new non-nil configSource");
        }
        if (!now.spec().taints().equals(before.spec().taints())) {
            throw Forbidden.of(request, who + " is not allowed to modify taints");
        }
        if (!now.metadata().ownerReferences().equals(before.metadata().ownerReferences())) {
            throw Forbidden.of(request, who + " is not allowed to modify ownerReferences");
        }
        List<String> labels = NodeLabelRestriction.forbidden(
                now.metadata().labels(), before.metadata().labels());
        if (!labels.isEmpty()) {
            throw Forbidden.of(request, "is not allowed to modify labels: " + String.join(", ", labels));
        }
    }

    /** Of a claim a kubelet reports how far its growing is; here without upstream's list of what else changes. */
    private static void claims(AdmissionRequest request, String node) {
        if (!request.subresource().equals("status")) {
            throw Forbidden.of(request, "may only update PVC status");
        }
        if (request.operation() != Operation.UPDATE) {
            throw Forbidden.of(
                    request,
                    "unexpected operation " + Quoted.of(request.operation().name()));
        }
        if (!withoutReport(request.object()).equals(withoutReport(request.oldObject()))) {
            throw Forbidden.of(
                    request,
                    "node " + Quoted.of(node)
                            + " is not allowed to update fields other than status.quantity and status.conditions");
        }
    }

    private static Struct withoutReport(Optional<Struct> claim) {
        Struct object = claim.orElse(Struct.EMPTY);
        Struct metadata = Objects.requireNonNullElse(object.struct("metadata"), Struct.EMPTY);
        Struct status = Objects.requireNonNullElse(object.struct("status"), Struct.EMPTY);
        for (String field : Set.of("capacity", "conditions", "allocatedResourceStatuses", "allocatedResources")) {
            status = status.without(field);
        }
        return object.with("metadata", metadata.without("resourceVersion").without("managedFields"))
                .with("status", status);
    }

    private static void leases(AdmissionRequest request, String node) {
        if (!request.namespace().equals("kube-node-lease")) {
            throw Forbidden.of(
                    request, "can only access leases in the " + Quoted.of("kube-node-lease") + " system namespace");
        }
        if (!asked(request).equals(node)) {
            throw Forbidden.of(request, "can only access node lease with the same name as the requesting node");
        }
    }

    private void drivers(AdmissionRequest request, String node) {
        if (!asked(request).equals(node)) {
            throw Forbidden.of(request, "can only access CSINode with the same name as the requesting node");
        }
        if (!request.subresource().equals("status")) {
            return;
        }
        if (!volumeHealth) {
            throw Forbidden.of(request, "CSIVolumeHealth feature gate is disabled");
        }
        boolean same = Objects.equals(
                request.object().map(object -> object.get("spec")),
                request.oldObject().map(object -> object.get("spec")));
        if (!same) {
            throw Forbidden.of(
                    request, "node " + Quoted.of(node) + " is not allowed to modify CSINode spec via status");
        }
    }

    private static void slices(AdmissionRequest request, String node) {
        boolean create = request.operation() == Operation.CREATE;
        if (!create && request.operation() != Operation.DELETE) {
            return;
        }
        Struct slice = (create ? request.object() : request.oldObject()).orElse(Struct.EMPTY);
        if (!new ResourceSlice(slice).spec().nodeName().equals(node)) {
            throw Forbidden.of(
                    request,
                    "can only " + (create ? "create" : "delete")
                            + " ResourceSlice with the same NodeName as the requesting node");
        }
    }

    private void certificates(AdmissionRequest request, String node) {
        if (anySubject
                || request.operation() != Operation.CREATE
                || !request.subresource().isEmpty()) {
            return;
        }
        CertificateSigningRequestSpec spec =
                new CertificateSigningRequest(request.object().orElseThrow()).spec();
        if (!KUBELET_SIGNERS.contains(spec.signerName())) {
            return;
        }
        String name;
        try {
            name = RequestedSubject.commonName(new String(spec.request(), UTF_8));
        } catch (IllegalArgumentException e) {
            throw Forbidden.of(request, "unable to parse csr: " + e.getMessage());
        }
        if (!name.equals(USER_PREFIX + node)) {
            throw Forbidden.of(request, "can only create a node CSR with CN=" + USER_PREFIX + node);
        }
    }
}
