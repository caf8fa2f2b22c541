package dev.carafe.kubernetes.kubelet.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.runtime.ContainerHash;
import dev.carafe.kubernetes.kubelet.runtime.PodResources;
import dev.carafe.kubernetes.kubelet.runtime.Pods;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeSandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what to do next for one pod, from its declaration and what the runtime reports. Pure and
 * level-triggered: whatever happened in between, the same two give the same answer. Used once.
 *
 * <p>The rules are upstream's ({@code kuberuntime_manager.go computePodActions},
 * {@code kuberuntime_container.go computeInitContainerActions}):
 * <ul>
 *   <li>no usable sandbox: stop all, make one, begin with the first init container;
 *   <li>init containers run one after the other; one with restartPolicy Always (a sidecar) only has to be
 *       started, by its startup probe if it has one, and is kept running from then on;
 *   <li>then all ordinary containers, each restarted by its policy, after a crash with growing waits;
 *   <li>when none runs and none is to be started, the rest of the pod is stopped.
 * </ul>
 */
public final class PodActionsCompute {
    /** What the probes say of a container, by its runtime id. */
    public interface Verdicts {
        boolean livenessFailed(String containerId);

        boolean startupFailed(String containerId);

        /** Whether its startup probe has succeeded, or it has none. */
        boolean started(Container container, String containerId);
    }

    /** How long a container that ended must wait before it is started again. */
    public interface BackOffs {
        Duration remaining(Container container, RuntimeContainer ended);

        /** The whole of the wait under way. */
        Duration current(Container container);
    }

    /** The exit code for a process that was killed, as for a container whose sandbox went away. */
    private static final int KILLED = 137;

    private final Pod pod;
    private final RuntimePod runtime;
    private final Verdicts verdicts;
    private final BackOffs backOffs;
    private final List<PodActions.Kill> kills = new ArrayList<>();
    private final List<PodActions.Start> starts = new ArrayList<>();
    private final List<PodActions.BackOff> waiting = new ArrayList<>();

    private PodActionsCompute(Pod pod, RuntimePod runtime, Verdicts verdicts, BackOffs backOffs) {
        this.pod = pod;
        this.runtime = runtime;
        this.verdicts = verdicts;
        this.backOffs = backOffs;
    }

    /** What to do now. */
    public static PodActions compute(Pod pod, RuntimePod runtime, Verdicts verdicts, BackOffs backOffs) {
        return new PodActionsCompute(pod, runtime, verdicts, backOffs).run();
    }

    private PodActions run() {
        Optional<RuntimeSandbox> sandbox = runtime.sandbox();
        if (sandbox.isEmpty() || !usable(sandbox.get())) {
            return withNewSandbox(sandbox);
        }
        String sandboxId = sandbox.get().id();
        for (var ephemeral : pod.spec().ephemeralContainers()) {
            if (runtime.latest(ephemeral.name()).isEmpty()) {
                starts.add(new PodActions.Start(Pods.asContainer(ephemeral), 0, false));
            }
        }
        boolean initialized = pod.spec().containers().stream()
                .anyMatch(container -> runtime.latest(container.name())
                        .filter(found -> found.sandboxId().equals(sandboxId))
                        .isPresent());
        for (Container init : pod.spec().initContainers()) {
            Optional<RuntimeContainer> latest = runtime.latest(init.name())
                    .filter(found -> found.sandboxId().equals(sandboxId));
            Step step = PodResources.isSidecar(init) ? sidecar(init, latest) : init(init, latest, initialized);
            if (step == Step.FAILED) {
                return runtime.active() ? PodActions.KILL : PodActions.NONE;
            }
            if (step == Step.WAIT && !initialized) {
                return actions();
            }
        }
        boolean anyToKeep = ordinary();
        if (!anyToKeep && starts.isEmpty() && waiting.isEmpty()) {
            return PodActions.KILL;
        }
        return actions();
    }

    private PodActions actions() {
        return new PodActions(false, List.copyOf(kills), false, 0, List.copyOf(starts), List.copyOf(waiting));
    }

    private boolean usable(RuntimeSandbox sandbox) {
        long ready = runtime.sandboxes().stream().filter(RuntimeSandbox::ready).count();
        boolean onHost = pod.spec().hostNetwork();
        return sandbox.ready()
                && ready == 1
                && sandbox.hostNetwork() == onHost
                && (onHost || !sandbox.ips().isEmpty());
    }

    private PodActions withNewSandbox(Optional<RuntimeSandbox> old) {
        boolean began = old.isPresent() && !runtime.containers().isEmpty();
        List<Container> toStart = pod.spec().containers().stream()
                .filter(this::startsInNewSandbox)
                .toList();
        boolean never = pod.spec().restartPolicy().equals("Never")
                && Pods.allContainers(pod).stream()
                        .noneMatch(container -> container.hasRestartPolicy() && !PodResources.isSidecar(container));
        if (began && (toStart.isEmpty() || never)) {
            return runtime.active() ? PodActions.KILL : PodActions.NONE;
        }
        if (pod.spec().initContainers().isEmpty()) {
            toStart.forEach(container -> start(container, false, runtime.latest(container.name())));
        } else {
            Container first = pod.spec().initContainers().getFirst();
            start(first, true, runtime.latest(first.name()).filter(found -> !found.succeeded()));
        }
        return new PodActions(
                old.isPresent() && runtime.active(),
                List.of(),
                true,
                old.map(sandbox -> sandbox.attempt() + 1).orElse(0),
                List.copyOf(starts),
                List.copyOf(waiting));
    }

