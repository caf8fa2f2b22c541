package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.DeviceSelector;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.List;

/** Expressions that select devices (pkg/apis/resource/validation). */
final class DeviceSelectorValidator {
    private static final int SELECTORS_MAX = 32;

    private DeviceSelectorValidator() {}

    /**
     * Checks selectors.
     *
     * @param stored whether the same ones have been checked before
     */
    static void selectors(
            List<DeviceSelector> selectors,
            boolean stored,
            DeviceExpressions expressions,
            FieldPath path,
            RuleErrors errors) {
        if (errors.tooMany(selectors, SELECTORS_MAX, path)) {
            return;
        }
        for (int i = 0; i < selectors.size(); i++) {
            FieldPath at = path.index(i).child("cel");
            if (!selectors.get(i).hasCel()) {
                errors.coded().add(FieldError.required(at, ""));
            } else if (!stored) {
                selector(selectors.get(i).cel().expression(), expressions, at.child("expression"), errors.coded());
            }
        }
    }

    private static void selector(
            String expression, DeviceExpressions expressions, FieldPath path, List<FieldError> errors) {
        expressions.check(expression, path, errors).ifPresent(checked -> {
            String type = checked.typeName();
            if (!type.equals("bool") && !type.equals(expressions.lists() ? "dyn" : "google.protobuf.Any")) {
                errors.add(
                        FieldError.invalid(path, expression, "must evaluate to bool or the unknown type, not " + type));
            } else if (checked.costMax() > DeviceExpressions.COST_MAX) {
                errors.add(FieldError.forbidden(path, "too complex, exceeds cost limit"));
            }
        });
    }
}
