package dev.carafe.kubernetes.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.scheduler.Pods;
import dev.carafe.kubernetes.scheduler.framework.ClusterEvent;
import dev.carafe.kubernetes.scheduler.framework.Framework;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.plugins.NodeResourcesFit;
import dev.carafe.kubernetes.scheduler.plugins.PrioritySort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random arrivals, failures, events and removals: no pod is lost, doubled, early or out of turn. */
class SchedulingQueueSimulationTest {
    private static final int STEPS = 5_000;
    private static final int PODS = 30;

    /** What the model knows of a pod that waits. */
    private record Waiting(int priority, int attempts, long readyAtMs, boolean needsEvent) {}

    private final SchedulingQueue queue =
            new SchedulingQueue(new Framework(List.of(new PrioritySort(), new NodeResourcesFit()), Map.of()));
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final List<QueuedPod> popped = new ArrayList<>();
    private long nowMs;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void everyPodComesInItsTurn(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < STEPS; step++) {
            String where = "seed %d step %d".formatted(seed, step);
            nowMs += random.nextInt(400);
            switch (random.nextInt(6)) {
                case 0, 1 -> arrive("p" + random.nextInt(PODS), random.nextInt(3));
                case 2, 3 -> pop(where);
                case 4 -> fail(random);
                default -> {
                    if (random.nextInt(3) == 0) {
                        remove("p" + random.nextInt(PODS));
                    } else {
                        nodeAdded();
                    }
                }
            }
            assertThat(queue.size()).as(where).isEqualTo(waiting.size());
        }
    }

    private void arrive(String name, int priority) {
        if (waiting.containsKey(name)
                || popped.stream().anyMatch(pod -> pod.pod().pod().name().equals(name))) {
            return;
        }
        var pod = Pods.pod(name, 1000, 1);
        queue.put(new PodInfo(pod.withSpec(pod.spec().withPriority(priority))), nowMs);
        waiting.put(name, new Waiting(priority, 0, nowMs, false));
    }

    private void pop(String where) {
        int highest = waiting.values().stream()
                .filter(this::isDue)
                .mapToInt(Waiting::priority)
                .max()
                .orElse(-1);
        Optional<QueuedPod> next = queue.pop(nowMs);
        assertThat(next.isPresent()).as(where).isEqualTo(highest >= 0);
        if (next.isPresent()) {
            String name = next.get().pod().pod().name();
            assertThat(waiting).as(where).containsKey(name);
            Waiting expected = Objects.requireNonNull(waiting.remove(name));
            assertThat(isDue(expected)).as(where).isTrue();
            assertThat(next.get().pod().priority()).as(where).isEqualTo(highest);
            assertThat(next.get().attempts()).as(where).isEqualTo(expected.attempts() + 1);
            popped.add(next.get());
        }
    }

    private boolean isDue(Waiting pod) {
        return pod.needsEvent()
                ? pod.readyAtMs() + SchedulingQueue.UNSCHEDULABLE_MAX_MS <= nowMs
                : pod.readyAtMs() <= nowMs;
    }

    private void fail(SplittableRandom random) {
        if (popped.isEmpty()) {
            return;
        }
        QueuedPod pod = popped.remove(random.nextInt(popped.size()));
        long pauseMs =
                Math.min(SchedulingQueue.BACKOFF_MAX_MS, SchedulingQueue.BACKOFF_INITIAL_MS << (pod.attempts() - 1));
        boolean unschedulable = random.nextBoolean();
        if (unschedulable) {
            queue.putUnschedulable(pod, Set.of("NodeResourcesFit"), nowMs);
        } else {
            queue.putBackoff(pod, nowMs);
        }
        waiting.put(
                pod.pod().pod().name(),
                new Waiting(pod.pod().priority(), pod.attempts(), nowMs + pauseMs, unschedulable));
    }

    private void remove(String name) {
        queue.remove("uid-" + name);
        waiting.remove(name);
    }

    /** Helps every pod here, as all ask for the same. */
    private void nodeAdded() {
        queue.event(new ClusterEvent.NodeAdded(Pods.nodeInfo("large", 8, 1024)), nowMs);
        waiting.replaceAll((_, pod) -> new Waiting(pod.priority(), pod.attempts(), pod.readyAtMs(), false));
    }
}