    private boolean startsInNewSandbox(Container container) {
        return runtime.latest(container.name())
                .map(found -> found.state() == RuntimeContainer.State.CREATED
                        || RestartRules.restartsAfter(pod, container, found.exited() ? found.exitCode() : KILLED))
                .orElse(true);
    }

    private enum Step {
        PASSED,
        WAIT,
        FAILED
    }

    private Step init(Container init, Optional<RuntimeContainer> latest, boolean initialized) {
        if (initialized) {
            return Step.PASSED; // its remains may have been cleaned up; later containers prove that it succeeded
        }
        if (latest.isEmpty()) {
            start(init, true, Optional.empty());
            return Step.WAIT;
        }
        RuntimeContainer found = latest.get();
        return switch (found.state()) {
            case RUNNING -> Step.WAIT;
            case CREATED, UNKNOWN -> {
                kills.add(new PodActions.Kill(
                        found,
                        "Init container is in \"" + found.state() + "\" state, try killing it before restart",
                        false));
                start(init, true, Optional.empty());
                yield Step.WAIT;
            }
            case EXITED -> {
                if (found.exitCode() == 0) {
                    yield Step.PASSED;
                }
                if (!RestartRules.restartsAfter(pod, init, found.exitCode())) {
                    yield Step.FAILED;
                }
                start(init, true, latest);
                yield Step.WAIT;
            }
        };
    }

    private Step sidecar(Container sidecar, Optional<RuntimeContainer> latest) {
        if (latest.isEmpty() || !latest.get().running()) {
            latest.filter(found -> !found.exited())
                    .ifPresent(found ->
                            kills.add(new PodActions.Kill(found, "Stopping container " + found.name(), false)));
            start(sidecar, true, latest.filter(RuntimeContainer::exited));
            return Step.WAIT;
        }
        RuntimeContainer found = latest.get();
        Optional<PodActions.Kill> kill = reasonToKill(sidecar, found, true);
        if (kill.isPresent()) {
            kills.add(kill.get());
            start(sidecar, true, Optional.empty());
            return Step.WAIT;
        }
        return verdicts.started(sidecar, found.id()) ? Step.PASSED : Step.WAIT;
    }

    /** Whether any ordinary container runs and goes on running. */
    private boolean ordinary() {
        boolean anyToKeep = false;
        for (Container container : pod.spec().containers()) {
            Optional<RuntimeContainer> latest = runtime.latest(container.name());
            if (latest.isEmpty() || !latest.get().running()) {
                if (RestartRules.shouldStart(pod, container, latest)) {
                    latest.filter(found -> !found.exited())
                            .ifPresent(found ->
                                    kills.add(new PodActions.Kill(found, "Stopping container " + found.name(), false)));
                    start(container, false, latest.filter(RuntimeContainer::exited));
                }
                continue;
            }
            RuntimeContainer found = latest.get();
            boolean restarts = RestartRules.restartsAfter(pod, container, KILLED);
            Optional<PodActions.Kill> kill = reasonToKill(container, found, restarts);
            if (kill.isEmpty()) {
                anyToKeep = true;
                continue;
            }
            kills.add(kill.get());
            if (restarts || !kill.get().probe()) {
                start(container, false, Optional.empty());
            }
        }
        return anyToKeep;
    }

    private Optional<PodActions.Kill> reasonToKill(Container declared, RuntimeContainer found, boolean restarts) {
        String reason;
        boolean probe = true;
        if (!found.hash().equals(ContainerHash.of(declared))) {
            reason = "Container " + declared.name() + " definition changed, will be restarted";
            probe = false;
        } else if (verdicts.livenessFailed(found.id())) {
            reason =
                    "Container " + declared.name() + " failed liveness probe" + (restarts ? ", will be restarted" : "");
        } else if (verdicts.startupFailed(found.id())) {
            reason = "Container " + declared.name() + " failed startup probe" + (restarts ? ", will be restarted" : "");
        } else {
            return Optional.empty();
        }
        return Optional.of(new PodActions.Kill(found, reason, probe));
    }

    /** @param crashed the start whose end it has to wait after, if any */
    private void start(Container container, boolean init, Optional<RuntimeContainer> crashed) {
        Duration remaining = crashed.filter(RuntimeContainer::exited)
                .map(ended -> backOffs.remaining(container, ended))
                .orElse(Duration.ZERO);
        if (remaining.isZero()) {
            int count = runtime.latest(container.name())
                    .map(found -> found.restartCount() + 1)
                    .orElse(0);
            starts.add(new PodActions.Start(container, count, init));
        } else {
            waiting.add(new PodActions.BackOff(container, backOffs.current(container), remaining));
        }
    }
}
