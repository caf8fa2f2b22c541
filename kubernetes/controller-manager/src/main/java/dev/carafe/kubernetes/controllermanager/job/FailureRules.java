package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import dev.carafe.kubernetes.api.batch.v1.PodFailurePolicyRule;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodCondition;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a Job's {@code podFailurePolicy} says of a failed pod: the first rule that matches decides; no I/O. */
final class FailureRules {
    private FailureRules() {}

    /**
     * What a failure means.
     *
     * @param failsJob why the whole Job fails by it, if it does
     * @param counts whether it counts towards the limits
     * @param failsIndex whether the pod's index fails by it at once
     */
    record Verdict(Optional<String> failsJob, boolean counts, boolean failsIndex) {
        private static final Verdict COUNTED = new Verdict(Optional.empty(), true, false);
    }

    static Verdict of(Job job, Pod failed) {
        if (!job.spec().hasPodFailurePolicy()) {
            return Verdict.COUNTED;
        }
        List<PodFailurePolicyRule> rules = job.spec().podFailurePolicy().rules();
        for (int i = 0; i < rules.size(); i++) {
            PodFailurePolicyRule rule = rules.get(i);
            Optional<String> match = rule.hasOnExitCodes()
                    ? exited(rule.onExitCodes(), failed)
                            .map(status -> "Container " + status.name() + " for pod "
                                    + name(failed) + " failed with exit code "
                                    + status.state().terminated().exitCode())
                    : conditioned(rule, failed)
                            .map(condition -> "Pod " + name(failed) + " has condition " + condition.type());
            if (match.isPresent()) {
                return verdict(rule.action(), match.get() + " matching " + rule.action() + " rule at index " + i);
            }
        }
        return Verdict.COUNTED;
    }

    /** Why a failed pod, counted or not, fails the whole Job. */
    static Optional<String> jobFailure(Job job, Collection<Pod> pods) {
        return pods.stream()
                .filter(pod -> JobPods.isFailed(job, pod))
                .flatMap(pod -> of(job, pod).failsJob().stream())
                .findFirst();
    }

    private static Verdict verdict(String action, String message) {
        return switch (action) {
            case "FailJob" -> new Verdict(Optional.of(message), true, false);
            case "FailIndex" -> new Verdict(Optional.empty(), true, true);
            case "Ignore" -> new Verdict(Optional.empty(), false, false);
            default -> Verdict.COUNTED;
        };
    }

    private static String name(Pod pod) {
        return pod.namespace() + "/" + pod.name();
    }

    private static Optional<ContainerStatus> exited(PodFailurePolicyOnExitCodesRequirement wanted, Pod pod) {
        return exited(wanted, pod.status().containerStatuses())
                .or(() -> exited(wanted, pod.status().initContainerStatuses()));
    }

    private static Optional<ContainerStatus> exited(
            PodFailurePolicyOnExitCodesRequirement wanted, List<ContainerStatus> statuses) {
        return statuses.stream()
                .filter(status -> status.state().hasTerminated())
                .filter(status ->
                        !wanted.hasContainerName() || wanted.containerName().equals(status.name()))
                .filter(status -> status.state().terminated().exitCode() != 0)
                .filter(status -> matches(wanted, status.state().terminated().exitCode()))
                .findFirst();
    }

    private static boolean matches(PodFailurePolicyOnExitCodesRequirement wanted, int exitCode) {
        boolean listed = wanted.values().contains(exitCode);
        return switch (wanted.operator()) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            default -> false;
        };
    }

    private static Optional<PodCondition> conditioned(PodFailurePolicyRule rule, Pod pod) {
        return pod.status().conditions().stream()
                .filter(condition -> rule.onPodConditions().stream()
                        .anyMatch(pattern -> pattern.type().equals(condition.type())
                                && pattern.status().equals(condition.status())))
                .findFirst();
    }
}
