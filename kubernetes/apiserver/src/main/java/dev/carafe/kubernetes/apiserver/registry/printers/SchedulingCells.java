package dev.carafe.kubernetes.apiserver.registry.printers;

import dev.carafe.kubernetes.api.meta.v1.Condition;
import dev.carafe.kubernetes.api.scheduling.v1beta1.PodGroup;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Optional;

/** Rows of groups of pods (kubernetes/pkg/printers/internalversion). */
public final class SchedulingCells {
    private SchedulingCells() {}

    /** Name, Policy, Workload, Status, Age. */
    public static List<Object> group(PodGroup group) {
        return List.of(group.name(), policy(group), workload(group), status(group), Cell.age(group.metadata()));
    }

    /** Name, Policy, Workload, Age: of a group of groups, whose fields are called the same. */
    public static List<Object> composite(Struct tree) {
        PodGroup group = new PodGroup(tree);
        return List.of(group.name(), policy(group), workload(group), Cell.age(group.metadata()));
    }

    private static String policy(PodGroup group) {
        return group.spec().schedulingPolicy().hasGang() ? "Gang" : "Basic";
    }

    private static String workload(PodGroup group) {
        return Cell.orNone(group.spec().workloadRef().workloadName());
    }

    private static String status(PodGroup group) {
        Optional<Condition> disrupted = condition(group, "DisruptionTarget");
        if (disrupted.isPresent()) {
            return disrupted.get().reason();
        }
        return condition(group, "PodGroupInitiallyScheduled")
                .map(condition -> condition.status().equals("True") ? "Scheduled" : "Unschedulable")
                .orElse("Pending");
    }

    private static Optional<Condition> condition(PodGroup group, String type) {
        return group.status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }
}
