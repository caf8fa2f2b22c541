package dev.carafe.vsphere.esxi.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChainsTest {
    @Test
    void theLayerInUseIsWrittenIntoTheBaseWhenNoSnapshotIsLeft() {
        Chains chains = new Chains(Map.of(disk(1), disk(0)), Set.of(disk(1)), Set.of(disk(0), disk(1)));
        assertThat(chains.next()).contains(new Chains.Merge(disk(1), disk(0), Set.of()));
        assertThat(chains.after(chains.next().orElseThrow()).used()).containsExactly(disk(0));
    }

    @Test
    void whatASnapshotNamesIsNeverWrittenTo() {
        Chains chains = new Chains(Map.of(disk(1), disk(0)), Set.of(disk(0), disk(1)), Set.of(disk(0), disk(1)));
        assertThat(chains.next()).isEmpty();
    }

    @Test
    void whatTwoDisksLieOverStays() {
        Chains chains = new Chains(
                Map.of(disk(1), disk(0), disk(2), disk(0)),
                Set.of(disk(1), disk(2)),
                Set.of(disk(0), disk(1), disk(2)));
        assertThat(chains.next()).isEmpty();
    }

    @Test
    void anotherMachinesBaseIsNotWrittenTo() {
        Chains chains = new Chains(Map.of(disk(1), disk(0)), Set.of(disk(1)), Set.of(disk(1)));
        assertThat(chains.next()).isEmpty();
    }

    /** Contents as sets of writes: what is shown by each disk that is in use stays the same through all merges. */
    @Test
    void mergesNeverChangeWhatIsShown() {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            int count = 2 + random.nextInt(8);
            Map<DatastorePath, DatastorePath> parents = new HashMap<>();
            Map<DatastorePath, Integer> writes = new HashMap<>();
            Set<DatastorePath> used = new HashSet<>();
            Set<DatastorePath> owned = new HashSet<>();
            for (int i = 0; i < count; i++) {
                if (i > 0) {
                    parents.put(disk(i), disk(random.nextInt(i)));
                }
                writes.put(disk(i), 1 << i);
                if (random.nextBoolean()) {
                    used.add(disk(i));
                }
                if (random.nextInt(8) > 0) {
                    owned.add(disk(i));
                }
            }
            Chains chains = new Chains(parents, used, owned);
            Set<Integer> before = shown(chains, writes);
            int merges = 0;
            for (Optional<Chains.Merge> next = chains.next(); next.isPresent(); next = chains.next()) {
                Chains.Merge merge = next.get();
                assertThat(used).as("seed %d", seed).doesNotContain(merge.into());
                assertThat(owned).as("seed %d", seed).contains(merge.into(), merge.child());
                writes.merge(merge.into(), writes.get(merge.child()), (under, over) -> under | over);
                chains = chains.after(merge);
                assertThat(shown(chains, writes)).as("seed %d", seed).isEqualTo(before);
                assertThat(++merges).as("seed %d", seed).isLessThan(count);
                used.remove(merge.child());
            }
        }
    }

    private static Set<Integer> shown(Chains chains, Map<DatastorePath, Integer> writes) {
        Set<Integer> shown = new HashSet<>();
        for (DatastorePath start : chains.used()) {
            int all = 0;
            Optional<DatastorePath> at = Optional.of(start);
            while (at.isPresent()) {
                all |= writes.getOrDefault(at.get(), 0);
                at = Optional.ofNullable(chains.parents().get(at.get()));
            }
            shown.add(all);
        }
        return shown;
    }

    private static DatastorePath disk(int number) {
        return new DatastorePath("ds", "vm/" + number + ".vmdk");
    }
}
