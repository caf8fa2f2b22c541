package dev.carafe.etcd.robustness.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.etcd.robustness.EtcdSim;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/** The seeds that once broke a promise, as {@code failed-seeds.txt} has them. */
final class FailedSeeds {
    /**
     * One of them.
     *
     * @param members with how many members the cluster began, 0 for a store that is none
     */
    record Failed(long seed, int members) {
        /** Runs it with what clients and faults did when it failed. */
        Report asItFailed() {
            return members == EtcdSim.ALONE
                    ? Simulation.run(seed, Plan.of(seed).earlier(), event -> {})
                    : ClusterSimulation.run(seed, ClusterPlan.of(seed, members).earlier(), event -> {});
        }
    }

    private FailedSeeds() {}

    static List<Failed> all() throws IOException {
        try (InputStream in = Objects.requireNonNull(FailedSeeds.class.getResourceAsStream("failed-seeds.txt"))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .map(line -> line.split(" +"))
                    .map(words -> new Failed(Long.parseLong(words[0]), Integer.parseInt(words[1])))
                    .toList();
        }
    }
}
