package dev.carafe.kubernetes.apiserver.registry.printers;

import dev.carafe.kubernetes.api.core.v1.ContainerState;
import dev.carafe.kubernetes.api.core.v1.ContainerStateTerminated;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodCondition;
import dev.carafe.kubernetes.api.core.v1.PodTemplate;
import dev.carafe.kubernetes.apimachinery.duration.Ago;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Rows of pods: the status column sums up phase, conditions and the state of every container. */
public final class PodCells {
    private final Pod pod;
    private final Set<String> sidecars;
    private String reason;
    private int ready;
    private int restarts;
    private Optional<Instant> lastRestart = Optional.empty();

    private PodCells(Pod pod) {
        this.pod = pod;
        this.reason = pod.status().reason().isEmpty()
                ? pod.status().phase()
                : pod.status().reason();
        this.sidecars = pod.spec().initContainers().stream()
                .filter(container -> container.restartPolicy().equals("Always"))
                .map(container -> container.name())
                .collect(Collectors.toSet());
    }

    /** Name, Ready, Status, Restarts, Age, IP, Node, Nominated Node, Readiness Gates. */
    public static List<Object> pod(Pod pod) {
        return new PodCells(pod).row();
    }

    /** Name, Containers, Images, Pod Labels. */
    public static List<Object> podTemplate(PodTemplate template) {
        var containers = template.template().spec().containers();
        return List.of(
                template.name(),
                Cell.containerNames(containers),
                Cell.images(containers),
                Cell.labels(template.template().metadata().labels()));
    }

    private List<Object> row() {
        if (pod.status().conditions().stream()
                .anyMatch(condition -> condition.type().equals("PodScheduled")
                        && condition.reason().equals("SchedulingGated"))) {
            reason = "SchedulingGated";
        }
        boolean initializing = initContainers();
        if (!initializing || isTrue("Initialized")) {
            containers();
        }
        if (pod.metadata().hasDeletionTimestamp()) {
            if (pod.status().reason().equals("NodeLost")) {
                reason = "Unknown";
            } else if (!Set.of("Succeeded", "Failed").contains(pod.status().phase())) {
                reason = "Terminating";
            }
        }
        int total = pod.spec().containers().size() + sidecars.size();
        Object restartText = restarts != 0 && lastRestart.isPresent()
                ? new Ago(restarts + " (", lastRestart.get(), " ago)")
                : Integer.toString(restarts);
        String ip = pod.status().podIPs().isEmpty()
                ? pod.status().podIP()
                : pod.status().podIPs().getFirst().ip();
        return List.of(
                pod.name(),
                ready + "/" + total,
                reason,
                restartText,
                Cell.age(pod.metadata()),
                Cell.orNone(ip),
                Cell.orNone(pod.spec().nodeName()),
                Cell.orNone(pod.status().nominatedNodeName()),
                readinessGates());
    }

    private String readinessGates() {
        var gates = pod.spec().readinessGates();
        if (gates.isEmpty()) {
            return Cell.NONE;
        }
        long met = gates.stream().filter(gate -> isTrue(gate.conditionType())).count();
        return met + "/" + gates.size();
    }

    /** Looks at the init containers up to the first that is not done; whether there is one. */
    private boolean initContainers() {
        List<ContainerStatus> statuses = pod.status().initContainerStatuses();
        int sidecarRestarts = 0;
        Optional<Instant> lastSidecarRestart = Optional.empty();
        boolean initializing = false;
        for (int i = 0; i < statuses.size() && !initializing; i++) {
            ContainerStatus status = statuses.get(i);
            boolean sidecar = sidecars.contains(status.name());
            countRestarts(status);
            if (sidecar) {
                sidecarRestarts += status.restartCount();
                lastSidecarRestart = later(lastSidecarRestart, status);
            }
            ContainerState state = status.state();
            if (state.hasTerminated() && state.terminated().exitCode() == 0) {
                continue;
            }
            if (sidecar && status.started()) {
                ready += status.ready() ? 1 : 0;
                continue;
            }
            reason = "Init:" + initReason(state, i);
            initializing = true;
        }
        if (!initializing || isTrue("Initialized")) {
            restarts = sidecarRestarts;
            lastRestart = lastSidecarRestart;
        }
        return initializing;
    }

    private String initReason(ContainerState state, int position) {
        if (state.hasTerminated()) {
            return terminated(state.terminated());
        }
        String waiting = state.waiting().reason();
        return waiting.isEmpty() || waiting.equals("PodInitializing")
                ? position + "/" + pod.spec().initContainers().size()
                : waiting;
    }

    private void containers() {
        boolean running = false;
        List<ContainerStatus> statuses = pod.status().containerStatuses();
        for (ContainerStatus status : statuses.reversed()) {
            countRestarts(status);
            ContainerState state = status.state();
            if (!state.waiting().reason().isEmpty()) {
                reason = state.waiting().reason();
            } else if (state.hasTerminated()) {
                reason = terminated(state.terminated());
            } else if (status.ready() && state.hasRunning()) {
                running = true;
                ready++;
            }
        }
        if (reason.equals("Completed") && running) {
            reason = isTrue("Ready") ? "Running" : "NotReady";
        }
    }

    private static String terminated(ContainerStateTerminated state) {
        if (!state.reason().isEmpty()) {
            return state.reason();
        }
        return state.signal() != 0 ? "Signal:" + state.signal() : "ExitCode:" + state.exitCode();
    }

    private void countRestarts(ContainerStatus status) {
        restarts += status.restartCount();
        lastRestart = later(lastRestart, status);
    }

    private static Optional<Instant> later(Optional<Instant> known, ContainerStatus status) {
        Optional<Instant> finished = status.lastState().terminated().finishedAt();
        return finished.isPresent() && (known.isEmpty() || known.get().isBefore(finished.get())) ? finished : known;
    }

    private boolean isTrue(String condition) {
        for (PodCondition found : pod.status().conditions()) {
            if (found.type().equals(condition)) {
                return found.status().equals("True");
            }
        }
        return false;
    }
}
