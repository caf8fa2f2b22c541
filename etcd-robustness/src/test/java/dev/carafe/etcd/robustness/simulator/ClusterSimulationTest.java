package dev.carafe.etcd.robustness.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.robustness.EtcdSim;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the simulator with clusters. The property {@code etcd.sim.cluster.seconds} says for how long it runs fresh seeds of
 * each size (5 by default), {@code etcd.sim.seed} with which it begins.
 */
class ClusterSimulationTest {
    private static final Logger STORE = Logger.getLogger("dev.carafe.etcd");

    /** The members tell of every fault that they meet, which here is their daily bread. */
    @BeforeAll
    static void hush() {
        STORE.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        STORE.setLevel(null);
    }

    @Test
    void makesTheSameRunOfTheSameSeed() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        Report report = EtcdSim.replay(7, 3, first::add);
        assertThat(EtcdSim.replay(7, 3, second::add)).isEqualTo(report);
        assertThat(second).isEqualTo(first);
        assertThat(report.operations()).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void keepsAllPromisesOfFreshSeeds(int members) {
        EtcdSim.Sum sum = FreshSeeds.run(members, Long.getLong("etcd.sim.cluster.seconds", 5));
        assertThat(sum.operations()).isGreaterThan(20 * sum.seeds());
    }
}
