package dev.carafe.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.conformance.QemuProcesses.Running;
import dev.carafe.vsphere.client.VSphereClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills host agents, the vCenter or several at random moments of a loop of operations, again and again, and looks from outside at
 * what is there after: {@code -Dcarafe.crash.seconds=3600} and {@code -Dcarafe.crash.kills=500} let the two tests go on for longer,
 * {@code -Dcarafe.crash.seed=N} has them draw the same numbers again.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS) // a backstop for long runs
class VSphereCrashTest {
    private static final Duration MOST = Duration.ofMinutes(2);
    private static final int WORKERS = 2;
    /** How long nobody may move a machine that is on, when a kill waits for it. */
    private static final int MOVE_MAX_S = 10;

    @TempDir
    Path folder = Path.of("");

    private final long seed = Long.getLong("carafe.crash.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<CrashWorker> workers = new ArrayList<>();
    private final CrashEvents events = new CrashEvents();
    /** Has a permit when a machine that is on has begun to move. */
    private final Semaphore moving = new Semaphore(0);

    private @Nullable CrashCloud cloud;
    private @Nullable CrashPlaces places;

    @BeforeEach
    void requireQemu() {
        assumeThat(Cloud.onPath("qemu-system-x86_64"))
                .as("qemu-system-x86_64 is not installed")
                .isTrue();
    }

    @AfterEach
    void stop() throws Exception {
        if (cloud != null) {
            cloud.close();
        }
    }

    private CrashCloud cloud() {
        return requireNonNull(cloud);
    }

    @Test
    void whatWasAcknowledgedIsThereAndNothingIsHalfDone() throws Exception {
        long endNs = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("carafe.crash.seconds", 45)).toNanos();
        start(1);
        loop(() -> System.nanoTime() < endNs);
    }

    @Test
    void machinesThatMoveBetweenHostsAreOnOneOfThem() throws Exception {
        int kills = Integer.getInteger("carafe.crash.kills", 6);
        start(2);
        loop(() -> cloud().kills() < kills);
    }

    private void start(int hosts) throws Exception {
        cloud = new CrashCloud(folder, hosts);
        places = cloud.places();
        for (int worker = 0; worker < WORKERS; worker++) {
            workers.add(new CrashWorker("w" + worker, random.nextLong(), places, moving));
        }
    }

    private void loop(BooleanSupplier goesOn) {
        int round = 0;
        try {
            do {
                round++;
                round();
            } while (goesOn.getAsBoolean());
        } catch (AssertionError | Exception e) {
            String threads = cloud().writeThreads();
            throw new AssertionError(
                    "seed " + seed + ", round " + round + ": " + e.getMessage() + "\n" + told() + "\n" + cloud().logs()
                            + "\n" + threads,
                    e);
        }
        System.out.println("VSphereCrashTest: " + cloud().hosts() + " hosts, " + round + " rounds, "
                + cloud().kills() + " kills, "
                + workers.stream().mapToInt(CrashWorker::done).sum() + " operations, "
                + workers.stream()
                        .flatMap(worker -> worker.liveMoves().values().stream())
                        .mapToInt(Integer::intValue)
                        .sum()
                + " moves of machines that ran, seed " + seed);
    }

    /** What led to a failure. */
    private String told() {
        return workers.stream()
                .map(worker -> worker + ":\n  " + String.join("\n  ", last(worker.history())))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> last(List<String> all) {
        return all.subList(Math.max(0, all.size() - 25), all.size());
    }

    /** Who is killed: hosts by their numbers, and vCenter by the number after them. */
    private Set<Integer> victims() {
        int all = cloud().hosts() + 1;
        int drawn = 1 + random.nextInt((1 << all) - 1);
        Set<Integer> victims = new TreeSet<>();
        for (int number = 0; number < all; number++) {
            if ((drawn & (1 << number)) != 0) {
                victims.add(number);
            }
        }
        return victims;
    }

    private void round() throws Exception {
        Set<Integer> victims = victims();
        List<Thread> threads = new ArrayList<>();
        List<Throwable> broken = new ArrayList<>();
        List<VSphereClient> clients = new ArrayList<>();
        List<Running> atCrash;
        try {
            for (CrashWorker worker : workers) {
                VSphereClient client = cloud().vcenterClient();
                clients.add(client);
                worker.history().add("-- until " + victims + " of " + (cloud().hosts() + 1) + " are killed");
                threads.add(Thread.ofPlatform().name(worker.toString()).start(() -> {
                    try {
                        worker.run(client);
                    } catch (Throwable e) {
                        synchronized (broken) {
                            broken.add(e);
                        }
                    }
                }));
            }
            awaitMoment(threads.getFirst());
            for (int number = 0; number < threads.size(); number++) {
                assertThat(threads.get(number).isAlive())
                        .as(
                                "operations go well while nobody is killed: %s %s",
                                workers.get(number).why(), broken)
                        .isTrue();
            }
            workers.forEach(CrashWorker::end);
            int vcenter = cloud().hosts();
            if (victims.contains(vcenter) && workers.stream().anyMatch(CrashWorker::isImporting)) {
                for (int host = 0; host < vcenter; host++) {
                    victims.add(host); // a host keeps for minutes what is being sent to it when vCenter alone goes away
                }
            }
            cloud().kill(victims);
            atCrash = QemuProcesses.below(folder);
            cloud().restart(victims);
            for (Thread thread : threads) {
                assertThat(thread.join(MOST))
                        .as("%s is told an outcome", thread)
                        .isTrue();
            }
        } finally {
            clients.forEach(VSphereClient::close);
        }
        assertThat(broken).isEmpty();
        new CrashCheck(cloud(), requireNonNull(places), workers, events).run(atCrash);
    }

    /** The moment of the crash, by a worker's thread that does not end: every other time in a move. */
    private void awaitMoment(Thread worker) throws InterruptedException {
        moving.drainPermits();
        boolean inMove = cloud().hosts() > 1 && random.nextBoolean() && moving.tryAcquire(MOVE_MAX_S, TimeUnit.SECONDS);
        worker.join(Duration.ofMillis(inMove ? random.nextInt(1_500) : 100 + random.nextInt(5_000)));
    }
}
