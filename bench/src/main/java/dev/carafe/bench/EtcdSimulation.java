package dev.carafe.bench;

import dev.carafe.etcd.robustness.EtcdSim;
import dev.carafe.etcd.robustness.simulator.Report;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs simulated stores by seeds and says which broke a promise; or one seed again, step by step. */
@Command(
        name = "etcd-sim",
        mixinStandardHelpOptions = true,
        description = {
            "Runs stores or clusters, their disks, clients and faults in one thread, each run decided by its seed, and checks every promise.",
            "Exit code 1 when a seed broke one; the same seed does the same again."
        },
        footer = {
            "",
            "Examples:",
            "  ./carafe bench etcd-sim --seeds 20000             as many runs, from a first seed that the clock chooses",
            "  ./carafe bench etcd-sim --seeds 500 --members 3   the same with clusters that begin with three members",
            "  ./carafe bench etcd-sim --seed 42 --step          one run, each event a line"
        })
final class EtcdSimulation implements Callable<Integer> {
    private static final long TOLD_EVERY_NS = 2_000_000_000L;
    private static final Logger STORE = Logger.getLogger("dev.carafe.etcd");

    @Option(names = "--seeds", defaultValue = "1000", description = "How many runs (${DEFAULT-VALUE}).")
    long seeds;

    @Option(names = "--seed", description = "The first seed; by default the clock chooses.")
    @Nullable
    Long seed;

    @Option(
            names = "--members",
            defaultValue = "0",
            description = "How many members the cluster begins with; 0, the default, for a store that is alone.")
    int members;

    @Option(names = "--step", description = "Run --seed alone and print what happens.")
    boolean step;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw wrong("--seeds takes a number from 1 on, not " + seeds + ".");
        }
        if (members < 0 || members > EtcdSim.MEMBERS_MAX) {
            throw wrong("--members takes a number from 0 to " + EtcdSim.MEMBERS_MAX + ", not " + members + ".");
        }
        STORE.setLevel(Level.OFF); // it tells of every fault that it meets
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (!step) {
            return run(seed != null ? seed : System.currentTimeMillis() * 1000, out);
        }
        if (seed == null) {
            throw wrong("--step needs --seed, the one to run.");
        }
        Report report = EtcdSim.replay(seed, members, out::println);
        out.println(report.good() ? "seed " + seed + " keeps all promises" : report.toString());
        out.flush();
        return report.good() ? 0 : 1;
    }

    private int run(long first, PrintWriter out) {
        PrintWriter progress = Objects.requireNonNull(spec).commandLine().getErr();
        AtomicLong begun = new AtomicLong();
        AtomicLong toldNs = new AtomicLong(System.nanoTime());
        EtcdSim.Sum sum = EtcdSim.run(
                first,
                members,
                () -> {
                    if (System.nanoTime() - toldNs.get() > TOLD_EVERY_NS) {
                        toldNs.set(System.nanoTime());
                        progress.println(begun.get() + " of " + seeds + " runs");
                        progress.flush();
                    }
                    return begun.getAndIncrement() < seeds;
                },
                failed -> {
                    out.println("seed " + failed.seed() + ": " + failed.wrong());
                    out.flush();
                });
        out.println(sum.seeds() + " runs from seed " + first + ": " + sum.operations() + " operations, "
                + sum.restarts() + " starts, " + sum.failed().size() + " failed");
        sum.failed().forEach(failed -> out.println("  " + EtcdSim.command(failed.seed(), members)));
        out.flush();
        return sum.failed().isEmpty() ? 0 : 1;
    }

    private ParameterException wrong(String why) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), why);
    }
}
