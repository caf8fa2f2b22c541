package dev.carafe.vsphere.vcenter.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which of some hosts is chosen. */
class PlacementTest {
    private static final Demand DEMAND = new Demand(2, 4_096, Set.of("datastore-1"), Set.of("network-1"));

    /** A host with all that is asked for; tests change one thing of it. */
    private static Candidate host(String name, long freeMhz, long freeMemoryMb) {
        return new Candidate(
                name, name, true, 8, freeMhz, freeMemoryMb, 32_768, Set.of("datastore-1"), Set.of("network-1"));
    }

    private static List<String> ranked(Candidate... hosts) {
        return Placement.choose(DEMAND, List.of(hosts)).ranked().stream()
                .map(Candidate::name)
                .toList();
    }

    private static void assertRefused(Candidate host, Placement.Wrong wrong, String why) {
        assertThat(Placement.refusals(DEMAND, host)).containsExactly(new Placement.Refusal(wrong, why));
        Placement.Choice choice = Placement.choose(DEMAND, List.of(host, host("other", 8_000, 16_384)));
        assertThat(choice.ranked()).extracting(Candidate::name).containsExactly("other");
        assertThat(choice.refused()).containsOnlyKeys(host.hostId()).containsValue(why);
    }

    @Test
    void theHostWithMoreMemoryFreeIsBest() {
        assertThat(ranked(host("less", 16_000, 8_192), host("more", 16_000, 16_384)))
                .containsExactly("more", "less");
    }

    @Test
    void theHostWithMoreProcessorTimeFreeIsBestOfThoseWithMuchMemory() {
        assertThat(ranked(host("busy", 1_500, 30_000), host("idle", 16_000, 28_000)))
                .containsExactly("idle", "busy");
    }

    @Test
    void aHostWithLessMemoryFreeThanIsAskedComesLastAndIsNotRefused() {
        Placement.Choice choice =
                Placement.choose(DEMAND, List.of(host("full", 16_000, 4_095), host("starved", 0, 4_096)));
        assertThat(choice.ranked()).extracting(Candidate::name).containsExactly("starved", "full");
        assertThat(choice.refused()).isEmpty();
    }

    @Test
    void hostsThatAreAlikeKeepTheirOrder() {
        assertThat(ranked(host("b", 8_000, 8_192), host("c", 8_000, 8_192), host("a", 8_000, 8_192)))
                .containsExactly("b", "c", "a");
    }

    @Test
    void aHostThatCannotBeUsedIsRefused() {
        assertRefused(
                new Candidate("h", "h", false, 0, 0, 0, 0, DEMAND.datastores(), DEMAND.networks()),
                Placement.Wrong.HOST,
                "The host 'h' is not connected, or in maintenance mode.");
    }

    @Test
    void aHostThatMissesADatastoreIsRefused() {
        assertRefused(
                new Candidate("h", "h", true, 8, 8_000, 8_192, 32_768, Set.of("datastore-2"), DEMAND.networks()),
                Placement.Wrong.DATASTORES,
                "The host 'h' does not reach all datastores that are needed.");
    }

    @Test
    void aHostThatMissesANetworkIsRefused() {
        assertRefused(
                new Candidate("h", "h", true, 8, 8_000, 8_192, 32_768, DEMAND.datastores(), Set.of()),
                Placement.Wrong.NETWORKS,
                "The host 'h' does not have all networks that are needed.");
    }

    @Test
    void aHostWithFewerProcessorsThanTheMachineIsRefused() {
        assertRefused(
                new Candidate("h", "h", true, 1, 8_000, 8_192, 32_768, DEMAND.datastores(), DEMAND.networks()),
                Placement.Wrong.HOST,
                "The host 'h' has 1 processors, 2 are needed.");
    }

    @Test
    void aHostWithLessMemoryThanTheMachineIsRefused() {
        assertRefused(
                new Candidate("h", "h", true, 8, 8_000, 2_048, 4_095, DEMAND.datastores(), DEMAND.networks()),
                Placement.Wrong.HOST,
                "The host 'h' has 4095 MB, 4096 MB are needed.");
    }

    @Test
    void nothingIsBestWhenEveryHostIsRefused() {
        Candidate none = new Candidate("h", "h", true, 8, 8_000, 8_192, 32_768, Set.of(), Set.of());
        assertThat(Placement.choose(DEMAND, List.of(none)).best()).isEmpty();
        assertThat(Placement.refusals(DEMAND, none))
                .extracting(Placement.Refusal::wrong)
                .containsExactly(Placement.Wrong.DATASTORES, Placement.Wrong.NETWORKS);
    }
}
