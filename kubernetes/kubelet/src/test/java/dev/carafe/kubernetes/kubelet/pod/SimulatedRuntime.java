package dev.carafe.kubernetes.kubelet.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.runtime.ContainerHash;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeSandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** A container runtime for one pod in memory, whose containers end when a test says so. */
final class SimulatedRuntime {
    private final List<RuntimeSandbox> sandboxes = new ArrayList<>();
    private final List<RuntimeContainer> containers = new ArrayList<>();
    private final Set<String> starting = new HashSet<>();
    private final Set<String> startupFailed = new HashSet<>();
    private final Map<String, Duration> backOffs = new HashMap<>();
    private long time;

    PodActions compute(Pod pod) {
        return PodActionsCompute.compute(
                pod,
                pod(),
                new PodActionsCompute.Verdicts() {
                    @Override
                    public boolean livenessFailed(String containerId) {
                        return false;
                    }

                    @Override
                    public boolean startupFailed(String containerId) {
                        return startupFailed.contains(containerId);
                    }

                    @Override
                    public boolean started(Container container, String containerId) {
                        return !starting.contains(containerId);
                    }
                },
                new PodActionsCompute.BackOffs() {
                    @Override
                    public Duration remaining(Container container, RuntimeContainer ended) {
                        return backOffs.getOrDefault(container.name(), Duration.ZERO);
                    }

                    @Override
                    public Duration current(Container container) {
                        return Duration.ofSeconds(10);
                    }
                });
    }

    RuntimePod pod() {
        return new RuntimePod("u", "n", "p", List.copyOf(sandboxes), List.copyOf(containers));
    }

    /** Does what a kubelet would; answers the same. */
    PodActions carryOut(PodActions actions) {
        if (actions.killPod()) {
            loseSandbox();
        }
        actions.kills().forEach(kill -> end(kill.container(), 137));
        if (actions.createSandbox()) {
            sandboxes.addFirst(
                    new RuntimeSandbox("s" + time, actions.attempt(), true, now(), false, List.of("10.0.0.1")));
        }
        for (PodActions.Start start : actions.starts()) {
            containers.addFirst(container(start));
        }
        return actions;
    }

    void runUntilOrdinary(Pod pod) {
        for (int i = 0; i < 10; i++) {
            carryOut(compute(pod));
            exitIfRunning("first");
            exitIfRunning("second");
        }
    }

    void exit(String name, int code) {
        end(latest(name).orElseThrow(), code);
    }

    void exitIfRunning(String name) {
        latest(name).filter(RuntimeContainer::running).ifPresent(found -> end(found, 0));
    }

    void starting(String name) {
        starting.add(latest(name).orElseThrow().id());
    }

    void failStartup(String name) {
        startupFailed.add(latest(name).orElseThrow().id());
    }

    void backOff(String name, Duration remaining) {
        backOffs.put(name, remaining);
    }

    /** The sandbox dies, and all that runs in it. */
    void loseSandbox() {
        for (RuntimeContainer container : List.copyOf(containers)) {
            if (container.running()) {
                end(container, 137);
            }
        }
        sandboxes.replaceAll(sandbox ->
                new RuntimeSandbox(sandbox.id(), sandbox.attempt(), false, sandbox.createdAt(), false, List.of()));
    }

    /** Something happens. */
    void fault(SplittableRandom random) {
        List<RuntimeContainer> running =
                containers.stream().filter(RuntimeContainer::running).toList();
        switch (random.nextInt(8)) {
            case 0 -> loseSandbox();
            case 1, 2, 3 -> {
                if (!running.isEmpty()) {
                    end(running.get(random.nextInt(running.size())), random.nextInt(2));
                }
            }
            case 4, 5 -> {
                exitIfRunning("first");
                exitIfRunning("second");
            }
            default -> {}
        }
    }

    boolean running(String name) {
        return runningCount(name) > 0;
    }

    long runningCount(String name) {
        return containers.stream()
                .filter(container -> container.name().equals(name) && container.running())
                .count();
    }

    boolean succeededInSandbox(String name) {
        return containers.stream()
                .anyMatch(container -> container.name().equals(name)
                        && container.succeeded()
                        && container.sandboxId().equals(sandboxes.getFirst().id()));
    }

    private Optional<RuntimeContainer> latest(String name) {
        return pod().latest(name);
    }

    private void end(RuntimeContainer ended, int code) {
        containers.replaceAll(container -> container.id().equals(ended.id()) && container.running()
                ? with(container, RuntimeContainer.State.EXITED, code)
                : container);
    }

    private RuntimeContainer container(PodActions.Start start) {
        Container declared = start.container();
        return new RuntimeContainer(
                "c" + time++,
                sandboxes.getFirst().id(),
                declared.name(),
                start.restartCount(),
                RuntimeContainer.State.RUNNING,
                declared.image(),
                declared.image(),
                ContainerHash.of(declared),
                now(),
                now(),
                Instant.EPOCH,
                0,
                "",
                "",
                "",
                0,
                Optional.empty());
    }

    private static RuntimeContainer with(RuntimeContainer c, RuntimeContainer.State state, int code) {
        return new RuntimeContainer(
                c.id(),
                c.sandboxId(),
                c.name(),
                c.restartCount(),
                state,
                c.image(),
                c.imageId(),
                c.hash(),
                c.createdAt(),
                c.startedAt(),
                c.createdAt().plusSeconds(1),
                code,
                "",
                "",
                c.logPath(),
                c.gracePeriodSeconds(),
                c.preStop());
    }

    private Instant now() {
        return Instant.ofEpochSecond(time++);
    }
}
