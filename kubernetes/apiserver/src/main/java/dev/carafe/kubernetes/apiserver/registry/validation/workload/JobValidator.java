package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.JobSpec;
import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.PodValidator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Jobs (pkg/apis/batch/validation). */
public final class JobValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath TEMPLATE_METADATA = FieldPath.of("spec", "template", "metadata");
    private static final int MANAGED_BY_MAX = 63;

    private JobValidator() {}

    /** The labels and the selector that a new job is given, of which somebody may have written others; not those that it has of its own. */
    public static void generated(Job job, List<FieldError> errors) {
        if (job.spec().manualSelector() || !job.spec().hasSelector()) {
            return;
        }
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("controller-uid", job.metadata().uid());
        expected.put("job-name", job.name());
        expected.put("batch.kubernetes.io/controller-uid", job.metadata().uid());
        expected.put("batch.kubernetes.io/job-name", job.name());
        Map<String, String> labels = job.spec().template().metadata().labels();
        expected.forEach((key, value) -> label(labels, key, value, errors));
        LabelSelector selector = job.spec().selector();
        if (LabelSelectorValidator.isReadable(selector) && !LabelSelectorValidator.matches(selector, expected)) {
            errors.add(FieldError.invalid(SPEC.child("selector"), selector.struct(), "`selector` not auto-generated"));
        }
    }

    private static void label(Map<String, String> labels, String key, String expected, List<FieldError> errors) {
        String value = labels.get(key);
        if (value == null) {
            errors.add(FieldError.required(TEMPLATE_METADATA.child("labels").key(key), "must be '" + expected + "'"));
        } else if (!value.equals(expected)) {
            errors.add(FieldError.invalid(
                    TEMPLATE_METADATA.child("labels").key(key),
                    LabelSelectorValidator.labels(labels),
                    "must be '" + expected + "'"));
        }
    }

    /** Checks a job as it is created, or as it would be after a change. */
    public static void job(Job job, Capabilities capabilities, List<FieldError> errors) {
        JobSpec spec = job.spec();
        spec(spec, SPEC, capabilities, errors);
        Map<String, String> labels = spec.template().metadata().labels();
        if (spec.hasSelector()) {
            LabelSelectorValidator.validate(spec.selector(), SPEC.child("selector"), errors);
        } else {
            errors.add(FieldError.required(SPEC.child("selector"), ""));
        }
        boolean matches = spec.hasSelector() && LabelSelectorValidator.matches(spec.selector(), labels);
        if (!matches && LabelSelectorValidator.isReadable(spec.selector())) {
            errors.add(FieldError.invalid(
                    TEMPLATE_METADATA.child("labels"),
                    LabelSelectorValidator.labels(labels),
                    "`selector` does not match template `labels`"));
        }
    }

    /** The last pod's host name is the job's name and its index. */
    public static void hostNames(Job job, List<FieldError> errors) {
        JobSpec spec = job.spec();
        if (spec.completionMode().equals("Indexed") && spec.completions() > 0) {
            String longest = job.name() + "-" + (spec.completions() - 1);
            if (!Names.dns1123Label(longest).isEmpty()) {
                errors.add(FieldError.invalid(
                        FieldPath.of("metadata", "name"),
                        job.name(),
                        "will not able to create pod with invalid DNS label: " + longest));
            }
        }
    }

    /** Checks a specification at {@code path}, which may be that of jobs to come. */
    static void spec(JobSpec spec, FieldPath path, Capabilities capabilities, List<FieldError> errors) {
        Check.nonNegative(errors, path.child("parallelism"), spec.parallelism());
        Check.nonNegative(errors, path.child("completions"), spec.completions());
        Check.nonNegative(errors, path.child("activeDeadlineSeconds"), spec.activeDeadlineSeconds());
        Check.nonNegative(errors, path.child("backoffLimit"), spec.backoffLimit());
        Check.nonNegative(errors, path.child("ttlSecondsAfterFinished"), spec.ttlSecondsAfterFinished());
        Check.nonNegative(errors, path.child("backoffLimitPerIndex"), spec.backoffLimitPerIndex());
        Check.nonNegative(errors, path.child("maxFailedIndexes"), spec.maxFailedIndexes());
        if (spec.hasMaxFailedIndexes() && !spec.hasBackoffLimitPerIndex()) {
            errors.add(FieldError.required(path.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified"));
        }
        if (spec.hasManagedBy()) {
            Check.domainPrefixedPath(errors, path.child("managedBy"), spec.managedBy());
            if (spec.managedBy().length() > MANAGED_BY_MAX) {
                errors.add(FieldError.tooLong(path.child("managedBy"), MANAGED_BY_MAX));
            }
        }
        JobIndexingValidator.validate(spec, path, errors);
        JobPolicyValidator.validate(spec, path, errors);
        PodValidator.template(spec.template(), path.child("template"), capabilities, errors);
        restartPolicy(spec, path.child("template").child("spec").child("restartPolicy"), errors);
    }

    private static void restartPolicy(JobSpec spec, FieldPath path, List<FieldError> errors) {
        String policy = spec.template().spec().restartPolicy();
        switch (policy) {
            case "Never" -> {}
            case "OnFailure" -> {
                if (spec.hasPodFailurePolicy()) {
                    errors.add(FieldError.invalid(
                            path, policy, "only \"Never\" is supported when podFailurePolicy is specified"));
                }
            }
            case "", "Always" -> errors.add(FieldError.required(path, "valid values: \"OnFailure\", \"Never\""));
            default -> errors.add(FieldError.notSupported(path, policy, List.of("OnFailure", "Never")));
        }
    }
}
