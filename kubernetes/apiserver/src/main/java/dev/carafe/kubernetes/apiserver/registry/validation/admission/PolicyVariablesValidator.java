package dev.carafe.kubernetes.apiserver.registry.validation.admission;

import dev.carafe.kubernetes.api.admissionregistration.v1.Variable;
import dev.carafe.kubernetes.apimachinery.cel.CelNames;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import java.util.List;

/** Variables that the expressions of a policy share, each of which sees those before it. */
final class PolicyVariablesValidator {
    private PolicyVariablesValidator() {}

    static void validate(
            List<Variable> variables, AdmissionExpressions expressions, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < variables.size(); i++) {
            String name = variables.get(i).name();
            String expression = variables.get(i).expression();
            FieldPath at = path.index(i);
            if (name.isBlank()) {
                errors.add(FieldError.required(at.child("name"), "name is not specified"));
            } else if (!CelNames.isIdentifier(name)) {
                errors.add(FieldError.invalid(at.child("name"), name, "must be a valid CEL identifier"));
            }
            if (expression.isBlank()) {
                errors.add(FieldError.required(at.child("expression"), "expression is not specified"));
            } else {
                expressions.variable(name, expression, at.child("expression"), errors);
            }
        }
    }
}
