package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

/** Taints of nodes that a pod bears. */
final class TolerationValidator {
    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");
    private static final List<String> OPERATORS = List.of("Equal", "Exists");

    private static final Pattern DECIMAL = Pattern.compile("0|-?[1-9][0-9]*+");
    private static final Pattern DIGITS = Pattern.compile("[+-]?[0-9]{1,1000}+");

    private TolerationValidator() {}

    /** @param compares whether they may compare numbers */
    static void tolerations(List<Toleration> tolerations, FieldPath path, boolean compares, List<FieldError> errors) {
        for (int i = 0; i < tolerations.size(); i++) {
            toleration(tolerations.get(i), path.index(i), compares, errors);
        }
    }

    private static void toleration(Toleration toleration, FieldPath path, boolean compares, List<FieldError> errors) {
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
            case "Lt", "Gt" -> {
                if (compares) {
                    number(toleration.value(), path.child("value"), errors);
                } else {
                    errors.add(FieldError.notSupported(
                            operator, toleration.operator(), List.of("Equal", "Exists", "Lt", "Gt")));
                }
            }
            default -> errors.add(FieldError.notSupported(operator, toleration.operator(), OPERATORS));
        }
        if (!toleration.effect().isEmpty()) {
            Check.oneOf(errors, path.child("effect"), toleration.effect(), EFFECTS);
        }
    }

    /** A whole number in its shortest form that fits into 64 bits; of what is none both is said. */
    private static void number(String value, FieldPath path, List<FieldError> errors) {
        if (value.isEmpty()) {
            errors.add(FieldError.invalid(path, value, "must be non-empty"));
        } else if (!DECIMAL.matcher(value).matches()) {
            errors.add(FieldError.invalid(path, value, "must be a valid decimal integer in canonical form"));
        }
        boolean digits = DIGITS.matcher(value).matches();
        if (!digits || new BigInteger(value).bitLength() > 63) {
            String why = digits ? "value out of range" : "invalid syntax";
            errors.add(FieldError.invalid(path, value, "strconv.ParseInt: parsing " + Quoted.of(value) + ": " + why));
        }
    }
}
