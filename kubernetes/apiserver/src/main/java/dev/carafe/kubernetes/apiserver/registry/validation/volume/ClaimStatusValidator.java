package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;
import java.util.Map;

/** What a claim got, and how far its expansion is (pkg/apis/core/validation). */
public final class ClaimStatusValidator {
    private static final FieldPath STATUS = FieldPath.of("status");
    private static final List<String> RESIZES = List.of(
            "ControllerResizeInProgress",
            "ControllerResizeInfeasible",
            "NodeResizeInProgress",
            "NodeResizeInfeasible",
            "NodeResizePending");

    private ClaimStatusValidator() {}

    public static void validate(PersistentVolumeClaimStatus status, List<FieldError> errors) {
        status.capacity()
                .forEach((resource, size) -> size(STATUS.child("capacity").key(resource), size, errors));
        FieldPath resizes = STATUS.child("allocatedResourceStatuses");
        status.allocatedResourceStatuses().forEach((resource, resize) -> {
            resource(resizes, resource, errors);
            if (!RESIZES.contains(resize)) {
                errors.add(FieldError.notSupported(resizes, resource, RESIZES)); // upstream shows the resource
            }
        });
        FieldPath allocated = STATUS.child("allocatedResources");
        for (Map.Entry<String, Quantity> entry : status.allocatedResources().entrySet()) {
            if (resource(allocated, entry.getKey(), errors)) {
                size(allocated.key(entry.getKey()), entry.getValue(), errors);
            }
        }
    }

    private static void size(FieldPath path, Quantity size, List<FieldError> errors) {
        if (size.signum() < 0) {
            errors.add(FieldError.invalid(path, size.value(), "must be a valid resource quantity"));
        }
    }

    /** Whether a claim can have such a resource: storage, or one of somebody's own. */
    private static boolean resource(FieldPath path, String name, List<FieldError> errors) {
        List<String> malformed = Names.qualifiedName(name);
        Check.rule(errors, path, name, malformed);
        boolean own = name.indexOf('/') >= 0 && !name.contains("kubernetes.io/");
        if (malformed.isEmpty() && !own && !name.equals("storage")) {
            errors.add(FieldError.notSupported(path, name, List.of("storage")));
            return false;
        }
        return malformed.isEmpty();
    }
}
