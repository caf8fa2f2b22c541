package dev.carafe.kubernetes.apiserver.registry.validation.policy;

import dev.carafe.kubernetes.api.flowcontrol.v1.FlowSchema;
import dev.carafe.kubernetes.api.flowcontrol.v1.FlowSchemaSpec;
import dev.carafe.kubernetes.api.flowcontrol.v1.FlowSchemaStatus;
import dev.carafe.kubernetes.api.flowcontrol.v1.NonResourcePolicyRule;
import dev.carafe.kubernetes.api.flowcontrol.v1.PolicyRulesWithSubjects;
import dev.carafe.kubernetes.api.flowcontrol.v1.ResourcePolicyRule;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Flow schemas, which say at what priority requests are served (pkg/apis/flowcontrol/validation). */
public final class FlowSchemaValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath CONDITIONS = FieldPath.of("status", "conditions");
    private static final int PRECEDENCE_MAX = 10_000;
    private static final String EXEMPT = "exempt";
    private static final String ANY = "*";
    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch");

    private FlowSchemaValidator() {}

    public static void schema(FlowSchema schema, List<FieldError> errors) {
        FlowSchemaSpec spec = schema.spec();
        precedence(spec.matchingPrecedence(), schema.metadata().name(), errors);
        String method = spec.distinguisherMethod().type();
        if (spec.hasDistinguisherMethod() && !method.equals("ByNamespace") && !method.equals("ByUser")) {
            errors.add(FieldError.notSupported(
                    SPEC.child("distinguisherMethod").child("type"),
                    InternalForm.of(spec.distinguisherMethod().struct(), "type"),
                    List.of("ByNamespace", "ByUser")));
        }
        FieldPath level = SPEC.child("priorityLevelConfiguration").child("name");
        String name = spec.priorityLevelConfiguration().name();
        if (name.isEmpty()) {
            errors.add(FieldError.required(level, "must reference a priority level"));
        } else {
            Check.rule(errors, level, name, Names.dns1123Subdomain(name));
        }
        for (int i = 0; i < spec.rules().size(); i++) {
            rule(spec.rules().get(i), SPEC.child("rules").index(i), errors);
        }
    }

    private static void precedence(int precedence, String name, List<FieldError> errors) {
        FieldPath path = SPEC.child("matchingPrecedence");
        if (precedence <= 0) {
            errors.add(FieldError.invalid(path, (long) precedence, "must be a positive value"));
        }
        if (precedence > PRECEDENCE_MAX) {
            errors.add(FieldError.invalid(path, (long) precedence, "must not be greater than " + PRECEDENCE_MAX));
        }
        if (precedence == 1 && !name.equals(EXEMPT)) {
            errors.add(FieldError.invalid(
                    path, (long) precedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
        }
    }

    private static void rule(PolicyRulesWithSubjects rule, FieldPath path, List<FieldError> errors) {
        if (rule.subjects().isEmpty()) {
            errors.add(FieldError.required(path.child("subjects"), "subjects must contain at least one value"));
        }
        for (int i = 0; i < rule.subjects().size(); i++) {
            FlowSubjectValidator.subject(
                    rule.subjects().get(i), path.child("subjects").index(i), errors);
        }
        if (rule.resourceRules().isEmpty() && rule.nonResourceRules().isEmpty()) {
            errors.add(FieldError.required(
                    path, "at least one of resourceRules and nonResourceRules has to be non-empty"));
        }
        for (int i = 0; i < rule.resourceRules().size(); i++) {
            resources(rule.resourceRules().get(i), path.child("resourceRules").index(i), errors);
        }
        for (int i = 0; i < rule.nonResourceRules().size(); i++) {
            paths(rule.nonResourceRules().get(i), path.child("nonResourceRules").index(i), errors);
        }
    }

    private static void resources(ResourcePolicyRule rule, FieldPath path, List<FieldError> errors) {
        verbs(rule.verbs(), path.child("verbs"), errors);
        some(rule.apiGroups(), "api group", path.child("apiGroups"), errors);
        some(rule.resources(), "resource", path.child("resources"), errors);
        FieldPath namespaces = path.child("namespaces");
        List<String> names = rule.namespaces();
        if (names.isEmpty() && !rule.clusterScope()) {
            errors.add(FieldError.required(
                    namespaces, "resource rules that are not cluster scoped must supply at least one namespace"));
        } else if (!alone(names, "namespaces", namespaces, errors)) {
            for (int i = 0; i < names.size(); i++) {
                for (String message : Names.dns1123Label(names.get(i))) {
                    errors.add(FieldError.invalid(
                            namespaces.index(i),
                            names.get(i),
                            "each member of this list must be '*' or a DNS-1123 label; " + message));
                }
            }
        }
    }

    private static void some(List<String> values, String what, FieldPath path, List<FieldError> errors) {
        if (values.isEmpty()) {
            errors.add(FieldError.required(path, "resource rules must supply at least one " + what));
        } else {
            alone(values, what + "s", path, errors);
        }
    }

    private static void verbs(List<String> verbs, FieldPath path, List<FieldError> errors) {
        if (verbs.isEmpty()) {
            errors.add(FieldError.required(path, "verbs must contain at least one value"));
        } else if (!alone(verbs, "verbs", path, errors) && !VERBS.containsAll(verbs)) {
            errors.add(FieldError.notSupported(path, List.copyOf(verbs), VERBS));
        }
    }

    /** Whether there is the one that stands for any, which stands alone. */
    private static boolean alone(List<String> values, String what, FieldPath path, List<FieldError> errors) {
        boolean any = values.contains(ANY);
        if (any && values.size() > 1) {
            errors.add(
                    FieldError.invalid(path, List.copyOf(values), "if '*' is present, must not specify other " + what));
        }
        return any;
    }

    private static void paths(NonResourcePolicyRule rule, FieldPath path, List<FieldError> errors) {
        verbs(rule.verbs(), path.child("verbs"), errors);
        FieldPath urls = path.child("nonResourceURLs");
        List<String> given = rule.nonResourceURLs();
        if (given.isEmpty()) {
            errors.add(FieldError.required(urls, "nonResourceURLs must contain at least one value"));
        } else if (!alone(given, "non-resource URLs", urls, errors)) {
            for (int i = 0; i < given.size(); i++) {
                String wrong = wrongOf(given.get(i));
                if (!wrong.isEmpty()) {
                    errors.add(FieldError.invalid(urls.index(i), given.get(i), wrong));
                }
            }
        }
    }

    /** What is wrong with a path, of which the end may be left open; empty for a right one. */
    private static String wrongOf(String path) {
        if (path.isEmpty()) {
            return "must not be empty";
        }
        if (path.equals("/")) {
            return "";
        }
        if (!path.startsWith("/")) {
            return "must start with slash";
        }
        if (path.indexOf(' ') >= 0) {
            return "must not contain white-space";
        }
        if (path.contains("//")) {
            return "must not contain double slash";
        }
        int star = path.indexOf(ANY);
        boolean last = path.endsWith("/*") && star == path.length() - 1;
        return star < 0 || last ? "" : "wildcard can only do suffix matching";
    }

    public static void status(FlowSchemaStatus status, List<FieldError> errors) {
        Set<String> types = new HashSet<>();
        for (int i = 0; i < status.conditions().size(); i++) {
            condition(
                    status.conditions().get(i).type(),
                    types,
                    CONDITIONS.index(i).child("type"),
                    errors);
        }
    }

    /** A condition has a type, which no other has. */
    static void condition(String type, Set<String> types, FieldPath path, List<FieldError> errors) {
        if (!types.add(type)) {
            errors.add(FieldError.duplicate(path, type));
        }
        Check.present(errors, path, type);
    }
}
