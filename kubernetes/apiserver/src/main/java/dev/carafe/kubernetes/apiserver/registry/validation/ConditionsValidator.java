package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.meta.v1.Condition;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Conditions of the form that kinds share (apimachinery, pkg/apis/meta/v1/validation). */
public final class ConditionsValidator {
    private static final int REASON_BYTES_MAX = 1_024;
    private static final int MESSAGE_BYTES_MAX = 32 * 1_024;
    private static final Pattern REASON = Pattern.compile("[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?");

    private ConditionsValidator() {}

    public static void validate(List<Condition> conditions, FieldPath path, List<FieldError> errors) {
        Set<String> types = new HashSet<>();
        for (int i = 0; i < conditions.size(); i++) {
            if (!types.add(conditions.get(i).type())) {
                errors.add(FieldError.duplicate(path.index(i), conditions.get(i).type()));
            }
            condition(conditions.get(i), path.index(i), errors);
        }
    }

    private static void condition(Condition condition, FieldPath at, List<FieldError> errors) {
        if (condition.type().isEmpty()) {
            errors.add(FieldError.required(at.child("type"), "is required"));
        } else {
            Check.rule(errors, at.child("type"), condition.type(), Names.qualifiedName(condition.type()));
        }
        Check.requiredOneOf(errors, at.child("status"), condition.status(), List.of("False", "True", "Unknown"));
        if (condition.observedGeneration() < 0) {
            errors.add(FieldError.invalid(
                    at.child("observedGeneration"),
                    condition.observedGeneration(),
                    "must be greater than or equal to zero"));
        }
        if (condition.lastTransitionTime().isEmpty()) {
            errors.add(FieldError.required(at.child("lastTransitionTime"), ""));
        }
        reason(condition.reason(), at.child("reason"), errors);
        if (bytes(condition.message()) > MESSAGE_BYTES_MAX) {
            errors.add(FieldError.tooLong(at.child("message"), MESSAGE_BYTES_MAX));
        }
    }

    private static void reason(String reason, FieldPath path, List<FieldError> errors) {
        if (!Check.present(errors, path, reason)) {
            return;
        }
        if (!REASON.matcher(reason).matches()) {
            errors.add(FieldError.invalid(
                    path,
                    reason,
                    "a condition reason must start with alphabetic character, optionally followed by a string of"
                            + " alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'"
                            + " (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or"
                            + " 'ReasonA:ReasonB', regex used for validation is"
                            + " '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')"));
        }
        if (bytes(reason) > REASON_BYTES_MAX) {
            errors.add(FieldError.tooLong(path, REASON_BYTES_MAX));
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
