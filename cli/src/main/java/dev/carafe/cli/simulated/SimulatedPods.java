package dev.carafe.cli.simulated;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerState;
import dev.carafe.kubernetes.api.core.v1.ContainerStateRunning;
import dev.carafe.kubernetes.api.core.v1.ContainerStateTerminated;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodCondition;
import dev.carafe.kubernetes.api.core.v1.PodIP;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a pod's status is when all goes well. Pure. */
final class SimulatedPods {

    private SimulatedPods() {}

    /** The status of a pod whose containers run since {@code now}. */
    static PodStatus running(Pod pod, String address, Instant now) {
        ContainerState state = new ContainerState().withRunning(new ContainerStateRunning().withStartedAt(now));
        List<ContainerStatus> containers = pod.spec().containers().stream()
                .map(each -> status(each, state).withReady(true).withStarted(true))
                .toList();
        return pod.status()
                .withPhase("Running")
                .withConditions(conditions(pod, now, "True", ""))
                .withStartTime(now)
                .withPodIP(address)
                .withPodIPs(List.of(new PodIP().withIp(address)))
                .withInitContainerStatuses(initialized(pod, now))
                .withContainerStatuses(containers);
    }

    /** The status of a pod that has done its work at {@code now}. */
    static PodStatus succeeded(Pod pod, Instant now) {
        ContainerState state = new ContainerState().withTerminated(completed(now));
        List<ContainerStatus> containers = pod.spec().containers().stream()
                .map(each -> status(each, state).withReady(false).withStarted(false))
                .toList();
        return pod.status()
                .withPhase("Succeeded")
                .withConditions(conditions(pod, now, "False", "PodCompleted"))
                .withContainerStatuses(containers);
    }

    /** Whether a pod is meant to end by itself. */
    static boolean ends(Pod pod) {
        return !pod.spec().restartPolicy().isEmpty()
                && !pod.spec().restartPolicy().equals("Always");
    }

    private static List<ContainerStatus> initialized(Pod pod, Instant now) {
        ContainerState state = new ContainerState().withTerminated(completed(now));
        return pod.spec().initContainers().stream()
                .map(each -> status(each, state).withReady(true).withStarted(false))
                .toList();
    }

    private static ContainerStateTerminated completed(Instant now) {
        return new ContainerStateTerminated()
                .withExitCode(0)
                .withReason("Completed")
                .withStartedAt(now)
                .withFinishedAt(now);
    }

    private static ContainerStatus status(Container container, ContainerState state) {
        return new ContainerStatus()
                .withName(container.name())
                .withImage(container.image())
                .withImageID(container.image())
                .withContainerID("simulated://" + container.name())
                .withRestartCount(0)
                .withState(state);
    }

    private static List<PodCondition> conditions(Pod pod, Instant now, String ready, String reason) {
        List<PodCondition> conditions = new ArrayList<>();
        conditions.add(condition("PodReadyToStartContainers", "True", now));
        conditions.add(condition("Initialized", "True", now));
        for (String type : List.of("Ready", "ContainersReady")) {
            PodCondition condition = condition(type, ready, now);
            conditions.add(reason.isEmpty() ? condition : condition.withReason(reason));
        }
        for (PodCondition each : pod.status().conditions()) {
            if (each.type().equals("PodScheduled")) {
                conditions.add(each);
            }
        }
        return conditions;
    }

    private static PodCondition condition(String type, String status, Instant now) {
        return new PodCondition().withType(type).withStatus(status).withLastTransitionTime(now);
    }
}
