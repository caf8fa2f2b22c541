package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apimachinery.value.Null;
import java.util.ArrayList;
import java.util.List;

/** What may change in a pod once it is made. */
public final class PodUpdateValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String UPDATABLE = "pod updates may not change fields other than"
            + " `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
            + "`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds`"
            + " (allow it to be set to 1 if it was previously negative)";

    private PodUpdateValidator() {}

    /** Checks the change of a pod by an ordinary update or patch. */
    public static void validate(Pod pod, Pod old, List<FieldError> errors) {
        PodSpec spec = pod.spec();
        PodSpec oldSpec = old.spec();
        PodAnnotationsValidator.changes(pod, old, errors);
        if (otherCount(spec.containers(), oldSpec.containers(), "containers", errors)
                || otherCount(spec.initContainers(), oldSpec.initContainers(), "initContainers", errors)
                || !deadline(spec, oldSpec, errors)) {
            return;
        }
        tolerations(spec.tolerations(), oldSpec.tolerations(), errors);
        GatedPodValidator.gates(spec, oldSpec, errors);
        if (spec.equals(oldSpec)) {
            return;
        }
        PodSpec munged = withUpdatableFieldsOf(oldSpec, spec);
        if (!oldSpec.schedulingGates().isEmpty()) {
            GatedPodValidator.nodeSelector(spec.nodeSelector(), oldSpec.nodeSelector(), errors);
            GatedPodValidator.nodeAffinity(
                    spec.affinity().nodeAffinity(), oldSpec.affinity().nodeAffinity(), errors);
            munged = GatedPodValidator.withNodesOf(oldSpec, munged);
        }
        if (!munged.equals(oldSpec)) {
            errors.add(FieldError.forbidden(
                    SPEC, UPDATABLE + "\n" + InternalTypes.difference("PodSpec", oldSpec.struct(), munged.struct())));
        }
    }

    private static boolean otherCount(
            List<Container> containers, List<Container> old, String field, List<FieldError> errors) {
        boolean other = containers.size() != old.size();
        if (other) {
            errors.add(FieldError.forbidden(SPEC.child(field), "pod updates may not add or remove containers"));
        }
        return other;
    }

    /** Checks when a pod is to end, which only gets sooner; false where nothing more is to be said. */
    private static boolean deadline(PodSpec spec, PodSpec old, List<FieldError> errors) {
        FieldPath path = SPEC.child("activeDeadlineSeconds");
        if (!spec.hasActiveDeadlineSeconds()) {
            if (old.hasActiveDeadlineSeconds()) {
                errors.add(FieldError.invalid(path, Null.NULL, "must not update from a positive integer to nil value"));
            }
            return true;
        }
        long seconds = spec.activeDeadlineSeconds();
        List<String> wrong = Values.inRange(seconds, 0, Integer.MAX_VALUE);
        if (!wrong.isEmpty()) {
            wrong.forEach(message -> errors.add(FieldError.invalid(path, seconds, message)));
            return false;
        }
        if (old.hasActiveDeadlineSeconds() && old.activeDeadlineSeconds() < seconds) {
            errors.add(FieldError.invalid(path, seconds, "must be less than or equal to previous value"));
            return false;
        }
        return true;
    }

    /** Tolerations may be added, and their seconds be changed. */
    private static void tolerations(List<Toleration> tolerations, List<Toleration> old, List<FieldError> errors) {
        for (Toleration existing : old) {
            boolean kept = tolerations.stream()
                    .anyMatch(toleration ->
                            toleration.withoutTolerationSeconds().equals(existing.withoutTolerationSeconds()));
            if (!kept) {
                errors.add(FieldError.forbidden(
                        SPEC.child("tolerations"),
                        "existing toleration can not be modified except its tolerationSeconds"));
                return;
            }
        }
    }

    /** The new specification with everything that may change put back as it was. */
    private static PodSpec withUpdatableFieldsOf(PodSpec old, PodSpec spec) {
        PodSpec munged = spec.withContainers(images(spec.containers(), old.containers()));
        if (!spec.initContainers().isEmpty()) {
            munged = munged.withInitContainers(images(spec.initContainers(), old.initContainers()));
        }
        munged = old.hasActiveDeadlineSeconds()
                ? munged.withActiveDeadlineSeconds(old.activeDeadlineSeconds())
                : munged.withoutActiveDeadlineSeconds();
        munged = old.hasTolerations() ? munged.withTolerations(old.tolerations()) : munged.withoutTolerations();
        if (old.terminationGracePeriodSeconds() < 0 && spec.terminationGracePeriodSeconds() == 1) {
            munged = munged.withTerminationGracePeriodSeconds(old.terminationGracePeriodSeconds());
        }
        munged = old.hasSchedulingGates()
                ? munged.withSchedulingGates(old.schedulingGates())
                : munged.withoutSchedulingGates();
        return munged;
    }

    private static List<Container> images(List<Container> containers, List<Container> old) {
        List<Container> munged = new ArrayList<>();
        for (int i = 0; i < containers.size(); i++) {
            munged.add(containers.get(i).withImage(old.get(i).image()));
        }
        return munged;
    }
}
