package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;
import dev.carafe.kubernetes.apimachinery.fieldpath.Path;
import java.util.Set;

/** What a write through an object or one of its parts never changes, so that nobody comes to own it by such a write. */
final class ResetFields {
    private static final FieldSet STATUS = FieldSet.of(Path.of("status"));
    private static final FieldSet SPEC = FieldSet.of(Path.of("spec"));
    private static final FieldSet METADATA = FieldSet.of(Path.of("metadata"));

    /** Kinds whose status is written without any of their metadata. */
    private static final Set<String> STATUS_WITHOUT_METADATA = Set.of(
            "storage.k8s.io/volumeattachments",
            "apiextensions.k8s.io/customresourcedefinitions",
            "admissionregistration.k8s.io/validatingadmissionpolicies");

    private ResetFields() {}

    static FieldSet of(ServedResource resource, String subresource) {
        String name =
                resource.declaration().group() + "/" + resource.declaration().name();
        return switch (subresource) {
            case "" -> resource.subresources().containsKey("status") ? STATUS : FieldSet.EMPTY;
            case "status" -> resource.form().isCustom() ? SPEC.union(METADATA) : ofStatus(name);
            case "approval" -> SPEC;
            case "finalize" -> STATUS;
            default -> FieldSet.EMPTY;
        };
    }

    private static FieldSet ofStatus(String name) {
        if (STATUS_WITHOUT_METADATA.contains(name)) {
            return SPEC.union(METADATA);
        }
        return switch (name) {
            case "/pods" ->
                SPEC.union(
                        FieldSet.of(Path.of("metadata", "deletionTimestamp"), Path.of("metadata", "ownerReferences")));
            case "apps/deployments" -> SPEC.union(FieldSet.of(Path.of("metadata", "labels")));
            default -> SPEC;
        };
    }
}
