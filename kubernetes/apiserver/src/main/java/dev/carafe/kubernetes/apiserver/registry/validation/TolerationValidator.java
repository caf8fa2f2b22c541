package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import java.util.List;

/** Taints of nodes that a pod bears. */
final class TolerationValidator {
    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");
    private static final List<String> OPERATORS = List.of("Equal", "Exists");

    private TolerationValidator() {}

    static void tolerations(List<Toleration> tolerations, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < tolerations.size(); i++) {
            toleration(tolerations.get(i), path.index(i), errors);
        }
    }

    private static void toleration(Toleration toleration, FieldPath path, List<FieldError> errors) {
        FieldPath operator = path.child("operator");
        if (!toleration.key().isEmpty()) {
            Check.rule(errors, path.child("key"), toleration.key(), Names.qualifiedName(toleration.key()));
        } else if (!toleration.operator().equals("Exists")) {
            errors.add(FieldError.invalid(
                    operator,
                    toleration.operator(),
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\""));
        }
        if (toleration.hasTolerationSeconds() && !toleration.effect().equals("NoExecute")) {
            errors.add(FieldError.invalid(
                    path.child("effect"),
                    toleration.effect(),
                    "effect must be 'NoExecute' when `tolerationSeconds` is set"));
        }
        switch (toleration.operator()) {
            case "", "Equal" -> {
                List<String> messages = Names.labelValue(toleration.value());
                if (!messages.isEmpty()) {
                    errors.add(FieldError.invalid(operator, toleration.value(), String.join(";", messages)));
                }
            }
            case "Exists" -> {
                if (!toleration.value().isEmpty()) {
                    errors.add(FieldError.invalid(
                            operator, toleration.value(), "value must be empty when `operator` is 'Exists'"));
                }
            }
            // Comparisons of numbers are refused while their gate is shut, in words that know them all the same.
            case "Lt", "Gt" ->
                errors.add(FieldError.notSupported(
                        operator, toleration.operator(), List.of("Equal", "Exists", "Lt", "Gt")));
            default -> errors.add(FieldError.notSupported(operator, toleration.operator(), OPERATORS));
        }
        if (!toleration.effect().isEmpty()) {
            Check.oneOf(errors, path.child("effect"), toleration.effect(), EFFECTS);
        }
    }
}
