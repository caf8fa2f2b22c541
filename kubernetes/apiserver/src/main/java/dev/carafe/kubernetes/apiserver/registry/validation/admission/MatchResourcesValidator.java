package dev.carafe.kubernetes.apiserver.registry.validation.admission;

import dev.carafe.kubernetes.api.admissionregistration.v1.MatchResources;
import dev.carafe.kubernetes.api.admissionregistration.v1.NamedRuleWithOperations;
import dev.carafe.kubernetes.api.admissionregistration.v1.RuleWithOperations;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What requests a policy or its binding is for (pkg/apis/admissionregistration/validation). */
final class MatchResourcesValidator {
    private static final List<String> MUTABLE = List.of("*", "CONNECT", "CREATE", "UPDATE");

    private MatchResourcesValidator() {}

    /** Of a policy, which needs at least one rule. */
    static void constraints(MatchResources match, boolean present, FieldPath path, List<FieldError> errors) {
        if (!present) {
            errors.add(FieldError.required(path, ""));
            return;
        }
        validate(match, path, errors);
        if (match.resourceRules().isEmpty()) {
            errors.add(FieldError.required(path.child("resourceRules"), ""));
        }
    }

    static void validate(MatchResources match, FieldPath path, List<FieldError> errors) {
        if (match.hasMatchPolicy()) {
            Check.oneOf(errors, path.child("matchPolicy"), match.matchPolicy(), List.of("Equivalent", "Exact"));
        } else {
            errors.add(FieldError.required(path.child("matchPolicy"), ""));
        }
        LabelSelectorValidator.validate(match.namespaceSelector(), path.child("namespaceSelector"), errors);
        LabelSelectorValidator.validate(match.objectSelector(), path.child("objectSelector"), errors);
        rules(match.resourceRules(), path.child("resourceRules"), errors);
        rules(match.excludeResourceRules(), path.child("excludeResourceRules"), errors);
    }

    private static void rules(List<NamedRuleWithOperations> rules, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < rules.size(); i++) {
            Set<String> seen = new HashSet<>();
            List<String> names = rules.get(i).resourceNames();
            for (int j = 0; j < names.size(); j++) {
                FieldPath at = path.index(i).child("resourceNames").index(j);
                Check.rule(errors, at, names.get(j), Names.pathSegment(names.get(j)));
                if (!seen.add(names.get(j))) {
                    errors.add(FieldError.duplicate(at, names.get(j)));
                }
            }
            // it has all fields of a rule without names
            WebhookRuleValidator.validate(new RuleWithOperations(rules.get(i).struct()), path.index(i), errors);
        }
    }

    /** What is deleted cannot be changed on the way. */
    static void mutableOperations(MatchResources match, FieldPath path, List<FieldError> errors) {
        for (NamedRuleWithOperations rule : match.resourceRules()) {
            for (String operation : rule.operations()) {
                Check.oneOf(errors, path.child("resourceRules").child("operations"), operation, MUTABLE);
            }
        }
    }
}
