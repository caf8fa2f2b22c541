package dev.carafe.kubernetes.apiserver.registry.validation.admission;

import dev.carafe.kubernetes.api.admissionregistration.v1.RuleWithOperations;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Of what operations on what resources a webhook is told (pkg/apis/admissionregistration/validation). */
final class WebhookRuleValidator {
    private static final String ANY = "*";
    private static final List<String> OPERATIONS = List.of(ANY, "CONNECT", "CREATE", "DELETE", "UPDATE");
    private static final List<String> SCOPES = List.of(ANY, "Cluster", "Namespaced");

    private WebhookRuleValidator() {}

    static void validate(RuleWithOperations rule, FieldPath path, List<FieldError> errors) {
        some(rule.operations(), "operations", path.child("operations"), errors);
        for (int i = 0; i < rule.operations().size(); i++) {
            Check.oneOf(
                    errors, path.child("operations").index(i), rule.operations().get(i), OPERATIONS);
        }
        some(rule.apiGroups(), "API groups", path.child("apiGroups"), errors);
        some(rule.apiVersions(), "API versions", path.child("apiVersions"), errors);
        for (int i = 0; i < rule.apiVersions().size(); i++) {
            Check.present(
                    errors,
                    path.child("apiVersions").index(i),
                    rule.apiVersions().get(i));
        }
        resources(rule.resources(), path.child("resources"), errors);
        if (rule.hasScope()) {
            Check.oneOf(errors, path.child("scope"), rule.scope(), SCOPES);
        }
    }

    /** At least one, and any stands alone. */
    private static void some(List<String> values, String what, FieldPath path, List<FieldError> errors) {
        if (values.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        } else if (values.size() > 1 && values.contains(ANY)) {
            errors.add(FieldError.invalid(path, values, "if '*' is present, must not specify other " + what));
        }
    }

    private static void resources(List<String> resources, FieldPath path, List<FieldError> errors) {
        if (resources.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        }
        Set<String> whole = new HashSet<>();
        Set<String> everywhere = new HashSet<>();
        boolean plain = false;
        for (int i = 0; i < resources.size(); i++) {
            String resource = resources.get(i);
            if (!Check.present(errors, path.index(i), resource)) {
                continue;
            }
            int slash = resource.indexOf('/');
            if (slash < 0) {
                plain = !resource.equals(ANY); // the last one tells, as upstream has it
                continue;
            }
            String parent = resource.substring(0, slash);
            String part = resource.substring(slash + 1);
            if (whole.contains(parent)) {
                covered(parent + "/*", resource, path.index(i), errors);
            }
            if (everywhere.contains(part)) {
                covered("*/" + part, resource, path.index(i), errors);
            }
            if (part.equals(ANY)) {
                whole.add(parent);
            }
            if (parent.equals(ANY)) {
                everywhere.add(part);
            }
        }
        if (resources.size() > 1 && resources.contains("*/*")) {
            errors.add(FieldError.invalid(path, resources, "if '*/*' is present, must not specify other resources"));
        }
        if (resources.contains(ANY) && plain) {
            errors.add(FieldError.invalid(
                    path, resources, "if '*' is present, must not specify other resources without subresources"));
        }
    }

    private static void covered(String by, String resource, FieldPath path, List<FieldError> errors) {
        errors.add(FieldError.invalid(path, resource, "if '" + by + "' is present, must not specify " + resource));
    }
}
