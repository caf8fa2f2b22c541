package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.batch.v1.CronJob;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.BatchDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.WorkloadCells;
import dev.carafe.kubernetes.apiserver.registry.validation.CronJobValidator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cron jobs. */
final class CronJobStrategy extends DefaultStrategy {
    CronJobStrategy(Kind kind) {
        super(kind);
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
    public List<Object> tableCells(Struct object) {
        return WorkloadCells.cronJob(new CronJob(object));
    }
}
