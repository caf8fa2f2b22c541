package dev.carafe.kubernetes.apiserver.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

final class ApiServerSimTest {
    private static final Logger HOUSE = Logger.getLogger("dev.carafe");
    private static final long POINTS = 200;

    @Test
    void nothingAcknowledgedOrWatchedIsLostWhereverFaultsStrike() throws Exception {
        HOUSE.setLevel(Level.OFF); // it tells of every fault that it meets
        long first = System.currentTimeMillis() * 1000;
        ApiServerSim.Sum sum = ApiServerSim.run(first, POINTS, _ -> {});
        assertThat(sum.failed()).as("seeds from %d", first).isEmpty();
        assertThat(sum.traffic().writes()).isGreaterThan(POINTS);
        assertThat(sum.traffic().ended()).isPositive();
        assertThat(sum.traffic().compactions()).isPositive();
        assertThat(sum.traffic().relists()).isPositive();
    }

    @Test
    void aSeedDoesTheSameAgain() throws Exception {
        HOUSE.setLevel(Level.OFF);
        assertThat(ApiServerSim.run(42)).isEqualTo(ApiServerSim.run(42));
    }
}
