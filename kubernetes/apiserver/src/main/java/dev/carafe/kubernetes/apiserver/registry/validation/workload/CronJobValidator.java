package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.batch.v1.CronJob;
import dev.carafe.kubernetes.api.batch.v1.CronJobSpec;
import dev.carafe.kubernetes.api.batch.v1.JobSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Cron jobs (pkg/apis/batch/validation). */
public final class CronJobValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath SCHEDULE = SPEC.child("schedule");
    private static final FieldPath ZONE = SPEC.child("timeZone");
    private static final Pattern ZONE_PART = Pattern.compile("[A-Za-z._0-9+-]{1,14}");

    /** A job's name is that of its cron job, a hyphen and a time of ten digits, and fits into a label. */
    private static final int NAME_MAX = 52;

    private CronJobValidator() {}

    /** Checks a new cron job, or one as it would be after a change of {@code old}. */
    public static void spec(
            CronJobSpec spec, @Nullable CronJobSpec old, Capabilities capabilities, List<FieldError> errors) {
        if (!spec.schedule().isEmpty()) {
            schedule(spec, old != null && old.schedule().contains("TZ"), errors);
        }
        if (spec.hasStartingDeadlineSeconds()) {
            Check.nonNegative(errors, SPEC.child("startingDeadlineSeconds"), spec.startingDeadlineSeconds());
        }
        boolean sameZone = old != null
                && old.hasTimeZone() == spec.hasTimeZone()
                && old.timeZone().equals(spec.timeZone());
        if (spec.hasTimeZone() && !sameZone) {
            timeZone(spec.timeZone(), errors);
        }
        Check.requiredOneOf(
                errors,
                SPEC.child("concurrencyPolicy"),
                spec.concurrencyPolicy(),
                List.of("Allow", "Forbid", "Replace"));
        template(spec.jobTemplate().spec(), SPEC.child("jobTemplate").child("spec"), capabilities, errors);
        Check.nonNegative(errors, SPEC.child("successfulJobsHistoryLimit"), spec.successfulJobsHistoryLimit());
        Check.nonNegative(errors, SPEC.child("failedJobsHistoryLimit"), spec.failedJobsHistoryLimit());
        Check.present(errors, SCHEDULE, spec.schedule());
    }

    /** What is asked of a new one alone: older ones may have had longer names. */
    public static void name(CronJob job, List<FieldError> errors) {
        if (job.name().length() > NAME_MAX) {
            errors.add(FieldError.invalid(
                    FieldPath.of("metadata", "name"), job.name(), "must be no more than " + NAME_MAX + " characters"));
        }
    }

    private static void schedule(CronJobSpec spec, boolean zoneHeld, List<FieldError> errors) {
        String schedule = spec.schedule();
        CronSchedule.problem(schedule).ifPresent(why -> errors.add(FieldError.invalid(SCHEDULE, schedule, why)));
        if (!schedule.contains("TZ")) {
            return;
        }
        if (!zoneHeld) {
            errors.add(FieldError.invalid(
                    SCHEDULE, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
        } else if (spec.hasTimeZone()) {
            errors.add(FieldError.invalid(
                    SCHEDULE, schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule"));
        }
    }

    private static void timeZone(String zone, List<FieldError> errors) {
        if (zone.isEmpty()) {
            errors.add(FieldError.invalid(ZONE, zone, "timeZone must be nil or non-empty string"));
            return;
        }
        for (String part : zone.split("/", -1)) {
            boolean here = part.equals(".") || part.equals("..");
            if (here || part.startsWith("-") || !ZONE_PART.matcher(part).matches()) {
                errors.add(FieldError.invalid(ZONE, zone, "unknown time zone " + zone));
                return;
            }
        }
        if (zone.equalsIgnoreCase("Local")) {
            errors.add(FieldError.invalid(
                    ZONE,
                    zone,
                    "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"));
        }
        Optional<String> unknown = TimeZones.problem(zone);
        unknown.ifPresent(why -> errors.add(FieldError.invalid(ZONE, zone, why)));
    }

    /** The job's own selector is made when the job is. */
    private static void template(JobSpec spec, FieldPath path, Capabilities capabilities, List<FieldError> errors) {
        JobValidator.spec(spec, path, capabilities, errors);
        if (spec.hasSelector()) {
            errors.add(FieldError.invalid(
                    path.child("selector"), spec.selector().struct(), "`selector` will be auto-generated"));
        }
        if (spec.manualSelector()) {
            errors.add(FieldError.notSupported(path.child("manualSelector"), true, List.of("nil", "false")));
        }
    }
}
