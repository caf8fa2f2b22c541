package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.JobCondition;
import dev.carafe.kubernetes.api.batch.v1.JobSpec;
import dev.carafe.kubernetes.api.batch.v1.JobStatus;
import dev.carafe.kubernetes.apimachinery.field.ErrorType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.WorkloadStatusValidator;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What may be reported of a job, and what not any more once it is over. Rules of fields are asked only of those who change them: a change of
 * the spec may leave a status that breaks one until the controller comes. Source: {@code validateJobStatus} of
 * pkg/apis/batch/validation, {@code getStatusValidationOptions} of pkg/registry/batch/job.
 */
public final class JobStatusValidator {
    private static final FieldPath STATUS = FieldPath.of("status");
    private static final FieldPath START = STATUS.child("startTime");
    private static final FieldPath COMPLETION = STATUS.child("completionTime");
    private static final String COMPLETE = "Complete";
    private static final String FAILED = "Failed";
    private static final String FAILURE_TARGET = "FailureTarget";
    private static final String CRITERIA_MET = "SuccessCriteriaMet";

    private final JobSpec spec;
    private final JobStatus now;
    private final JobStatus before;
    private final List<FieldError> errors;

    private JobStatusValidator(Job job, Job old, List<FieldError> errors) {
        this.spec = job.spec();
        this.now = job.status();
        this.before = old.status();
        this.errors = errors;
    }

    public static void validate(Job job, Job old, List<FieldError> errors) {
        JobStatusValidator validator = new JobStatusValidator(job, old, errors);
        WorkloadStatusValidator.counts(
                job.status().struct(), List.of("active", "succeeded", "failed", "ready", "terminating"), errors);
        validator.uncounted();
        validator.ends();
        validator.finished();
        validator.indexes();
        validator.conditions();
        validator.changes();
    }

    /** Pods that ended and are not counted yet, each once. */
    private void uncounted() {
        Set<String> seen = new HashSet<>();
        FieldPath path = STATUS.child("uncountedTerminatedPods");
        unique(now.uncountedTerminatedPods().succeeded(), path.child("succeeded"), seen);
        unique(now.uncountedTerminatedPods().failed(), path.child("failed"), seen);
    }

    private void unique(List<String> uids, FieldPath path, Set<String> seen) {
        for (int i = 0; i < uids.size(); i++) {
            if (uids.get(i).isEmpty()) {
                errors.add(FieldError.invalid(path.index(i), "", "must not be empty"));
            } else if (!seen.add(uids.get(i))) {
                errors.add(FieldError.duplicate(path.index(i), uids.get(i)));
            }
        }
    }

