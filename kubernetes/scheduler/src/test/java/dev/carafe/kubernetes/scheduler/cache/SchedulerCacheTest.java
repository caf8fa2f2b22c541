package dev.carafe.kubernetes.scheduler.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.scheduler.Pods;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import org.junit.jupiter.api.Test;

class SchedulerCacheTest {
    private final SchedulerCache cache = new SchedulerCache();

    @Test
    void assumedPodCountsUntilItIsForgotten() {
        cache.setNode(Pods.node("a", 4, 4096));
        cache.assume(Pods.info("p", 500, 64), "a");
        assertThat(cache.nodes().getFirst().requested().milliCpu()).isEqualTo(500);
        cache.forget("uid-p");
        assertThat(cache.nodes().getFirst().requested().milliCpu()).isZero();
    }

    @Test
    void podSeenElsewhereThanAssumedIsCountedThereOnly() {
        cache.setNode(Pods.node("a", 4, 4096));
        cache.setNode(Pods.node("b", 4, 4096));
        cache.assume(Pods.info("p", 500, 64), "a");
        var pod = Pods.pod("p", 500, 64);
        cache.add(new PodInfo(pod.withSpec(pod.spec().withNodeName("b"))));
        assertThat(cache.node("a").orElseThrow().podCount()).isZero();
        assertThat(cache.node("b").orElseThrow().podCount()).isEqualTo(1);
        cache.forget("uid-p");
        assertThat(cache.node("b").orElseThrow().podCount())
                .as("a pod seen bound is not forgotten")
                .isEqualTo(1);
    }

    @Test
    void podsOfANodeThatIsGoneAreCountedWhenItComesBack() {
        cache.setNode(Pods.node("a", 4, 4096));
        var pod = Pods.pod("p", 500, 64);
        cache.add(new PodInfo(pod.withSpec(pod.spec().withNodeName("a"))));
        cache.removeNode("a");
        assertThat(cache.nodes()).isEmpty();
        cache.setNode(Pods.node("a", 4, 4096));
        assertThat(cache.nodes().getFirst().requested().milliCpu()).isEqualTo(500);
    }
}
