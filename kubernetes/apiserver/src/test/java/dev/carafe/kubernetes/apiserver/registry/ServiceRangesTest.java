package dev.carafe.kubernetes.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.apiserver.metrics.AllocatorMetrics;
import dev.carafe.kubernetes.apiserver.registry.allocator.IpRange;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Addresses of several blocks. */
final class ServiceRangesTest {
    private final InMemoryObjects objects = new InMemoryObjects();
    private final IpRange own = IpRange.parse("10.0.0.0/28");
    private final ServiceRanges ranges = new ServiceRanges(objects, own);

    private void put(String name, String cidrs, boolean ready, String metadata) {
        objects.put(
                "networking.k8s.io",
                "servicecidrs",
                Trees.of("{'metadata':{'name':'" + name + "'" + metadata + "},'spec':{'cidrs':" + cidrs
                        + "},'status':{'conditions':[{'type':'Ready','status':'" + (ready ? "True" : "False")
                        + "'}]}}"));
    }

    @Test
    void theServersOwnBlockCountsUntilItsObjectSaysOtherwise() {
        objects.put(
                "networking.k8s.io",
                "servicecidrs",
                Trees.of("{'metadata':{'name':'kubernetes'},'spec':{'cidrs':['10.0.0.0/28']}}"));
        assertThat(ranges.ready()).as("made a moment ago").containsExactly(own);
        put("kubernetes", "['10.0.0.0/28']", false, "");
        assertThat(ranges.ready()).isEmpty();
    }

    @Test
    void theServersOwnBlockCountsUntilItsObjectIsKnown() {
        assertThat(ranges.ready()).containsExactly(own);
        put("more", "['10.1.0.0/28']", true, "");
        assertThat(ranges.ready()).extracting(IpRange::cidr).containsExactly("10.0.0.0/28", "10.1.0.0/28");
        put("kubernetes", "['10.0.0.0/28']", false, "");
        assertThat(ranges.ready()).extracting(IpRange::cidr).containsExactly("10.1.0.0/28");
    }

    @Test
    void onlyReadyBlocksOfTheFamilyGiveAddresses() {
        put("kubernetes", "['10.0.0.0/28','2001:db8::/64']", true, "");
        put("waiting", "['10.1.0.0/28']", false, "");
        put("going", "['10.2.0.0/28']", true, ",'deletionTimestamp':'2026-01-01T00:00:00Z','finalizers':['x']");
        assertThat(ranges.ready()).extracting(IpRange::cidr).containsExactly("10.0.0.0/28");
        assertThat(List.of("10.0.0.3", "10.1.0.3", "10.2.0.3"))
                .allMatch(ranges::contains)
                .filteredOn(ranges::gives)
                .containsExactly("10.0.0.3");
        assertThat(ranges.contains("2001:db8::3")).isFalse();
        assertThat(ranges.contains("10.3.0.3")).isFalse();
    }

    @Test
    void aFullBlockIsFollowedByTheNext() {
        put("kubernetes", "['10.0.0.0/28']", true, "");
        put("more", "['10.1.0.0/28']", true, "");
        ClusterIps addresses = new ClusterIps(objects, objects, own, new Random(7), AllocatorMetrics.untold());
        Service service = new Service(Trees.of("{'metadata':{'name':'s','namespace':'default'}}"));
        Set<String> given = new HashSet<>();
        for (int i = 0; i < 26; i++) { // 14 in each block, of which the first is kept
            given.add(addresses.takeAny(service).orElseThrow());
        }
        assertThat(given).hasSize(26).doesNotContain("10.0.0.1", "10.1.0.1");
        assertThat(addresses.takeAny(service)).isEmpty();
    }
}
