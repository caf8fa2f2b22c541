package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.apps.v1.StatefulSet;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.WorkloadDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.WorkloadCells;
import dev.carafe.kubernetes.apiserver.registry.validation.WorkloadStatusValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.StatefulSetValidator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stateful sets: only a few fields may change. */
final class StatefulSetStrategy extends DefaultStrategy {
    StatefulSetStrategy(Kind kind) {
        super(kind);
    }

    @Override
    boolean hasPods() {
        return true;
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return WorkloadDefaults.statefulSet(new StatefulSet(object)).struct();
    }

    @Override
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        StatefulSetValidator.validate(
                new StatefulSet(object).spec(),
                old == null ? null : new StatefulSet(old).spec(),
                capabilities(),
                errors);
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        WorkloadStatusValidator.statefulSet(
                new StatefulSet(object).status().struct(),
                new StatefulSet(old).status().struct(),
                errors);
    }

    @Override
    public List<String> warningsOfNew(Struct object) {
        StatefulSet set = new StatefulSet(object);
        List<String> warnings = new ArrayList<>(PodWarnings.template(set.spec().template()));
        others(set, "", warnings);
        return warnings;
    }

    @Override
    public List<String> warningsOfChange(String subresource, Struct object, Struct old) {
        if (!subresource.isEmpty()) {
            return List.of();
        }
        StatefulSet set = new StatefulSet(object);
        List<String> warnings = new ArrayList<>(PodWarnings.template(set.spec().template(), object, old));
        others(set, "Spec", warnings); // upstream's path
        return warnings;
    }

    private static void others(StatefulSet set, String below, List<String> warnings) {
        for (int i = 0; i < set.spec().volumeClaimTemplates().size(); i++) {
            FieldPath path = FieldPath.of("spec", "volumeClaimTemplates").index(i);
            StorageWarnings.claimSpec(
                    set.spec().volumeClaimTemplates().get(i).spec(),
                    below.isEmpty() ? path : path.child(below),
                    warnings);
        }
        if (set.spec().revisionHistoryLimit() < 0) {
            warnings.add("spec.revisionHistoryLimit: a negative value retains all historical revisions;"
                    + " a value >= 0 is recommended");
        }
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return WorkloadCells.statefulSet(new StatefulSet(object));
    }
}
