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
     * @param writes how many writes clients asked for
     * @param revision the store's last revision
     * @param wrong the promises broken, empty when none is
     */
    public record Run(long seed, int points, int writes, long revision, List<String> wrong) {
        public boolean good() {
            return wrong.isEmpty();
        }
    }

    /**
     * What came of many runs.
     *
     * @param runs how many there were
     * @param points how many faults struck in all of them
     * @param writes how many writes clients asked for
     * @param failed the runs in which a promise was broken
     */
    public record Sum(long runs, long points, long writes, List<Run> failed) {}

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
        long writes = 0;
        long seed = first;
        List<Run> failed = new ArrayList<>();
        while (struck < points) {
            Run run = run(seed++);
            struck += run.points();
            writes += run.writes();
            if (!run.good()) {
                failed.add(run);
            }
            done.accept(run);
        }
        return new Sum(seed - first, struck, writes, List.copyOf(failed));
    }
}
