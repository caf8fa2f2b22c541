package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.TopologySelectorLabelRequirement;
import dev.carafe.kubernetes.api.core.v1.TopologySelectorTerm;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a class may make volumes: terms, no two of which say the same. */
final class TopologyTermsValidator {
    private TopologyTermsValidator() {}

    static void terms(List<TopologySelectorTerm> terms, FieldPath path, List<FieldError> errors) {
        List<Map<String, Set<String>>> seen = new ArrayList<>(terms.size());
        for (int i = 0; i < terms.size(); i++) {
            FieldPath at = path.index(i).child("matchLabelExpressions");
            Map<String, Set<String>> values = term(terms.get(i).matchLabelExpressions(), at, errors);
            if (values.isEmpty() || seen.contains(values)) {
                errors.add(FieldError.duplicate(at, ""));
            }
            seen.add(values);
        }
    }

    /** Checks a term; which values it has for each label. */
    private static Map<String, Set<String>> term(
            List<TopologySelectorLabelRequirement> expressions, FieldPath path, List<FieldError> errors) {
        Map<String, Set<String>> byKey = new HashMap<>();
        for (int i = 0; i < expressions.size(); i++) {
            TopologySelectorLabelRequirement expression = expressions.get(i);
            FieldPath at = path.index(i);
            Set<String> values = values(expression.values(), at.child("values"), errors);
            Check.rule(errors, at.child("key"), expression.key(), Names.qualifiedName(expression.key()));
            if (byKey.put(expression.key(), values) != null) {
                errors.add(FieldError.duplicate(at.child("key"), expression.key()));
            }
        }
        return byKey;
    }

    private static Set<String> values(List<String> values, FieldPath path, List<FieldError> errors) {
        if (values.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < values.size(); i++) {
            if (!seen.add(values.get(i))) {
                errors.add(FieldError.duplicate(path.index(i), values.get(i)));
            }
        }
        return seen;
    }
}
