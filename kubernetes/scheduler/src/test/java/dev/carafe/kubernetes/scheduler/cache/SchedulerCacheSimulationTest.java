package dev.carafe.kubernetes.scheduler.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.scheduler.Pods;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache's running sums against a model that adds everything up anew. */
class SchedulerCacheSimulationTest {
    private static final int STEPS = 5_000;
    private static final int NODES = 5;
    private static final int PODS = 20;

    /** Where the model has a pod. */
    private record Place(String node, long cpuMillis, boolean assumed) {}

    private final SchedulerCache cache = new SchedulerCache();
    private final Map<String, Place> places = new HashMap<>();
    private final Set<String> known = new TreeSet<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void countsWhatANaiveModelCounts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < STEPS; step++) {
            String node = "n" + random.nextInt(NODES);
            String pod = "p" + random.nextInt(PODS);
            long cpuMillis = random.nextInt(1, 500);
            switch (random.nextInt(7)) {
                case 0 -> {
                    cache.setNode(Pods.node(node, 4, 4096));
                    known.add(node);
                }
                case 1 -> {
                    cache.removeNode(node);
                    known.remove(node);
                }
                case 2 -> {
                    cache.assume(Pods.info(pod, cpuMillis, 1), node);
                    places.put(pod, new Place(node, cpuMillis, true));
                }
                case 3 -> {
                    cache.forget("uid-" + pod);
                    places.computeIfPresent(pod, (_, place) -> place.assumed() ? null : place);
                }
                case 4 -> {
                    cache.remove("uid-" + pod);
                    places.remove(pod);
                }
                default -> {
                    var bound = Pods.pod(pod, cpuMillis, 1);
                    cache.add(new PodInfo(bound.withSpec(bound.spec().withNodeName(node))));
                    places.put(pod, new Place(node, cpuMillis, false));
                }
            }
            check("seed %d step %d".formatted(seed, step));
        }
    }

    private void check(String where) {
        assertThat(cache.podCount()).as(where).isEqualTo(places.size());
        assertThat(cache.nodes().stream().map(NodeInfo::name).collect(Collectors.toSet()))
                .as(where)
                .isEqualTo(known);
        for (NodeInfo info : cache.nodes()) {
            var here = places.values().stream()
                    .filter(place -> place.node().equals(info.name()))
                    .toList();
            assertThat(info.podCount()).as(where).isEqualTo(here.size());
            assertThat(info.requested().milliCpu())
                    .as(where)
                    .isEqualTo(here.stream().mapToLong(Place::cpuMillis).sum());
        }
    }
}
