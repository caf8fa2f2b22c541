package dev.carafe.kubernetes.apiserver.generic;

import java.util.OptionalLong;

/**
 * How to delete (meta/v1 DeleteOptions).
 *
 * @param gracePeriodSeconds absent for the kind's default
 * @param preconditions what must hold
 * @param propagation what becomes of the dependents
 * @param orphanDependents whether the deprecated field said to delete dependents, for the reply's code
 */
public record DeleteOptions(
        OptionalLong gracePeriodSeconds,
        Preconditions preconditions,
        Propagation propagation,
        boolean orphanDependents) {
    /** What becomes of an object's dependents. */
    public enum Propagation {
        DEFAULT,
        ORPHAN,
        BACKGROUND,
        FOREGROUND
    }

    public static final DeleteOptions DEFAULT =
            new DeleteOptions(OptionalLong.empty(), Preconditions.NONE, Propagation.DEFAULT, false);
}
