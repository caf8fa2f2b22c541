package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.batch.v1.CronJobSpec;
import dev.carafe.kubernetes.api.batch.v1.JobSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/** Jobs, and the schedules by which they are made. */
public final class JobValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final Set<String> MACROS =
            Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final int CRON_FIELDS = 5;

    private JobValidator() {}

    public static void job(JobSpec spec, Capabilities capabilities, List<FieldError> errors) {
        spec(spec, SPEC, capabilities, errors);
        if (!spec.hasSelector()) {
            errors.add(FieldError.required(SPEC.child("selector"), ""));
            return;
        }
        int before = errors.size();
        LabelSelectorValidator.validate(spec.selector(), SPEC.child("selector"), errors);
        if (errors.size() == before
                && !spec.template()
                        .metadata()
                        .labels()
                        .entrySet()
                        .containsAll(spec.selector().matchLabels().entrySet())) {
            errors.add(FieldError.invalid(
                    SPEC.child("template").child("metadata").child("labels"),
                    Struct.of(spec.template().metadata().labels()),
                    "`selector` does not match template `labels`"));
        }
    }

    private static void spec(JobSpec spec, FieldPath path, Capabilities capabilities, List<FieldError> errors) {
        Check.nonNegative(errors, path.child("parallelism"), spec.parallelism());
        Check.nonNegative(errors, path.child("completions"), spec.completions());
        Check.nonNegative(errors, path.child("activeDeadlineSeconds"), spec.activeDeadlineSeconds());
        Check.nonNegative(errors, path.child("backoffLimit"), spec.backoffLimit());
        Check.nonNegative(errors, path.child("ttlSecondsAfterFinished"), spec.ttlSecondsAfterFinished());
        if (spec.hasCompletionMode()) {
            Check.oneOf(errors, path.child("completionMode"), spec.completionMode(), List.of("NonIndexed", "Indexed"));
            if (spec.completionMode().equals("Indexed") && !spec.hasCompletions()) {
                errors.add(FieldError.required(path.child("completions"), "when completion mode is Indexed"));
            }
        }
        PodValidator.template(spec.template(), path.child("template"), capabilities, errors);
        FieldPath policy = path.child("template").child("spec").child("restartPolicy");
        switch (spec.template().spec().restartPolicy()) {
            case "OnFailure", "Never" -> {}
            case "", "Always" -> errors.add(FieldError.required(policy, "valid values: \"OnFailure\", \"Never\""));
            default ->
                errors.add(FieldError.notSupported(
                        policy, spec.template().spec().restartPolicy(), List.of("OnFailure", "Never")));
        }
    }

    /** What of a job may not change: its selector, its completions unless elastic, its template unless suspended. */
    public static void update(JobSpec spec, JobSpec old, boolean templateMutable, List<FieldError> errors) {
        if (!spec.completionMode().equals("Indexed") || !old.completionMode().equals("Indexed")) {
            Check.immutable(
                    errors,
                    SPEC.child("completions"),
                    spec.hasCompletions() ? (Object) (long) spec.completions() : "",
                    old.hasCompletions() ? (Object) (long) old.completions() : "");
        }
        Check.immutable(
                errors,
                SPEC.child("selector"),
                spec.selector().struct(),
                old.selector().struct());
        if (!templateMutable) {
            Check.immutable(
                    errors,
                    SPEC.child("template"),
                    spec.template().struct(),
                    old.template().struct());
        }
        Check.immutable(errors, SPEC.child("completionMode"), spec.completionMode(), old.completionMode());
    }

    public static void cronJob(CronJobSpec spec, Capabilities capabilities, List<FieldError> errors) {
        spec(spec.jobTemplate().spec(), SPEC.child("jobTemplate").child("spec"), capabilities, errors);
        if (Check.present(errors, SPEC.child("schedule"), spec.schedule())) {
            schedule(spec.schedule(), errors);
        }
        if (spec.hasTimeZone()) {
            timeZone(spec.timeZone(), errors);
        }
        if (spec.hasStartingDeadlineSeconds()) {
            Check.nonNegative(errors, SPEC.child("startingDeadlineSeconds"), spec.startingDeadlineSeconds());
        }
        Check.requiredOneOf(
                errors,
                SPEC.child("concurrencyPolicy"),
                spec.concurrencyPolicy(),
                List.of("Allow", "Forbid", "Replace"));
        Check.nonNegative(errors, SPEC.child("successfulJobsHistoryLimit"), spec.successfulJobsHistoryLimit());
        Check.nonNegative(errors, SPEC.child("failedJobsHistoryLimit"), spec.failedJobsHistoryLimit());
    }

    private static void schedule(String schedule, List<FieldError> errors) {
        FieldPath path = SPEC.child("schedule");
        if (schedule.contains("TZ")) {
            errors.add(FieldError.invalid(
                    path, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
        }
        if (schedule.startsWith("@")) {
            if (!MACROS.contains(schedule) && !schedule.startsWith("@every ")) {
                errors.add(FieldError.invalid(path, schedule, "unrecognized descriptor: " + schedule));
            }
            return;
        }
        String[] fields = schedule.strip().split("\\s+");
        if (fields.length != CRON_FIELDS) {
            errors.add(FieldError.invalid(
                    path, schedule, "expected exactly 5 fields, found " + fields.length + ": " + List.of(fields)));
        }
    }

    private static void timeZone(String zone, List<FieldError> errors) {
        FieldPath path = SPEC.child("timeZone");
        if (zone.isEmpty()) {
            errors.add(FieldError.invalid(path, zone, "timeZone must be nil or non-empty string"));
            return;
        }
        try {
            ZoneId.of(zone);
        } catch (DateTimeException _) {
            errors.add(FieldError.invalid(path, zone, "unknown time zone " + zone));
        }
    }
}
