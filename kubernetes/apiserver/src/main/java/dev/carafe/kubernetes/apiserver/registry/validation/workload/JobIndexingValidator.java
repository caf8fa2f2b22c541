package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.batch.v1.JobSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;

/** Jobs whose pods have an index each: how many there may be, so that a status can list them (pkg/apis/batch/validation). */
final class JobIndexingValidator {
    private static final int PARALLELISM_MAX = 100_000;
    private static final int FAILED_INDEXES_MAX = 100_000;

    /** Above so many completions, jobs that count retries by index have narrower bounds. */
    private static final int COMPLETIONS_MANY = 100_000;

    private static final int PARALLELISM_OF_MANY_MAX = 10_000;
    private static final int FAILED_INDEXES_OF_MANY_MAX = 10_000;
    private static final String OF_MANY =
            " when completions are above " + COMPLETIONS_MANY + " and used with backoff limit per index";

    private JobIndexingValidator() {}

    static void validate(JobSpec spec, FieldPath path, List<FieldError> errors) {
        String mode = spec.completionMode();
        if (spec.hasCompletionMode()) {
            Check.oneOf(errors, path.child("completionMode"), mode, List.of("NonIndexed", "Indexed"));
        }
        if (mode.equals("Indexed")) {
            indexed(spec, path, errors);
        } else if (!spec.hasCompletionMode() || mode.equals("NonIndexed")) {
            unindexed(spec, path, errors);
        }
    }

    private static void indexed(JobSpec spec, FieldPath path, List<FieldError> errors) {
        FieldPath failed = path.child("maxFailedIndexes");
        if (!spec.hasCompletions()) {
            errors.add(FieldError.required(path.child("completions"), "when completion mode is Indexed"));
        }
        atMost(
                spec.parallelism(),
                PARALLELISM_MAX,
                path.child("parallelism"),
                " when completion mode is Indexed",
                errors);
        if (spec.hasCompletions() && spec.hasMaxFailedIndexes() && spec.maxFailedIndexes() > spec.completions()) {
            errors.add(FieldError.invalid(
                    failed, (long) spec.maxFailedIndexes(), "must be less than or equal to completions"));
        }
        atMost(spec.maxFailedIndexes(), FAILED_INDEXES_MAX, failed, "", errors);
        if (spec.completions() > COMPLETIONS_MANY && spec.hasBackoffLimitPerIndex()) {
            if (!spec.hasMaxFailedIndexes()) {
                errors.add(
                        FieldError.required(failed, "must be specified when completions is above " + COMPLETIONS_MANY));
            }
            atMost(spec.parallelism(), PARALLELISM_OF_MANY_MAX, path.child("parallelism"), OF_MANY, errors);
            atMost(spec.maxFailedIndexes(), FAILED_INDEXES_OF_MANY_MAX, failed, OF_MANY, errors);
        }
    }

    private static void atMost(int value, int max, FieldPath path, String when, List<FieldError> errors) {
        if (value > max) {
            errors.add(FieldError.invalid(path, (long) value, "must be less than or equal to " + max + when));
        }
    }

    private static void unindexed(JobSpec spec, FieldPath path, List<FieldError> errors) {
        if (spec.hasBackoffLimitPerIndex()) {
            errors.add(FieldError.invalid(
                    path.child("backoffLimitPerIndex"),
                    (long) spec.backoffLimitPerIndex(),
                    "requires indexed completion mode"));
        }
        if (spec.hasMaxFailedIndexes()) {
            errors.add(FieldError.invalid(
                    path.child("maxFailedIndexes"),
                    (long) spec.maxFailedIndexes(),
                    "requires indexed completion mode"));
        }
    }
}
