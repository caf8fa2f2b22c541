package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.DeviceSelector;
import dev.carafe.kubernetes.apimachinery.cel.CelCompileException;
import dev.carafe.kubernetes.apimachinery.cel.CelEnvironment;
import dev.carafe.kubernetes.apimachinery.cel.CheckedExpression;
import dev.carafe.kubernetes.apimachinery.cel.DeclType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Expressions that select devices (k8s.io/dynamic-resource-allocation/cel). */
final class DeviceSelectorValidator {
    private static final int SELECTORS_MAX = 32;
    private static final int EXPRESSION_BYTES_MAX = 10 * 1024;
    private static final long COST_MAX = 1_000_000;

    /** The longest domain of an attribute, and how many attributes and capacities a device has at most. */
    private static final long DOMAIN_MAX = 63;

    private static final long ENTRIES_MAX = 32;
    private static final long VALUE_MAX = 64;

    private DeviceSelectorValidator() {}

    /** Made when the first expression is looked at. */
    private static final class Environment {
        static final CelEnvironment DEVICES = CelEnvironment.withBindings(Map.of("device", device()));

        private static DeclType device() {
            DeclType identifier = DeclType.text(DeclType.Kind.STRING, DeviceNames.IDENTIFIER_MAX);
            DeclType domain = DeclType.text(DeclType.Kind.STRING, DOMAIN_MAX);
            return DeclType.object(
                    "kubernetes.DRADevice",
                    Map.of(
                            "driver",
                            DeclType.text(DeclType.Kind.STRING, DeviceNames.DRIVER_MAX),
                            "allowMultipleAllocations",
                            DeclType.BOOL,
                            "attributes",
                            DeclType.map(
                                    domain,
                                    DeclType.map(identifier, DeclType.any(VALUE_MAX), ENTRIES_MAX),
                                    ENTRIES_MAX),
                            "capacity",
                            DeclType.map(
                                    domain, DeclType.map(identifier, DeclType.QUANTITY, ENTRIES_MAX), ENTRIES_MAX)),
                    0);
        }
    }

    /**
     * Checks selectors.
     *
     * @param stored whether the same ones have been checked before
     */
    static void selectors(List<DeviceSelector> selectors, boolean stored, FieldPath path, RuleErrors errors) {
        if (errors.tooMany(selectors, SELECTORS_MAX, path)) {
            return;
        }
        for (int i = 0; i < selectors.size(); i++) {
            FieldPath at = path.index(i).child("cel");
            if (!selectors.get(i).hasCel()) {
                errors.coded().add(FieldError.required(at, ""));
            } else if (!stored) {
                expression(selectors.get(i).cel().expression(), at.child("expression"), errors.coded());
            }
        }
    }

    private static void expression(String expression, FieldPath path, List<FieldError> errors) {
        if (expression.getBytes(StandardCharsets.UTF_8).length > EXPRESSION_BYTES_MAX) {
            errors.add(FieldError.tooLong(path, EXPRESSION_BYTES_MAX));
            return;
        }
        try {
            CheckedExpression checked = Environment.DEVICES.check(expression);
            String type = checked.typeName();
            if (!type.equals("bool") && !type.equals("any")) {
                errors.add(
                        FieldError.invalid(path, expression, "must evaluate to bool or the unknown type, not " + type));
            } else if (checked.costMax() > COST_MAX) {
                errors.add(FieldError.forbidden(path, "too complex, exceeds cost limit"));
            }
        } catch (CelCompileException e) {
            errors.add(FieldError.invalid(path, expression, "compilation failed: " + e.getMessage()));
        }
    }
}
