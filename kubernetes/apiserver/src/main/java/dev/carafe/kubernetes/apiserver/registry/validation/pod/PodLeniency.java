package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.apimachinery.field.ErrorType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Rules that are younger than pods which were stored: who has a pod or a template of pods that breaks one may go on to change it, and break it
 * further ({@code GetValidationOptionsFromPodSpecAndMeta} of pkg/api/pod).
 */
public final class PodLeniency {
    private static final List<Predicate<FieldError>> YOUNGER = List.of(
            error -> error.detail().contains(" is not positive integer multiple of hugepages-"),
            error -> isIn(error, ".podAffinity.", "elector.matchExpressions["),
            error -> isIn(error, ".podAntiAffinity.", "elector.matchExpressions["),
            error -> isIn(error, ".nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.", ".values["),
            error -> isIn(error, ".topologySpreadConstraints[", ".labelSelector"),
            error -> isIn(error, ".projected.sources[", ".serviceAccountToken.path")
                    && error.type() != ErrorType.REQUIRED,
            error -> error.field().contains(".securityContext.sysctls[")
                    && error.detail().startsWith("may not be specified when 'host"),
            error -> error.detail().equals("must not be set to 'RestartContainer' for non-sidecar initContainers"),
            error -> error.field().endsWith(".volumeDevices") && error.detail().equals("when `hostUsers` is false"),
            error -> error.detail()
                    .equals("cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"),
            error -> error.field().endsWith(".image.reference") && error.type() == ErrorType.REQUIRED,
            error -> error.field().endsWith("[controller.kubernetes.io/pod-deletion-cost]"));

    private PodLeniency() {}

    private static boolean isIn(FieldError error, String part, String later) {
        int place = error.field().indexOf(part);
        return place >= 0 && error.field().indexOf(later, place) >= 0;
    }

    /**
     * Takes what is let pass out of the errors of a changed object.
     *
     * @param old adds what would be wrong with the object as it was; asked only where something is wrong with it now
     */
    public static void letPass(List<FieldError> errors, Consumer<List<FieldError>> old) {
        if (YOUNGER.stream().noneMatch(rule -> errors.stream().anyMatch(rule))) {
            return;
        }
        List<FieldError> before = new ArrayList<>();
        old.accept(before);
        for (Predicate<FieldError> rule : YOUNGER) {
            if (before.stream().anyMatch(rule)) {
                errors.removeIf(rule);
            }
        }
    }
}
