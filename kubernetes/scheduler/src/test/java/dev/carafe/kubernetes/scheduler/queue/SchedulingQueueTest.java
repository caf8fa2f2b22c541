package dev.carafe.kubernetes.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSchedulingGate;
import dev.carafe.kubernetes.scheduler.Pods;
import dev.carafe.kubernetes.scheduler.framework.ClusterEvent;
import dev.carafe.kubernetes.scheduler.framework.Framework;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.plugins.NodeResourcesFit;
import dev.carafe.kubernetes.scheduler.plugins.PrioritySort;
import dev.carafe.kubernetes.scheduler.plugins.SchedulingGates;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {
    private final SchedulingQueue queue = new SchedulingQueue(
            new Framework(List.of(new PrioritySort(), new SchedulingGates(), new NodeResourcesFit()), Map.of()));

    @Test
    void higherPriorityComesFirstAndAmongEqualsTheOlder() {
        queue.put(Pods.info("late", 1, 1), 2);
        queue.put(Pods.info("early", 1, 1), 1);
        Pod urgent = Pods.pod("urgent", 1, 1);
        queue.put(new PodInfo(urgent.withSpec(urgent.spec().withPriority(100))), 3);
        assertThat(List.of(pop(3), pop(3), pop(3), pop(3))).containsExactly("urgent", "early", "late", "");
    }

    @Test
    void podThatFitsNowhereWaitsForAnEventThatHelpsAndForItsBackoff() {
        queue.put(Pods.info("p", 1000, 1), 0);
        QueuedPod popped = queue.pop(0).orElseThrow();
        queue.putUnschedulable(popped, Set.of("NodeResourcesFit"), 0);
        queue.event(new ClusterEvent.NodeAdded(Pods.nodeInfo("too-small", 0, 1)), 10);
        assertThat(pop(60_000)).isEmpty();
        queue.event(new ClusterEvent.NodeAdded(Pods.nodeInfo("large", 8, 1024)), 10);
        assertThat(pop(SchedulingQueue.BACKOFF_INITIAL_MS - 1)).isEmpty();
        assertThat(queue.nextDueMs()).hasValue(SchedulingQueue.BACKOFF_INITIAL_MS);
        assertThat(pop(SchedulingQueue.BACKOFF_INITIAL_MS)).isEqualTo("p");
    }

    @Test
    void backoffDoublesUpToItsMaximum() {
        queue.put(Pods.info("p", 1, 1), 0);
        long nowMs = 0;
        for (long pauseMs : new long[] {1_000, 2_000, 4_000, 8_000, 10_000, 10_000}) {
            queue.putBackoff(queue.pop(nowMs).orElseThrow(), nowMs);
            assertThat(pop(nowMs + pauseMs - 1)).isEmpty();
            nowMs += pauseMs;
        }
    }

    @Test
    void podIsTriedAgainAtLastWithoutAnyEvent() {
        queue.put(Pods.info("p", 1, 1), 0);
        queue.putUnschedulable(queue.pop(0).orElseThrow(), Set.of("NodeResourcesFit"), 0);
        long dueMs = SchedulingQueue.BACKOFF_INITIAL_MS + SchedulingQueue.UNSCHEDULABLE_MAX_MS;
        assertThat(queue.nextDueMs()).hasValue(dueMs);
        assertThat(pop(dueMs)).isEqualTo("p");
    }

    @Test
    void gatedPodWaitsUntilItsGatesAreGone() {
        Pod pod = Pods.pod("p", 1, 1);
        Pod gated = pod.withSpec(
                pod.spec().withSchedulingGates(List.of(new PodSchedulingGate().withName("example.com/hold"))));
        assertThat(queue.put(new PodInfo(gated), 0)).isPresent();
        assertThat(pop(0)).isEmpty();
        assertThat(queue.put(new PodInfo(pod), 1)).isEmpty();
        assertThat(pop(1)).isEqualTo("p");
    }

    @Test
    void removedPodNeverComes() {
        queue.put(Pods.info("p", 1, 1), 0);
        queue.remove("uid-p");
        assertThat(pop(0)).isEmpty();
        assertThat(queue.size()).isZero();
    }

    private String pop(long nowMs) {
        return queue.pop(nowMs).map(queued -> queued.pod().pod().name()).orElse("");
    }
}
