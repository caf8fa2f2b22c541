package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.PodReadinessGate;
import dev.carafe.kubernetes.api.core.v1.PodSchedulingGate;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must come about before a pod is scheduled, and before it counts as ready. */
final class GatesValidator {
    private GatesValidator() {}

    static void readiness(List<PodReadinessGate> gates, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < gates.size(); i++) {
            String condition = gates.get(i).conditionType();
            Check.rule(errors, path.index(i).child("conditionType"), condition, Names.qualifiedName(condition));
        }
    }

    static void scheduling(List<PodSchedulingGate> gates, FieldPath path, List<FieldError> errors) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < gates.size(); i++) {
            String name = gates.get(i).name();
            Check.rule(errors, path.index(i), name, Names.qualifiedName(name));
            if (!seen.add(name)) {
                errors.add(FieldError.duplicate(path.index(i), name));
            }
        }
    }
}
