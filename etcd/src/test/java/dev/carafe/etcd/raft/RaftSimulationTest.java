package dev.carafe.etcd.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Runs clusters from seeds. The system property {@code raft.seeds} says how many, {@code raft.seed} where to begin; a
 * failure names its seed.
 */
final class RaftSimulationTest {
    @Test
    void raftsPropertiesHoldWhateverFails() {
        long first = Long.getLong("raft.seed", 1);
        long count = Long.getLong("raft.seeds", 150);
        long applied = 0;
        long terms = 0;
        long reads = 0;
        for (long seed = first; seed < first + count; seed++) {
            SimCluster cluster = new SimCluster(seed);
            try {
                terms += cluster.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            applied += cluster.applied();
            reads += cluster.readsAnswered();
        }
        // A simulation in which nothing happens proves nothing.
        assertThat(applied).isGreaterThan(100 * count);
        assertThat(terms).isGreaterThan(count);
        assertThat(reads).isGreaterThan(10 * count);
    }
}
