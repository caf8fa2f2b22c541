package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.ResourceQuotaSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What a namespace may use, and what it uses (pkg/apis/core/validation). */
public final class QuotaValidator {
    private static final FieldPath SCOPES = FieldPath.of("spec", "scopes");
    private static final Set<String> MEASURED = Set.of(
            "cpu",
            "memory",
            "ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.storage",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage");
    private static final Set<String> OF_PODS =
            Set.of("pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory");
    private static final Set<String> OF_CLAIMS = Set.of("persistentvolumeclaims", "requests.storage");

    private QuotaValidator() {}

    public static void spec(ResourceQuotaSpec spec, List<FieldError> errors) {
        amounts(spec.struct(), FieldPath.of("spec"), "hard", errors);
        for (String scope : spec.scopes()) {
            if (!isScope(scope)) {
                errors.add(FieldError.invalid(SCOPES, spec.scopes(), "unsupported scope"));
            }
            for (String resource : spec.hard().keySet()) {
                if (isKnown(resource) && !appliesTo(scope, resource)) {
                    errors.add(FieldError.invalid(SCOPES, spec.scopes(), "unsupported scope applied to resource"));
                }
            }
        }
        if (spec.scopes().containsAll(List.of("BestEffort", "NotBestEffort"))) {
            errors.add(FieldError.invalid(SCOPES, spec.scopes(), "conflicting scopes"));
        }
        if (spec.scopes().containsAll(List.of("Terminating", "NotTerminating"))) {
            errors.add(FieldError.invalid(SCOPES, spec.scopes(), "conflicting scopes"));
        }
    }

    /** What a quota counts never changes. */
    public static void update(ResourceQuotaSpec spec, ResourceQuotaSpec old, List<FieldError> errors) {
        if (!Set.copyOf(spec.scopes()).equals(Set.copyOf(old.scopes()))) {
            errors.add(
                    FieldError.invalid(SCOPES, spec.scopes().isEmpty() ? Null.NULL : spec.scopes(), Check.IMMUTABLE));
        }
    }

    public static void status(Struct status, List<FieldError> errors) {
        amounts(status, FieldPath.of("status"), "hard", errors);
        amounts(status, FieldPath.of("status"), "used", errors);
    }

    private static void amounts(Struct parent, FieldPath path, String field, List<FieldError> errors) {
        Struct amounts = Objects.requireNonNullElse(parent.struct(field), Struct.EMPTY);
        amounts.forEach((resource, value) -> {
            FieldPath at = path.child(field).key(resource);
            name(resource, at, errors);
            ResourcesValidator.amountOf(resource, value, at, errors);
        });
    }

    private static void name(String resource, FieldPath at, List<FieldError> errors) {
        List<String> malformed = Names.qualifiedName(resource);
        Check.rule(errors, at, resource, malformed);
        if (resource.indexOf('/') < 0 && !isKnown(resource)) {
            if (malformed.isEmpty() && !resource.equals("storage")) {
                errors.add(FieldError.invalid(at, resource, "must be a standard resource type or fully qualified"));
            }
            errors.add(FieldError.invalid(at, resource, "must be a standard resource for quota"));
        }
    }

    private static boolean isKnown(String resource) {
        return ResourcesValidator.COUNTED.contains(resource)
                || MEASURED.contains(resource)
                || resource.startsWith("hugepages-")
                || resource.startsWith("requests.hugepages-");
    }

    private static boolean isScope(String scope) {
        return switch (scope) {
            case "Terminating",
                    "NotTerminating",
                    "BestEffort",
                    "NotBestEffort",
                    "PriorityClass",
                    "CrossNamespacePodAffinity",
                    "VolumeAttributesClass" -> true;
            default -> false;
        };
    }

    private static boolean appliesTo(String scope, String resource) {
        return switch (scope) {
            case "Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity" ->
                OF_PODS.contains(resource);
            case "BestEffort" -> resource.equals("pods");
            case "VolumeAttributesClass" -> OF_CLAIMS.contains(resource);
            default -> true;
        };
    }
}
