package dev.carafe.etcd.robustness.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.robustness.EtcdSim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs the simulator. The property {@code etcd.sim.seconds} says for how long it runs fresh seeds (15 by default), {@code
 * etcd.sim.seed} with which it begins (by default one that the clock chooses, and a failure tells).
 */
class SimulationTest {
    private static final Logger STORE = Logger.getLogger("dev.carafe.etcd");

    /** The store tells of every fault that it meets, which here is its daily bread. */
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
        Report report = EtcdSim.replay(42, first::add);
        assertThat(EtcdSim.replay(42, second::add)).isEqualTo(report);
        assertThat(second).isEqualTo(first);
        assertThat(report.operations()).isGreaterThan(50);
    }

    @Test
    void keepsAllPromisesOfTheSeedsThatOnceFailed() throws IOException {
        for (FailedSeeds.Failed failed : FailedSeeds.all()) {
            Report report = EtcdSim.replay(failed.seed(), failed.members(), event -> {});
            assertThat(report.wrong()).as("%s", failed).isEmpty();
            assertThat(failed.asItFailed().wrong()).as("%s, as it was", failed).isEmpty();
        }
    }

    @Test
    void keepsAllPromisesOfFreshSeeds() {
        EtcdSim.Sum sum = FreshSeeds.run(EtcdSim.ALONE, Long.getLong("etcd.sim.seconds", 15));
        assertThat(sum.seeds()).isPositive();
    }
}
