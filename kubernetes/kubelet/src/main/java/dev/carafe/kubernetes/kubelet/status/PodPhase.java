package dev.carafe.kubernetes.kubelet.status;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.runtime.PodResources;
import java.util.List;
import java.util.Optional;

/**
 * A pod's phase from its containers' statuses. Pure; the rules of upstream's {@code kubelet_pods.go getPhase}: Pending
 * until every container was started once, then Running until none runs and none will, then Succeeded or Failed.
 */
final class PodPhase {
    static final String PENDING = "Pending";
    static final String RUNNING = "Running";
    static final String SUCCEEDED = "Succeeded";
    static final String FAILED = "Failed";

    private PodPhase() {}

    /** @param terminal whether no container will be started again, whatever its policy says */
    static String of(Pod pod, List<ContainerStatus> init, List<ContainerStatus> ordinary, boolean terminal) {
        boolean never = pod.spec().restartPolicy().equals("Never");
        boolean initPending = false;
        for (Container container : pod.spec().initContainers()) {
            Optional<ContainerStatus> status = find(init, container);
            boolean terminated = status.isPresent() && lastTerminated(status.get());
            boolean failed = terminated && !succeeded(status.get());
            if (PodResources.isSidecar(container)) {
                initPending |= !terminal && (status.isEmpty() || (!status.get().started() && !terminated));
            } else if (failed && (never || terminal)) {
                return FAILED;
            } else {
                initPending |= !terminated || failed;
            }
        }
        int waiting = 0;
        int running = 0;
        int stopped = 0;
        int succeeded = 0;
        boolean restarts = false;
        for (Container container : pod.spec().containers()) {
            Optional<ContainerStatus> status = find(ordinary, container);
            if (status.isPresent() && status.get().state().hasRunning()) {
                running++;
            } else if (status.isPresent() && lastTerminated(status.get())) {
                stopped++;
                succeeded += succeeded(status.get()) ? 1 : 0;
                restarts |= willRestart(pod, container, status.get());
            } else {
                waiting++;
            }
        }
        if (terminal && running == 0) {
            boolean allWell = waiting == 0 && stopped > 0 && stopped == succeeded;
            return allWell ? SUCCEEDED : stopped + waiting > 0 ? FAILED : PENDING;
        }
        if ((initPending && running == 0 && stopped == 0) || waiting > 0) {
            return PENDING;
        }
        if (running > 0) {
            return RUNNING;
        }
        if (stopped == 0) {
            return PENDING;
        }
        return restarts ? RUNNING : stopped == succeeded ? SUCCEEDED : FAILED;
    }

    private static boolean willRestart(Pod pod, Container container, ContainerStatus status) {
        int exitCode = status.state().hasTerminated()
                ? status.state().terminated().exitCode()
                : status.lastState().terminated().exitCode();
        String policy = container.hasRestartPolicy()
                ? container.restartPolicy()
                : pod.spec().restartPolicy();
        boolean byRule = container.restartPolicyRules().stream()
                .anyMatch(rule -> rule.exitCodes().operator().equals("In")
                                == rule.exitCodes().values().contains(exitCode)
                        && rule.action().equals("Restart"));
        return byRule
                || switch (policy) {
                    case "Never" -> false;
                    case "OnFailure" -> exitCode != 0;
                    default -> true;
                };
    }

    private static boolean lastTerminated(ContainerStatus status) {
        return status.state().hasTerminated()
                || (status.state().hasWaiting() && status.lastState().hasTerminated());
    }

    private static boolean succeeded(ContainerStatus status) {
        return status.state().hasTerminated()
                ? status.state().terminated().exitCode() == 0
                : status.lastState().terminated().exitCode() == 0;
    }

    private static Optional<ContainerStatus> find(List<ContainerStatus> statuses, Container container) {
        return statuses.stream()
                .filter(status -> status.name().equals(container.name()))
                .findFirst();
    }
}
