package dev.carafe.kubernetes.apiserver.robustness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** Runs seeds, one after the other, until enough faults have struck. */
public final class ApiServerSim {
    /**
     * What came of a run.
     *
     * @param seed makes it again
     * @param points how many faults struck
     * @param traffic what was done meanwhile
     * @param revision the store's last revision
     * @param wrong the promises broken, empty when none is
     */
    public record Run(long seed, int points, Traffic traffic, long revision, List<String> wrong) {
        public boolean good() {
            return wrong.isEmpty();
        }
    }

    /**
     * What came of many runs.
     *
     * @param runs how many there were
     * @param points how many faults struck in all of them
     * @param traffic what was done in all of them
     * @param failed the runs in which a promise was broken
     */
    public record Sum(long runs, long points, Traffic traffic, List<Run> failed) {}

    /**
     * What was done.
     *
     * @param writes how many writes clients asked for
     * @param ended how many objects ended by themselves
     * @param compactions how often the store forgot a part of its history
     * @param relists how many watches could not go on from where they were and began anew
     */
    public record Traffic(long writes, long ended, long compactions, long relists) {
        static final Traffic NONE = new Traffic(0, 0, 0, 0);

        Traffic plus(Traffic other) {
            return new Traffic(
                    writes + other.writes,
                    ended + other.ended,
                    compactions + other.compactions,
                    relists + other.relists);
        }
    }

    private ApiServerSim() {}

    /** Runs one seed. */
    public static Run run(long seed) throws InterruptedException {
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) { // nobody waits for a time
            return new ApiServerSimulation(seed, timer).run();
        }
    }

    /**
     * Runs seeds from one on.
     *
     * @param points how many faults are to strike, at least
     * @param done told of each run
     */
    public static Sum run(long first, long points, Consumer<Run> done) throws InterruptedException {
        long struck = 0;
        Traffic traffic = Traffic.NONE;
        long seed = first;
        List<Run> failed = new ArrayList<>();
        while (struck < points) {
            Run run = run(seed++);
            struck += run.points();
            traffic = traffic.plus(run.traffic());
            if (!run.good()) {
                failed.add(run);
            }
            done.accept(run);
        }
        return new Sum(seed - first, struck, traffic, List.copyOf(failed));
    }
}
