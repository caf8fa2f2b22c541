package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.Namespace;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.util.List;
import java.util.Set;

/**
 * Nothing is made in a namespace that does not exist or is on its way out, and the namespaces that the system lives in are
 * not deleted (plugin/pkg/admission/namespace/lifecycle).
 */
public final class NamespaceLifecycle implements AdmissionPlugin {
    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    private final ObjectReader reader;

    public NamespaceLifecycle(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "NamespaceLifecycle";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return isNamespaces(request)
                ? request.operation() == Operation.DELETE
                : !request.namespace().isEmpty()
                        && (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE)
                        && !request.resource().name().equals("localsubjectaccessreviews");
    }

    private static boolean isNamespaces(AdmissionRequest request) {
        return request.resource().group().isEmpty() && request.resource().name().equals("namespaces");
    }

    @Override
    public Struct admit(AdmissionRequest request) {
        validate(request);
        return request.object().orElse(Struct.EMPTY);
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (isNamespaces(request)) {
            if (IMMORTAL.contains(request.name())) {
                throw StatusError.forbidden(NAMESPACES, request.name(), "this namespace may not be deleted");
            }
            return;
        }
        String name = request.namespace();
        Struct found = reader.get("", "namespaces", "", name)
                .or(() -> reader.getLatest("", "namespaces", "", name))
                .orElseThrow(() -> StatusError.notFound(NAMESPACES, name));
        if (request.operation() == Operation.CREATE
                && new Namespace(found).status().phase().equals("Terminating")) {
            throw terminating(request);
        }
    }

    private static StatusError terminating(AdmissionRequest request) {
        Struct status = Forbidden.of(
                        request,
                        "unable to create new content in namespace " + request.namespace()
                                + " because it is being terminated")
                .toStatus();
        Struct cause = Struct.builder()
                .put("reason", "NamespaceTerminating")
                .put("message", "namespace " + request.namespace() + " is being terminated")
                .put("field", "metadata.namespace")
                .build();
        Struct details = status.struct("details");
        return StatusError.ofStatus(
                status.with("details", (details == null ? Struct.EMPTY : details).with("causes", List.of(cause))));
    }
}
