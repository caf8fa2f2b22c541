package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.apps.v1.ControllerRevision;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.PodValidator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The kinds that keep a number of pods running. */
public final class WorkloadValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");

    private WorkloadValidator() {}

    /** A template whose pods are replaced when they end: they restart always, and never end of themselves. */
    static void alwaysRestarting(
            PodTemplateSpec template, String kind, Capabilities capabilities, List<FieldError> errors) {
        FieldPath path = SPEC.child("template");
        PodValidator.template(template, path, capabilities, errors);
        String policy = template.spec().restartPolicy();
        if (!policy.equals("Always")) {
            errors.add(FieldError.notSupported(path.child("spec").child("restartPolicy"), policy, List.of("Always")));
        }
        if (template.spec().hasActiveDeadlineSeconds()) {
            errors.add(FieldError.forbidden(
                    path.child("spec").child("activeDeadlineSeconds"),
                    "activeDeadlineSeconds in " + kind + " is not Supported"));
        }
    }

    /** A strategy of another type than there is, as errors show it: amounts that it does not say are 0. */
    static Struct shown(Struct strategy) {
        Struct rolling = strategy.struct("rollingUpdate");
        Object amounts = rolling == null
                ? Null.NULL
                : InternalForm.of(
                        Struct.of("maxUnavailable", 0L, "maxSurge", 0L).toBuilder()
                                .putAll(rolling)
                                .build(),
                        "maxUnavailable",
                        "maxSurge");
        return Struct.of("Type", Objects.requireNonNullElse(strategy.get("type"), ""), "RollingUpdate", amounts);
    }

    /** A selector never changes; null where there is none. */
    public static void selectorUnchanged(@Nullable Object selector, @Nullable Object old, List<FieldError> errors) {
        Check.immutable(
                errors,
                SPEC.child("selector"),
                Objects.requireNonNullElse(selector, Null.NULL),
                Objects.requireNonNullElse(old, Null.NULL));
    }

    public static void revision(ControllerRevision revision, List<FieldError> errors) {
        Check.nonNegative(errors, FieldPath.of("revision"), revision.revision());
    }
}
