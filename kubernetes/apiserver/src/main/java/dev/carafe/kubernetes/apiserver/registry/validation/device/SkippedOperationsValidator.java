package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.List;

/** What nodes need not do for devices (pkg/apis/resource/validation). */
final class SkippedOperationsValidator {
    private static final String PREPARE = "NodePrepareResources";
    private static final String UNPREPARE = "NodeUnprepareResources";
    private static final String ALL = "*";

    private SkippedOperationsValidator() {}

    /** Checks operations: what a node has not prepared it must not undo. */
    static void operations(List<String> operations, FieldPath path, RuleErrors errors) {
        if (operations.contains(PREPARE) && !operations.contains(UNPREPARE) && !operations.contains(ALL)) {
            errors.coded()
                    .add(FieldError.invalid(
                            path,
                            operations,
                            "NodePrepareResources cannot be skipped unless NodeUnprepareResources is also skipped"));
        }
        errors.unique(operations, operation -> operation, path);
        for (int i = 0; i < operations.size(); i++) {
            Check.oneOf(errors.declared(), path.index(i), operations.get(i), List.of(ALL, PREPARE, UNPREPARE));
        }
    }
}
