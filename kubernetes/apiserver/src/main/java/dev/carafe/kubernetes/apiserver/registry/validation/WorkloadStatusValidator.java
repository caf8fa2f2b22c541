package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/** What controllers report of workloads: counts, of which none is negative or more than all (pkg/apis/apps/validation). */
public final class WorkloadStatusValidator {
    private static final FieldPath STATUS = FieldPath.of("status");
    private static final String REPLICAS = "replicas";
    private static final String READY = "readyReplicas";
    private static final String AVAILABLE = "availableReplicas";
    private static final String FULLY_LABELED = "fullyLabeledReplicas";
    private static final String UPDATED = "updatedReplicas";
    private static final String CURRENT = "currentReplicas";
    private static final String OBSERVED = "observedGeneration";
    private static final String TERMINATING = "terminatingReplicas";
    private static final String COLLISIONS = "collisionCount";

    private WorkloadStatusValidator() {}

    public static void deployment(Struct status, Struct old, List<FieldError> errors) {
        counts(
                status,
                List.of(OBSERVED, REPLICAS, UPDATED, READY, AVAILABLE, "unavailableReplicas", TERMINATING, COLLISIONS),
                errors);
        ofAll(status, List.of(UPDATED, READY, AVAILABLE), errors);
        ofReady(status, READY, errors);
        neverLess(status, old, errors);
    }

    /** Also of a replication controller. */
    public static void replicaSet(Struct status, List<FieldError> errors) {
        counts(status, List.of(REPLICAS, FULLY_LABELED, READY, AVAILABLE, OBSERVED, TERMINATING), errors);
        ofAll(status, List.of(FULLY_LABELED, READY, AVAILABLE), errors);
        ofReady(status, READY, errors);
    }

    public static void statefulSet(Struct status, Struct old, List<FieldError> errors) {
        counts(status, List.of(REPLICAS, READY, CURRENT, UPDATED, AVAILABLE, OBSERVED, COLLISIONS), errors);
        ofAll(status, List.of(READY, CURRENT, UPDATED, AVAILABLE), errors);
        ofReady(status, "status." + READY, errors);
        neverLess(status, old, errors);
    }

    public static void daemonSet(Struct status, Struct old, List<FieldError> errors) {
        counts(
                status,
                List.of(
                        "currentNumberScheduled",
                        "numberMisscheduled",
                        "desiredNumberScheduled",
                        "numberReady",
                        OBSERVED,
                        "updatedNumberScheduled",
                        "numberAvailable",
                        "numberUnavailable",
                        COLLISIONS),
                errors);
        neverLess(status, old, errors);
    }

    /** None of the counts is negative; one that is missing is 0. */
    public static void counts(Struct status, List<String> fields, List<FieldError> errors) {
        fields.forEach(field -> Check.nonNegative(errors, STATUS.child(field), count(status, field)));
    }

    private static void ofAll(Struct status, List<String> fields, List<FieldError> errors) {
        fields.forEach(field -> atMost(status, field, REPLICAS, "status." + REPLICAS, errors));
    }

    /** No more are available than ready, which the message calls {@code called}. */
    private static void ofReady(Struct status, String called, List<FieldError> errors) {
        atMost(status, AVAILABLE, READY, called, errors);
    }

    private static void atMost(Struct status, String field, String bound, String called, List<FieldError> errors) {
        if (count(status, field) > count(status, bound)) {
            errors.add(
                    FieldError.invalid(STATUS.child(field), count(status, field), "cannot be greater than " + called));
        }
    }

    /** Names that collided once must not be tried again. */
    private static void neverLess(Struct status, Struct old, List<FieldError> errors) {
        if (old.has(COLLISIONS) && count(status, COLLISIONS) < count(old, COLLISIONS)) {
            errors.add(
                    FieldError.invalid(STATUS.child(COLLISIONS), count(status, COLLISIONS), "cannot be decremented"));
        }
    }

    private static long count(Struct status, String field) {
        return status.get(field) instanceof Long number ? number : 0;
    }
}
