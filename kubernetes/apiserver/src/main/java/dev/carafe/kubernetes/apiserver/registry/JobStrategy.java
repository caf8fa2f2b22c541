package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.JobStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.BatchDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.WorkloadCells;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.JobStatusValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.JobUpdateValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.JobValidator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs: the selector and the labels that it selects are made from the job's uid, unless it wants its own. */
final class JobStrategy extends DefaultStrategy {
    private static final String UID_LABEL = "batch.kubernetes.io/controller-uid";
    private static final String NAME_LABEL = "batch.kubernetes.io/job-name";

    JobStrategy(Kind kind) {
        super(kind);
    }

    @Override
    boolean hasPods() {
        return true;
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return BatchDefaults.job(new Job(object)).struct();
    }

    /** The object's name and uid are already given. */
    @Override
    public Struct prepareForCreate(Struct object) {
        Job job = new Job(super.prepareForCreate(object));
        return job.spec().manualSelector() ? job.struct() : withSelector(job).struct();
    }

    private static Job withSelector(Job job) {
        String uid = job.metadata().uid();
        String name = job.name();
        var spec = job.spec();
        var template = spec.template();
        Map<String, String> labels = new LinkedHashMap<>(template.metadata().labels());
        labels.putIfAbsent("job-name", name);
        labels.putIfAbsent("controller-uid", uid);
        labels.putIfAbsent(NAME_LABEL, name);
        labels.putIfAbsent(UID_LABEL, uid);
        Map<String, String> selector = new LinkedHashMap<>(spec.selector().matchLabels());
        selector.putIfAbsent(UID_LABEL, uid);
        Job labelled = job.metadata().labels().isEmpty()
                ? job.withMetadata(job.metadata().withLabels(labels))
                : job;
        return labelled.withSpec(spec.withSelector(spec.selector().withMatchLabels(selector))
                .withTemplate(template.withMetadata(template.metadata().withLabels(labels))));
    }

    @Override
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        Job job = new Job(object);
        if (old == null) {
            JobValidator.generated(job, errors);
        }
        JobValidator.job(job, capabilities(), errors);
        if (old != null) {
            JobUpdateValidator.update(job, new Job(old), capabilities(), errors);
        }
        JobValidator.hostNames(job, errors);
    }

    @Override
    public Map<String, String> selectableFields(Struct object) {
        JobStatus status = new Job(object).status();
        return Map.of("status.successful", Integer.toString(status.succeeded()));
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        JobStatusValidator.validate(new Job(object), new Job(old), errors);
    }

    @Override
    public List<String> warningsOfNew(Struct object) {
        Job job = new Job(object);
        List<String> warnings = new ArrayList<>();
        PodWarnings.workloadName(job.name(), warnings);
        JobWarnings.spec(job.spec(), FieldPath.of("spec"), warnings);
        return warnings;
    }

    @Override
    public List<String> warningsOfChange(String subresource, Struct object, Struct old) {
        List<String> warnings = new ArrayList<>();
        if (subresource.isEmpty() && PodWarnings.isChanged(object, old)) {
            JobWarnings.spec(new Job(object).spec(), FieldPath.of("spec"), warnings);
        }
        return warnings;
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return WorkloadCells.job(new Job(object));
    }
}
