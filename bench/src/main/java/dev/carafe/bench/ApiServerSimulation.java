package dev.carafe.bench;

import dev.carafe.kubernetes.apiserver.robustness.ApiServerSim;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs API servers on a simulated store by seeds, until enough faults have struck, and says which seed broke a promise. */
@Command(
        name = "apiserver-sim",
        mixinStandardHelpOptions = true,
        description = {
            "Runs two API servers' storage and watch caches on one simulated store, with clients and faults, each run decided by its seed,"
                    + " and checks that no acknowledged write and no watch event is lost, doubled or out of order.",
            "Exit code 1 when a seed broke a promise; the same seed does the same again."
        },
        footer = {
            "",
            "Examples:",
            "  ./carafe bench apiserver-sim --points 10000          until 10,000 faults have struck",
            "  ./carafe bench apiserver-sim --points 1 --seed 42    one run"
        })
final class ApiServerSimulation implements Callable<Integer> {
    private static final Logger HOUSE = Logger.getLogger("dev.carafe");

    @Option(
            names = "--points",
            defaultValue = "1000",
            description = "How many faults are to strike (${DEFAULT-VALUE}).")
    long points;

    @Option(names = "--seed", description = "The first seed; by default the clock chooses.")
    @Nullable
    Long seed;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec own = Objects.requireNonNull(spec);
        if (points < 1) {
            throw new ParameterException(own.commandLine(), "--points takes a number from 1 on, not " + points + ".");
        }
        HOUSE.setLevel(Level.OFF); // it tells of every fault that it meets
        PrintWriter out = own.commandLine().getOut();
        long first = seed != null ? seed : System.currentTimeMillis() * 1000;
        ApiServerSim.Sum sum = ApiServerSim.run(first, points, run -> {
            if (!run.good()) {
                out.println("seed " + run.seed() + ": " + run.wrong());
                out.flush();
            }
        });
        ApiServerSim.Traffic traffic = sum.traffic();
        out.println(sum.runs() + " runs from seed " + first + ": " + sum.points() + " faults, " + traffic.writes()
                + " writes, " + traffic.ended() + " objects ended, " + traffic.compactions() + " compactions, "
                + traffic.relists() + " watches begun anew, " + sum.failed().size() + " failed");
        out.flush();
        return sum.failed().isEmpty() ? 0 : 1;
    }
}
