package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.apps.v1.DaemonSet;
import dev.carafe.kubernetes.api.apps.v1.DaemonSetSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.WorkloadDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.WorkloadCells;
import dev.carafe.kubernetes.apiserver.registry.validation.WorkloadStatusValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.DaemonSetValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.WorkloadValidator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Daemon sets: a selector is for life. */
final class DaemonSetStrategy extends DefaultStrategy {
    /** Counts the changes of the template, from before there were controller revisions. */
    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

    DaemonSetStrategy(Kind kind) {
        super(kind);
    }

    @Override
    boolean hasPods() {
        return true;
    }

    @Override
    public Struct applyDefaults(Struct object) {
        DaemonSet set = WorkloadDefaults.daemonSet(new DaemonSet(object));
        return set.metadata().annotations().containsKey(TEMPLATE_GENERATION) ? set.struct() : withGeneration(set, "0");
    }

    @Override
    public List<String> annotationsOfFields() {
        return List.of(TEMPLATE_GENERATION);
    }

    @Override
    public Struct prepareForCreate(Struct object) {
        DaemonSet set = new DaemonSet(super.prepareForCreate(object));
        return generation(set) < 1 ? withGeneration(set, "1") : set.struct();
    }

    @Override
    public Struct prepareForUpdate(Struct object, Struct old) {
        DaemonSet set = new DaemonSet(super.prepareForUpdate(object, old));
        DaemonSet before = new DaemonSet(old);
        boolean changed = !set.spec().template().equals(before.spec().template());
        return withGeneration(set, Long.toString(generation(before) + (changed ? 1 : 0)));
    }

    private static long generation(DaemonSet set) {
        try {
            return Long.parseLong(set.metadata().annotations().getOrDefault(TEMPLATE_GENERATION, "0"));
        } catch (NumberFormatException _) {
            return 0; // somebody wrote something else there
        }
    }

    private static Struct withGeneration(DaemonSet set, String generation) {
        Map<String, String> annotations = new LinkedHashMap<>(set.metadata().annotations());
        annotations.put(TEMPLATE_GENERATION, generation);
        return set.withMetadata(set.metadata().withAnnotations(annotations)).struct();
    }

    @Override
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        DaemonSetSpec spec = new DaemonSet(object).spec();
        if (old != null) {
            WorkloadValidator.selectorUnchanged(
                    spec.struct().get("selector"),
                    new DaemonSet(old).spec().struct().get("selector"),
                    errors);
        }
        DaemonSetValidator.daemonSet(spec, capabilities(), errors);
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        WorkloadStatusValidator.daemonSet(
                new DaemonSet(object).status().struct(),
                new DaemonSet(old).status().struct(),
                errors);
    }

    @Override
    public List<String> warningsOfNew(Struct object) {
        return PodWarnings.template(new DaemonSet(object).spec().template());
    }

    @Override
    public List<String> warningsOfChange(String subresource, Struct object, Struct old) {
        return subresource.isEmpty()
                ? PodWarnings.template(new DaemonSet(object).spec().template(), object, old)
                : List.of();
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return WorkloadCells.daemonSet(new DaemonSet(object));
    }
}
