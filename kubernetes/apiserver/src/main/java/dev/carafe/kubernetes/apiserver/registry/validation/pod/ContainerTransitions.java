package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerRestartRule;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Which containers may run again once they have ended: those that their own rules, their own policy, or else their pod's policy start anew.
 * Source: {@code ValidateContainerStateTransition} of pkg/apis/core/validation, {@code ContainerShouldRestart} of pkg/api/v1/pod.
 */
final class ContainerTransitions {
    private static final String ALL = "RestartAllContainers";

    private ContainerTransitions() {}

    /** Init containers too; none where the end of one restarts all of them. */
    static void containers(
            List<ContainerStatus> now,
            List<ContainerStatus> old,
            List<Container> declared,
            PodSpec spec,
            FieldPath path,
            List<FieldError> errors) {
        if (restartsAll(spec.initContainers()) || restartsAll(spec.containers())) {
            return;
        }
        check(
                now,
                old,
                (name, exitCode) -> declared.stream()
                        .filter(container -> container.name().equals(name))
                        .findFirst()
                        .filter(container -> restarts(container, spec, exitCode))
                        .isPresent(),
                path,
                errors);
    }

    /** Ephemeral containers run once. */
    static void ephemeral(
            List<ContainerStatus> now, List<ContainerStatus> old, FieldPath path, List<FieldError> errors) {
        check(now, old, (_, _) -> false, path, errors);
    }

    private static void check(
            List<ContainerStatus> now,
            List<ContainerStatus> old,
            BiPredicate<String, Integer> restarts,
            FieldPath path,
            List<FieldError> errors) {
        for (int i = 0; i < old.size(); i++) {
            ContainerStatus before = old.get(i);
            if (!before.state().hasTerminated()) {
                continue;
            }
            boolean runs = now.stream()
                    .filter(status -> status.name().equals(before.name()))
                    .anyMatch(status -> !status.state().hasTerminated());
            if (runs
                    && !restarts.test(before.name(), before.state().terminated().exitCode())) {
                errors.add(FieldError.forbidden(
                        path.index(i).child("state"), "may not be transitioned to non-terminated state"));
            }
        }
    }

    private static boolean restartsAll(List<Container> containers) {
        return containers.stream()
                .flatMap(container -> container.restartPolicyRules().stream())
                .anyMatch(rule -> rule.action().equals(ALL));
    }

    private static boolean restarts(Container container, PodSpec spec, int exitCode) {
        if (!container.hasRestartPolicy()) {
            return restarts(spec.restartPolicy(), exitCode);
        }
        for (ContainerRestartRule rule : container.restartPolicyRules()) {
            if (rule.hasExitCodes() && matches(rule, exitCode)) {
                return rule.action().equals("Restart") || restarts(container.restartPolicy(), exitCode);
            }
        }
        return restarts(container.restartPolicy(), exitCode);
    }

    private static boolean matches(ContainerRestartRule rule, int exitCode) {
        boolean listed = rule.exitCodes().values().contains(exitCode);
        return switch (rule.exitCodes().operator()) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            default -> false;
        };
    }

    private static boolean restarts(String policy, int exitCode) {
        return switch (policy) {
            case "OnFailure" -> exitCode != 0;
            case "Never" -> false;
            default -> true;
        };
    }
}
