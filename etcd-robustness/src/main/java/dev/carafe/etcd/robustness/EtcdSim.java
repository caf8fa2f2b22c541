package dev.carafe.etcd.robustness;

import dev.carafe.etcd.robustness.simulator.ClusterPlan;
import dev.carafe.etcd.robustness.simulator.ClusterSimulation;
import dev.carafe.etcd.robustness.simulator.Plan;
import dev.carafe.etcd.robustness.simulator.Report;
import dev.carafe.etcd.robustness.simulator.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Runs seeds, one after the other. */
public final class EtcdSim {
    /**
     * What came of many runs.
     *
     * @param seeds how many were run
     * @param operations how many operations their clients made
     * @param restarts how often a store was started
     * @param failed the runs in which a promise was broken
     */
    public record Sum(long seeds, long operations, long restarts, List<Report> failed) {}

    /** As a number of members: a store that is none. */
    public static final int ALONE = 0;

    /** Most members that a cluster begins with. */
    public static final int MEMBERS_MAX = 9;

    private EtcdSim() {}

    /** The command that runs a seed again and tells each step of it. */
    public static String command(long seed, int members) {
        return "./carafe bench etcd-sim --step" + (members == ALONE ? "" : " --members " + members) + " --seed " + seed;
    }

    /** Runs one seed with a store that is alone and tells what happens, event by event. */
    public static Report replay(long seed, Consumer<String> trace) {
        return replay(seed, ALONE, trace);
    }

    /**
     * Runs one seed and tells what happens, event by event.
     *
     * @param members how many members the cluster begins with; {@link #ALONE} for a store that is none
     */
    public static Report replay(long seed, int members, Consumer<String> trace) {
        return members == ALONE
                ? Simulation.run(seed, Plan.of(seed), trace)
                : ClusterSimulation.run(seed, ClusterPlan.of(seed, members), trace);
    }

    /**
     * Runs seeds from one on.
     *
     * @param members as of {@link #replay}
     * @param more asked before each, whether to go on
     * @param failed told of each run that failed
     */
    public static Sum run(long first, int members, BooleanSupplier more, Consumer<Report> failed) {
        List<Report> failures = new ArrayList<>();
        long operations = 0;
        long restarts = 0;
        long seed = first;
        while (more.getAsBoolean()) {
            Report report = replay(seed, members, event -> {});
            operations += report.operations();
            restarts += report.restarts();
            if (!report.good()) {
                failures.add(report);
                failed.accept(report);
            }
            seed++;
        }
        return new Sum(seed - first, operations, restarts, List.copyOf(failures));
    }
}
