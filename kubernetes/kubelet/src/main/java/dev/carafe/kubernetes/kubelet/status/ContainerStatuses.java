package dev.carafe.kubernetes.kubelet.status;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerState;
import dev.carafe.kubernetes.api.core.v1.ContainerStateRunning;
import dev.carafe.kubernetes.api.core.v1.ContainerStateTerminated;
import dev.carafe.kubernetes.api.core.v1.ContainerStateWaiting;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.kubelet.runtime.PodResources;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the statuses of a pod's containers. Pure; upstream's {@code kubelet_pods.go convertToAPIContainerStatuses}. */
final class ContainerStatuses {
    private static final ContainerState NO_STATE = new ContainerState(Struct.EMPTY);

    private final PodObservation seen;
    /** What a container waits for that nobody has tried to start. */
    private final String unborn;

    ContainerStatuses(PodObservation seen) {
        this.seen = seen;
        this.unborn =
                initialized() || seen.pod().spec().initContainers().isEmpty() ? "ContainerCreating" : "PodInitializing";
    }

    List<ContainerStatus> init() {
        List<ContainerStatus> statuses = new ArrayList<>();
        for (Container container : seen.pod().spec().initContainers()) {
            ContainerStatus status = status(container, seen.pod().status().initContainerStatuses());
            boolean sidecar = PodResources.isSidecar(container);
            statuses.add(status.withReady(sidecar ? ready(container, status) : succeeded(status)));
        }
        return statuses;
    }

    List<ContainerStatus> ordinary() {
        List<ContainerStatus> statuses = new ArrayList<>();
        for (Container container : seen.pod().spec().containers()) {
            ContainerStatus status = status(container, seen.pod().status().containerStatuses());
            statuses.add(status.withReady(ready(container, status)));
        }
        return statuses;
    }

    List<ContainerStatus> ephemeral() {
        return seen.pod().spec().ephemeralContainers().stream()
                .map(dev.carafe.kubernetes.kubelet.runtime.Pods::asContainer)
                .map(container -> status(container, seen.pod().status().ephemeralContainerStatuses())
                        .withReady(false))
                .toList();
    }

    private boolean initialized() {
        return seen.pod().spec().initContainers().stream()
                .allMatch(container -> seen.runtime()
                        .latest(container.name())
                        .filter(found -> found.succeeded()
                                || (PodResources.isSidecar(container)
                                        && found.running()
                                        && seen.probes().started(container, found.id())))
                        .isPresent());
    }

    private boolean ready(Container container, ContainerStatus status) {
        return seen.runtime()
                        .latest(container.name())
                        .filter(RuntimeContainer::running)
                        .filter(found -> seen.probes().ready(container, found.id()))
                        .isPresent()
                && status.state().hasRunning();
    }

    private static boolean succeeded(ContainerStatus status) {
        return status.state().hasTerminated() && status.state().terminated().exitCode() == 0;
    }

    private ContainerStatus status(Container container, List<ContainerStatus> reported) {
        Optional<RuntimeContainer> latest = seen.runtime().latest(container.name());
        Optional<ContainerStatus> old = reported.stream()
                .filter(status -> status.name().equals(container.name()))
                .findFirst();
        if (latest.isEmpty()) {
            return unknownToRuntime(container, old);
        }
        RuntimeContainer found = latest.get();
        ContainerState state = state(found);
        ContainerState last = seen.runtime()
                .previous(container.name())
                .filter(RuntimeContainer::exited)
                .map(previous -> NO_STATE.withTerminated(terminated(previous)))
                .orElseGet(() -> lastReported(old, found));
        PodObservation.Waiting waiting = seen.waiting().get(container.name());
        if (waiting != null && !found.running() && !seen.terminal()) {
            last = found.exited() ? NO_STATE.withTerminated(terminated(found)) : last;
            state = waiting(waiting.reason(), waiting.message());
        }
        ContainerStatus status = new ContainerStatus()
                .withContainerID(seen.runtimeName() + "://" + found.id())
                .withImage(found.image())
                .withImageID(found.imageId())
                .withLastState(last)
                .withName(container.name())
                .withReady(false)
                .withRestartCount(found.restartCount())
                .withStarted(found.running() && seen.probes().started(container, found.id()))
                .withState(state);
        return container.resources().isEmpty() ? status : status.withResources(container.resources());
    }

    /** Never started, or started and cleaned up behind our back. */
    private ContainerStatus unknownToRuntime(Container container, Optional<ContainerStatus> old) {
        if (old.isPresent() && old.get().state().hasTerminated()) {
            return old.get();
        }
        PodObservation.Waiting waiting =
                seen.waiting().getOrDefault(container.name(), new PodObservation.Waiting(unborn, ""));
        ContainerStatus status = new ContainerStatus()
                .withImage(container.image())
                .withImageID("")
                .withLastState(old.map(ContainerStatus::lastState).orElse(NO_STATE))
                .withName(container.name())
                .withReady(false)
                .withRestartCount(old.map(ContainerStatus::restartCount).orElse(0))
                .withStarted(false)
                .withState(waiting(waiting.reason(), waiting.message()));
        if (old.isPresent() && old.get().state().hasRunning() && seen.terminal()) {
            return status.withState(NO_STATE.withTerminated(new ContainerStateTerminated(Struct.EMPTY)
                    .withExitCode(137)
                    .withReason("ContainerStatusUnknown")
                    .withMessage("The container could not be located when the pod was terminated")));
        }
        return status;
    }

    /** What was reported of an earlier start, while its remains are gone from the runtime. */
    private ContainerState lastReported(Optional<ContainerStatus> old, RuntimeContainer found) {
        if (old.isEmpty() || found.restartCount() == 0) {
            return NO_STATE;
        }
        return old.get().containerID().endsWith(found.id())
                ? old.get().lastState()
                : old.get().state().hasTerminated()
                        ? NO_STATE.withTerminated(old.get().state().terminated())
                        : old.get().lastState();
    }

    private ContainerState state(RuntimeContainer found) {
        return switch (found.state()) {
            case RUNNING ->
                NO_STATE.withRunning(new ContainerStateRunning(Struct.EMPTY).withStartedAt(found.startedAt()));
            case EXITED -> NO_STATE.withTerminated(terminated(found));
            case CREATED, UNKNOWN -> waiting(unborn, "");
        };
    }

    private ContainerStateTerminated terminated(RuntimeContainer found) {
        ContainerStateTerminated terminated = new ContainerStateTerminated(Struct.EMPTY)
                .withContainerID(seen.runtimeName() + "://" + found.id())
                .withExitCode(found.exitCode())
                .withFinishedAt(found.finishedAt());
        if (!found.message().isEmpty()) {
            terminated = terminated.withMessage(found.message());
        }
        String reason = !found.reason().isEmpty() ? found.reason() : found.exitCode() == 0 ? "Completed" : "Error";
        return terminated.withReason(reason).withStartedAt(found.startedAt());
    }

    private static ContainerState waiting(String reason, String message) {
        ContainerStateWaiting waiting = new ContainerStateWaiting(Struct.EMPTY);
        if (!message.isEmpty()) {
            waiting = waiting.withMessage(message);
        }
        return NO_STATE.withWaiting(waiting.withReason(reason));
    }
}
