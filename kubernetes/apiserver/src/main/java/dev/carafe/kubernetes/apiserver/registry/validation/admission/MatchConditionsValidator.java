package dev.carafe.kubernetes.apiserver.registry.validation.admission;

import dev.carafe.kubernetes.api.admissionregistration.v1.MatchCondition;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Conditions that a request must meet for a webhook or a policy to be asked (pkg/apis/admissionregistration/validation). */
final class MatchConditionsValidator {
    private static final int CONDITIONS_MAX = 64;

    private MatchConditionsValidator() {}

    /**
     * Checks conditions.
     *
     * @param params whether their expressions see parameters
     */
    static void validate(List<MatchCondition> conditions, boolean params, FieldPath path, List<FieldError> errors) {
        if (conditions.isEmpty()) {
            return;
        }
        if (conditions.size() > CONDITIONS_MAX) {
            errors.add(FieldError.tooMany(path, conditions.size(), CONDITIONS_MAX));
        }
        AdmissionExpressions expressions = new AdmissionExpressions(params, false);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < conditions.size(); i++) {
            String name = conditions.get(i).name();
            String expression = conditions.get(i).expression().strip();
            FieldPath at = path.index(i);
            if (Check.present(errors, at.child("expression"), expression)) {
                expressions.check(expression, List.of("bool"), at.child("expression"), errors);
            }
            if (Check.present(errors, at.child("name"), name)) {
                Check.rule(errors, at.child("name"), name, Names.qualifiedName(name));
                if (!names.add(name)) {
                    errors.add(FieldError.duplicate(at.child("name"), name));
                }
            }
        }
    }
}
