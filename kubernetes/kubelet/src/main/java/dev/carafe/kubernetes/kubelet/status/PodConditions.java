package dev.carafe.kubernetes.kubelet.status;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.PodCondition;
import dev.carafe.kubernetes.api.core.v1.PodReadinessGate;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.kubelet.runtime.PodResources;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeSandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pod's conditions. Pure; upstream's {@code pkg/kubelet/status/generate.go}. */
final class PodConditions {
    /** Those that the kubelet writes; all others belong to somebody else and are left as they are. */
    static final List<String> OWNED =
            List.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");

    private final PodObservation seen;
    private final String phase;

    PodConditions(PodObservation seen, String phase) {
        this.seen = seen;
        this.phase = phase;
    }

    List<PodCondition> of(List<ContainerStatus> init, List<ContainerStatus> ordinary) {
        boolean sandboxReady = seen.runtime()
                .sandbox()
                .filter(RuntimeSandbox::ready)
                .filter(sandbox -> sandbox.hostNetwork() || !sandbox.ips().isEmpty())
                .isPresent();
        PodCondition containersReady = containersReady(init, ordinary);
        List<PodCondition> conditions = new ArrayList<>();
        conditions.add(condition("PodReadyToStartContainers", sandboxReady, "", ""));
        conditions.add(initialized(init));
        conditions.add(ready(containersReady));
        conditions.add(containersReady);
        conditions.add(condition("PodScheduled", true, "", ""));
        seen.pod().status().conditions().stream()
                .filter(condition -> !OWNED.contains(condition.type()))
                .forEach(conditions::add);
        return conditions;
    }

    private PodCondition initialized(List<ContainerStatus> init) {
        if (phase.equals(PodPhase.SUCCEEDED)) {
            return condition("Initialized", true, "PodCompleted", "");
        }
        List<String> incomplete = new ArrayList<>();
        for (Container container : seen.pod().spec().initContainers()) {
            boolean complete = init.stream()
                    .filter(status -> status.name().equals(container.name()))
                    .anyMatch(status -> PodResources.isSidecar(container) ? status.started() : status.ready());
            if (!complete) {
                incomplete.add(container.name());
            }
        }
        return incomplete.isEmpty()
                ? condition("Initialized", true, "", "")
                : condition(
                        "Initialized",
                        false,
                        "ContainersNotInitialized",
                        "containers with incomplete status: [" + String.join(" ", incomplete) + "]");
    }

    private PodCondition containersReady(List<ContainerStatus> init, List<ContainerStatus> ordinary) {
        if (phase.equals(PodPhase.SUCCEEDED)) {
            return condition("ContainersReady", false, "PodCompleted", "");
        }
        if (phase.equals(PodPhase.FAILED)) {
            return condition("ContainersReady", false, "PodFailed", "");
        }
        List<String> unready = new ArrayList<>();
        for (Container container : seen.pod().spec().initContainers()) {
            if (PodResources.isSidecar(container) && !isReady(init, container)) {
                unready.add(container.name());
            }
        }
        for (Container container : seen.pod().spec().containers()) {
            if (!isReady(ordinary, container)) {
                unready.add(container.name());
            }
        }
        return unready.isEmpty()
                ? condition("ContainersReady", true, "", "")
                : condition(
                        "ContainersReady",
                        false,
                        "ContainersNotReady",
                        "containers with unready status: [" + String.join(" ", unready) + "]");
    }

    private PodCondition ready(PodCondition containersReady) {
        if (!containersReady.status().equals("True")) {
            return condition("Ready", false, containersReady.reason(), containersReady.message());
        }
        List<String> closed = new ArrayList<>();
        for (PodReadinessGate gate : seen.pod().spec().readinessGates()) {
            Optional<PodCondition> found = seen.pod().status().conditions().stream()
                    .filter(condition -> condition.type().equals(gate.conditionType()))
                    .findFirst();
            if (found.isEmpty()) {
                closed.add("corresponding condition of pod readiness gate \"" + gate.conditionType()
                        + "\" does not exist.");
            } else if (!found.get().status().equals("True")) {
                closed.add("the status of pod readiness gate \"" + gate.conditionType() + "\" is not \"True\", but "
                        + found.get().status());
            }
        }
        return closed.isEmpty()
                ? condition("Ready", true, "", "")
                : condition("Ready", false, "ReadinessGatesNotReady", String.join(", ", closed));
    }

    private static boolean isReady(List<ContainerStatus> statuses, Container container) {
        return statuses.stream().anyMatch(status -> status.name().equals(container.name()) && status.ready());
    }

    /** With the time of its last change kept when nothing changed. */
    private PodCondition condition(String type, boolean status, String reason, String message) {
        String word = status ? "True" : "False";
        Optional<PodCondition> old = seen.pod().status().conditions().stream()
                .filter(condition ->
                        condition.type().equals(type) && condition.status().equals(word))
                .findFirst();
        PodCondition condition = new PodCondition(Struct.EMPTY)
                .withLastTransitionTime(
                        old.flatMap(PodCondition::lastTransitionTime).orElse(seen.now()));
        if (!message.isEmpty()) {
            condition = condition.withMessage(message);
        }
        if (seen.pod().metadata().hasGeneration()) {
            condition = condition.withObservedGeneration(seen.pod().metadata().generation());
        }
        if (!reason.isEmpty()) {
            condition = condition.withReason(reason);
        }
        return condition.withStatus(word).withType(type);
    }
}
