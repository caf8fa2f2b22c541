package dev.carafe.kubernetes.apiserver.registry.validation.policy;

import dev.carafe.kubernetes.api.core.v1.ResourceQuotaSpec;
import dev.carafe.kubernetes.api.core.v1.ScopeSelector;
import dev.carafe.kubernetes.api.core.v1.ScopedResourceSelectorRequirement;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Which objects a quota counts, told by scopes in either of two ways, and whether what it bounds is of such objects. */
final class QuotaScopesValidator {
    private static final FieldPath SCOPES = FieldPath.of("spec", "scopes");
    private static final FieldPath EXPRESSIONS = FieldPath.of("spec", "scopeSelector", "matchExpressions");
    private static final Set<String> OF_PODS =
            Set.of("pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory");
    private static final Set<String> OF_CLAIMS = Set.of("persistentvolumeclaims", "requests.storage");
    private static final String UNKNOWN = "unsupported scope";
    private static final String FOREIGN = "unsupported scope applied to resource";

    private QuotaScopesValidator() {}

    static void validate(ResourceQuotaSpec spec, List<FieldError> errors) {
        List<String> scopes = spec.scopes();
        for (String scope : scopes) {
            if (!isScope(scope)) {
                errors.add(FieldError.invalid(SCOPES, scopes, UNKNOWN));
            }
            foreign(spec, scope).forEach(_ -> errors.add(FieldError.invalid(SCOPES, scopes, FOREIGN)));
        }
        conflicts(scopes, spec, SCOPES, errors);
        if (spec.hasScopeSelector()) {
            selector(spec, spec.scopeSelector(), errors);
        }
    }

    private static void selector(ResourceQuotaSpec spec, ScopeSelector selector, List<FieldError> errors) {
        List<ScopedResourceSelectorRequirement> requirements = selector.matchExpressions();
        for (ScopedResourceSelectorRequirement requirement : requirements) {
            String scope = requirement.scopeName();
            if (!isScope(scope)) {
                errors.add(FieldError.invalid(EXPRESSIONS.child("scopeName"), scope, UNKNOWN));
            }
            foreign(spec, scope)
                    .forEach(_ -> errors.add(FieldError.invalid(EXPRESSIONS, shown(requirements), FOREIGN)));
            operator(requirement, errors);
        }
        conflicts(
                requirements.stream()
                        .map(ScopedResourceSelectorRequirement::scopeName)
                        .toList(),
                spec,
                EXPRESSIONS,
                errors);
    }

    private static void operator(ScopedResourceSelectorRequirement requirement, List<FieldError> errors) {
        FieldPath path = EXPRESSIONS.child("operator");
        String operator = requirement.operator();
        if (isThereOrNot(requirement.scopeName()) && !operator.equals("Exists")) {
            errors.add(FieldError.invalid(
                    path,
                    operator,
                    "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating,"
                            + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                            + " ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"));
        }
        FieldPath values = EXPRESSIONS.child("values");
        switch (operator) {
            case "In", "NotIn" -> {
                if (requirement.values().isEmpty()) {
                    errors.add(FieldError.required(
                            values,
                            "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"));
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!requirement.values().isEmpty()) {
                    errors.add(FieldError.invalid(
                            values,
                            requirement.values(),
                            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"));
                }
            }
            default -> errors.add(FieldError.invalid(path, operator, "not a valid selector operator"));
        }
    }

    private static Struct shown(List<ScopedResourceSelectorRequirement> requirements) {
        return Struct.of(
                "MatchExpressions",
                requirements.stream()
                        .map(requirement -> InternalForm.of(requirement.struct(), "scopeName", "operator", "values"))
                        .toList());
    }

    /** An object cannot be of both of a pair. */
    private static void conflicts(
            List<String> scopes, ResourceQuotaSpec spec, FieldPath path, List<FieldError> errors) {
        Object shown = Objects.requireNonNullElse(spec.struct().get("scopes"), Null.NULL);
        for (List<String> pair :
                List.of(List.of("BestEffort", "NotBestEffort"), List.of("Terminating", "NotTerminating"))) {
            if (scopes.containsAll(pair)) {
                errors.add(FieldError.invalid(path, shown, "conflicting scopes"));
            }
        }
    }

    /** The bounded resources that objects of a scope do not have. */
    private static List<String> foreign(ResourceQuotaSpec spec, String scope) {
        return spec.hard().keySet().stream()
                .filter(resource -> QuotaValidator.isKnown(resource) && !appliesTo(scope, resource))
                .toList();
    }

    /** Whether a scope has no values. */
    private static boolean isThereOrNot(String scope) {
        return switch (scope) {
            case "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "CrossNamespacePodAffinity" -> true;
            default -> false;
        };
    }

    private static boolean isScope(String scope) {
        return isThereOrNot(scope) || scope.equals("PriorityClass") || scope.equals("VolumeAttributesClass");
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
