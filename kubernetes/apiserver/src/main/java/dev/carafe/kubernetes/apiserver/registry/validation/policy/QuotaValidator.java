package dev.carafe.kubernetes.apiserver.registry.validation.policy;

import dev.carafe.kubernetes.api.core.v1.ResourceQuotaSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.ResourcesValidator;
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

    private QuotaValidator() {}

    public static void spec(ResourceQuotaSpec spec, List<FieldError> errors) {
        amounts(spec.struct(), FieldPath.of("spec"), "hard", errors);
        QuotaScopesValidator.validate(spec, errors);
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

    /** Whether a quota counts the resource of itself, without its name having a domain. */
    static boolean isKnown(String resource) {
        return ResourcesValidator.COUNTED.contains(resource)
                || MEASURED.contains(resource)
                || resource.startsWith("hugepages-")
                || resource.startsWith("requests.hugepages-");
    }
}