    /** How a job ends: in one way only, announced, and at a time. */
    private void ends() {
        boolean complete = is(now, COMPLETE);
        boolean completes = complete != is(before, COMPLETE);
        boolean fails = is(now, FAILED) != is(before, FAILED);
        boolean timed = !now.completionTime().equals(before.completionTime());
        boolean started = !now.startTime().equals(before.startTime());
        if ((completes || fails) && complete && is(now, FAILED)) {
            wrong("cannot set Complete=True and Failed=true conditions");
        }
        if ((completes || is(now, FAILURE_TARGET) != is(before, FAILURE_TARGET))
                && complete
                && is(now, FAILURE_TARGET)) {
            wrong("cannot set Complete=True and FailureTarget=true conditions");
        }
        if (completes || timed) {
            if (now.completionTime().isPresent() && !complete) {
                errors.add(FieldError.invalid(
                        COMPLETION,
                        shown(now.completionTime()),
                        "cannot set completionTime when there is no Complete=True condition"));
            }
            if (now.completionTime().isEmpty() && complete) {
                errors.add(FieldError.required(COMPLETION, "completionTime is required for Complete jobs"));
            }
        }
        if ((started || timed)
                && now.startTime().isPresent()
                && now.completionTime().filter(now.startTime().get()::isAfter).isPresent()) {
            errors.add(FieldError.invalid(
                    COMPLETION, shown(now.completionTime()), "must be equal to or after `startTime`"));
        }
        if ((fails || failedIndexesChange()) && is(now, FAILED) && !is(now, FAILURE_TARGET)) {
            wrong("cannot set Failed=True condition without the FailureTarget=true condition");
        }
        if ((completes || is(now, CRITERIA_MET) != is(before, CRITERIA_MET)) && complete && !is(now, CRITERIA_MET)) {
            wrong("cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
        }
    }

    /** What a finished job has, and has no more. */
    private void finished() {
        boolean finishes = isFinished(now) != isFinished(before);
        boolean started = !now.startTime().equals(before.startTime());
        boolean empty = spec.suspend() && spec.hasCompletions() && spec.completions() == 0;
        boolean runs = now.active() != before.active();
        if (isFinished(now)) {
            if ((finishes || runs) && now.active() > 0) {
                errors.add(FieldError.invalid(
                        STATUS.child("active"), now.active(), "active>0 is invalid for finished job"));
            }
            if ((finishes || started) && !empty && now.startTime().isEmpty()) {
                errors.add(FieldError.required(START, "startTime is required for finished job"));
            }
            if ((finishes || !now.uncountedTerminatedPods().equals(before.uncountedTerminatedPods()))
                    && !(now.uncountedTerminatedPods().failed().isEmpty()
                            && now.uncountedTerminatedPods().succeeded().isEmpty())) {
                errors.add(FieldError.invalid(
                        STATUS.child("uncountedTerminatedPods"),
                        now.uncountedTerminatedPods().struct(),
                        "must be empty for finished job"));
            }
            if ((finishes || now.terminating() != before.terminating()) && now.terminating() > 0) {
                errors.add(FieldError.invalid(
                        STATUS.child("terminating"), now.terminating(), "terminating>0 is invalid for finished job"));
            }
        }
        if ((runs || now.ready() != before.ready()) && now.ready() > now.active()) {
            errors.add(
                    FieldError.invalid(STATUS.child("ready"), now.ready(), "cannot set more ready pods than active"));
        }
    }

    private boolean failedIndexesChange() {
        return now.hasFailedIndexes() != before.hasFailedIndexes()
                || !now.failedIndexes().equals(before.failedIndexes());
    }

    private void indexes() {
        String completed = now.completedIndexes();
        FieldPath completedPath = STATUS.child("completedIndexes");
        FieldPath failedPath = STATUS.child("failedIndexes");
        boolean completedChange = !completed.equals(before.completedIndexes());
        if (completedChange) {
            form(completedPath, completed);
        }
        if (failedIndexesChange() && spec.hasBackoffLimitPerIndex()) {
            form(failedPath, now.failedIndexes());
        }
        if (completedChange && !completed.isEmpty() && !spec.completionMode().equals("Indexed")) {
            errors.add(FieldError.invalid(
                    completedPath,
                    completed,
                    "cannot set non-empty completedIndexes when non-indexed completion mode"));
        }
        if (failedIndexesChange() && !spec.hasBackoffLimitPerIndex() && now.hasFailedIndexes()) {
            errors.add(FieldError.invalid(
                    failedPath,
                    now.failedIndexes(),
                    "cannot set non-null failedIndexes when backoffLimitPerIndex is null"));
        }
        if ((failedIndexesChange() || completedChange) && spec.hasCompletions()) {
            JobIndexes.overlap(completed, now.failedIndexes(), spec.completions())
                    .ifPresent(index -> errors.add(FieldError.invalid(
                            failedPath,
                            now.failedIndexes(),
                            "failedIndexes and completedIndexes overlap at index: " + index)));
        }
    }

    private void form(FieldPath path, String indexes) {
        if (spec.hasCompletions()) {
            String field = path.toString().substring(path.toString().indexOf('.') + 1);
            JobIndexes.problem(indexes, spec.completions())
                    .ifPresent(why ->
                            errors.add(FieldError.invalid(path, indexes, "error parsing " + field + ": " + why)));
        }
    }

    private void conditions() {
        if (is(now, CRITERIA_MET) && is(now, FAILED)) {
            wrong("cannot set SuccessCriteriaMet=True and Failed=true conditions");
        }
        if (is(now, CRITERIA_MET) && is(now, FAILURE_TARGET)) {
            wrong("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
        }
        if (spec.hasSuccessPolicy() && !is(now, CRITERIA_MET) && is(now, COMPLETE)) {
            wrong("cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
        }
    }

    /** What was reported once and stays. */
    private void changes() {
        for (String terminal : List.of(FAILED, COMPLETE, FAILURE_TARGET)) {
            if (is(before, terminal) && !is(now, terminal)) {
                wrong("cannot disable the terminal " + terminal + "=True condition");
            }
        }
        if (now.failed() < before.failed()) {
            errors.add(FieldError.invalid(STATUS.child("failed"), now.failed(), "cannot decrease the failed counter"));
        }
        boolean elastic = spec.completionMode().equals("Indexed")
                && spec.hasCompletions() == spec.hasParallelism()
                && spec.completions() == spec.parallelism();
        if (!elastic && now.succeeded() < before.succeeded()) {
            errors.add(FieldError.invalid(
                    STATUS.child("succeeded"), now.succeeded(), "cannot decrease the succeeded counter"));
        }
        if (now.completionTime().isPresent()
                && before.completionTime().isPresent()
                && !now.completionTime().equals(before.completionTime())) {
            errors.add(FieldError.invalid(COMPLETION, shown(now.completionTime()), Check.IMMUTABLE));
        }
        boolean resumes = is(before, "Suspended") && has(now, "Suspended", "False");
        if (!resumes
                && !spec.suspend()
                && before.startTime().isPresent()
                && !now.startTime().equals(before.startTime())) {
            errors.add(FieldError.invalid(
                    START, shown(now.startTime()), "field is immutable for unsuspended job once set"));
        }
        if (is(before, CRITERIA_MET) && !is(now, CRITERIA_MET)) {
            wrong("cannot disable the SuccessCriteriaMet=True condition");
        }
        if (is(before, COMPLETE) && !is(before, CRITERIA_MET) && is(now, CRITERIA_MET)) {
            wrong("cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
        }
    }

    private void wrong(String detail) {
        errors.add(new FieldError(ErrorType.INVALID, STATUS.child("conditions").toString(), Optional.empty(), detail));
    }

    private static Object shown(Optional<Instant> time) {
        return time.<Object>map(Objects::toString).orElse(Null.NULL);
    }

    private static boolean isFinished(JobStatus status) {
        return is(status, COMPLETE) || is(status, FAILED);
    }

    private static boolean is(JobStatus status, String type) {
        return has(status, type, "True");
    }

    private static boolean has(JobStatus status, String type, String value) {
        for (JobCondition condition : status.conditions()) {
            if (condition.type().equals(type) && condition.status().equals(value)) {
                return true;
            }
        }
        return false;
    }
}
