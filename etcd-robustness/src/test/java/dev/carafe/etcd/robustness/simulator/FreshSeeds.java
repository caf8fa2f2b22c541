package dev.carafe.etcd.robustness.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.robustness.EtcdSim;
import java.util.concurrent.TimeUnit;

/** Runs seeds that nobody has run yet, and says of each that fails how to run it again. */
final class FreshSeeds {
    private FreshSeeds() {}

    /**
     * Runs seeds for so long; the property {@code etcd.sim.seed} says with which it begins.
     *
     * @param members as of {@link EtcdSim#replay}
     */
    static EtcdSim.Sum run(int members, long seconds) {
        long first = Long.getLong("etcd.sim.seed", System.currentTimeMillis() * 1000);
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        EtcdSim.Sum sum = EtcdSim.run(
                first,
                members,
                () -> System.nanoTime() < endNs,
                failed -> System.out.printf(
                        "etcd-sim: seed %d fails; to run it again: %s%n",
                        failed.seed(), EtcdSim.command(failed.seed(), members)));
        System.out.printf(
                "etcd-sim of %s: %d seeds from %d, %d operations, %d starts, %d failed%n",
                members == EtcdSim.ALONE ? "a store alone" : members + " members",
                sum.seeds(),
                first,
                sum.operations(),
                sum.restarts(),
                sum.failed().size());
        assertThat(sum.failed().stream()
                        .limit(3)
                        .map(failed -> EtcdSim.command(failed.seed(), members) + " tells how " + failed.wrong())
                        .toList())
                .isEmpty();
        return sum;
    }
}
