package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.batch.v1.CronJob;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.BatchDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.WorkloadCells;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.CronJobValidator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cron jobs. */
final class CronJobStrategy extends DefaultStrategy {
    private static final FieldPath TEMPLATE = FieldPath.of("spec", "jobTemplate", "spec");

    CronJobStrategy(Kind kind) {
        super(kind);
    }

    @Override
    boolean hasPods() {
        return true;
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return BatchDefaults.cronJob(new CronJob(object)).struct();
    }

    @Override
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        CronJob job = new CronJob(object);
        CronJobValidator.spec(job.spec(), old == null ? null : new CronJob(old).spec(), capabilities(), errors);
        if (old == null) {
            CronJobValidator.name(job, errors);
        }
    }

    @Override
    public List<String> warningsOfNew(Struct object) {
        CronJob job = new CronJob(object);
        List<String> warnings = new ArrayList<>();
        PodWarnings.workloadName(job.name(), warnings);
        JobWarnings.spec(job.spec().jobTemplate().spec(), TEMPLATE, warnings);
        return warnings;
    }

    @Override
    public List<String> warningsOfChange(String subresource, Struct object, Struct old) {
        List<String> warnings = new ArrayList<>();
        CronJob job = new CronJob(object);
        if (subresource.isEmpty() && PodWarnings.isChanged(object, old)) {
            JobWarnings.spec(job.spec().jobTemplate().spec(), TEMPLATE, warnings);
        }
        if (subresource.isEmpty() && job.spec().schedule().contains("TZ")) {
            warnings.add(
                    "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see" // upstream's path
                            + " https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details");
        }
        return warnings;
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return WorkloadCells.cronJob(new CronJob(object));
    }
}
