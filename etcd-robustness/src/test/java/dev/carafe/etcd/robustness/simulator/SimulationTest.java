package dev.carafe.etcd.robustness.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.robustness.EtcdSim;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs the simulator. The property {@code etcd.sim.seconds} says for how long it runs fresh seeds (15 by default), {@code
 * etcd.sim.seed} with which it begins (by default one that the clock chooses, and the failure tells).
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
        try (InputStream in = Objects.requireNonNull(SimulationTest.class.getResourceAsStream("failed-seeds.txt"))) {
            for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
                String seed = line.replaceFirst("#.*", "").strip();
                if (!seed.isEmpty()) {
                    Report report = EtcdSim.replay(Long.parseLong(seed), event -> {});
                    assertThat(report.wrong()).as("seed %s", seed).isEmpty();
                }
            }
        }
    }

    @Test
    void keepsAllPromisesOfFreshSeeds() {
        long seconds = Long.getLong("etcd.sim.seconds", 15);
        long first = Long.getLong("etcd.sim.seed", System.currentTimeMillis() * 1000);
        long end = System.nanoTime() + seconds * 1_000_000_000;
        EtcdSim.Sum sum = EtcdSim.run(first, EtcdSim.ALONE, () -> System.nanoTime() < end, report -> {});
        System.out.printf(
                "etcd-sim: %d seeds from %d, %d operations, %d starts, %d failed%n",
                sum.seeds(),
                first,
                sum.operations(),
                sum.restarts(),
                sum.failed().size());
        assertThat(sum.failed().stream().limit(3).toList()).isEmpty();
        assertThat(sum.seeds()).isPositive();
    }
}
