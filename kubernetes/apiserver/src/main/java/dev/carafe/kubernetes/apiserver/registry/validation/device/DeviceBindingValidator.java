package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Conditions that a device must meet, and must not, before a pod that gets it is bound (pkg/apis/resource/validation). */
final class DeviceBindingValidator {
    private static final int CONDITIONS_MAX = 4;

    private DeviceBindingValidator() {}

    static void conditions(List<String> awaited, List<String> failures, FieldPath parent, RuleErrors errors) {
        if (awaited.isEmpty() && failures.isEmpty()) {
            return;
        }
        FieldPath path = parent.child("bindingConditions");
        FieldPath failurePath = parent.child("bindingFailureConditions");
        names(awaited, path, errors);
        names(failures, failurePath, errors);
        List<FieldError> coded = errors.coded();
        duplicates(awaited, path, coded);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < failures.size(); i++) {
            String failure = failures.get(i);
            if (!seen.add(failure)) {
                coded.add(FieldError.duplicate(failurePath.index(i), failure));
            }
            if (awaited.contains(failure)) {
                coded.add(FieldError.invalid(
                        failurePath.index(i),
                        failure,
                        "bindingFailureConditions must not overlap with bindingConditions"));
            }
        }
        if (awaited.isEmpty()) {
            coded.add(FieldError.invalid(
                    path, Null.NULL, "bindingConditions are required to use bindingFailureConditions"));
        } else if (failures.isEmpty()) {
            coded.add(FieldError.invalid(
                    failurePath, Null.NULL, "bindingFailureConditions are required to use bindingConditions"));
        }
    }

    private static void names(List<String> conditions, FieldPath path, RuleErrors errors) {
        if (!errors.tooMany(conditions, CONDITIONS_MAX, path)) {
            for (int i = 0; i < conditions.size(); i++) {
                Check.rule(errors.coded(), path.index(i), conditions.get(i), Names.qualifiedName(conditions.get(i)));
            }
        }
    }

    private static void duplicates(List<String> conditions, FieldPath path, List<FieldError> errors) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < conditions.size(); i++) {
            if (!seen.add(conditions.get(i))) {
                errors.add(FieldError.duplicate(path.index(i), conditions.get(i)));
            }
        }
    }
}
