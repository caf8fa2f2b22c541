package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.robustness.check.HistoryChecks;
import dev.carafe.etcd.robustness.check.LeaseEnds;
import dev.carafe.etcd.robustness.check.LeaseTimes;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.traffic.Traffic;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.CorruptException;
import dev.carafe.etcd.watch.WatchLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** One run of one seed. */
public final class Simulation {
    /** Files so small and watchers with so little room that all that is done to large ones happens in a short run. */
    public static final StoreConfig CONFIG = new StoreConfig(
                    Path.of("unused"), 80 * 1024, 30_000, 8 * 1024, 128, Duration.ofSeconds(5))
            .withWatchLimits(new WatchLimits(4, 6, 5));

    private static final int RESTARTS_MAX = 100;
    private static final long LEASES_OVER_MS = 60_000;
    private static final int SETTLE_TURNS = 40;

    private final long seed;
    private final Plan plan;
    private final SplittableRandom random;
    private final Consumer<String> trace;
    private final VirtualTime time = new VirtualTime();
    private final LogTap tap = new LogTap();
    private final SimulatedMember member;
    private final Clients clients;
    private final Watches watches;
    private final List<String> wrong = new ArrayList<>();

    /** What the store's monotonic clock shows besides the time that passed; another one in each life. */
    private long clockOriginMs;

    private int restarts;
    private int damageFound;
    /** Whether clients have stopped asking. */
    private boolean finishing;

    private Simulation(long seed, Plan plan, Consumer<String> trace) {
        this.seed = seed;
        this.plan = plan;
        this.trace = trace;
        this.random = new SplittableRandom(seed);
        this.member = new SimulatedMember(
                (directory, workers) -> EmbeddedStore.open(
                        CONFIG.withLeaseCheckpointMs(plan.leaseCheckpointMs()),
                        directory,
                        () -> {},
                        () -> clockOriginMs + time.nowMs(),
                        workers),
                true,
                this::meanwhile);
        this.clients = new Clients(
                time,
                random.split(),
                Traffic.mixed(
                        random,
                        plan.compacts(),
                        plan.clients(),
                        plan.keys(),
                        plan.valueBytesMax(),
                        plan.leaseLooks(),
                        plan.revisionReads()),
                tap::drain,
                trace);
        this.watches = new Watches(random.split(), plan.fragments(), clients::compactAsked, trace);
    }

    /**
     * Runs a seed and checks all promises.
     *
     * @param trace is told what happens, event by event
     */
    public static Report run(long seed, Plan plan, Consumer<String> trace) {
        Simulation simulation = new Simulation(seed, plan, trace);
        return simulation.run();
    }

    private Report run() {
        try {
            start();
            for (int step = 0; step < plan.steps() && good(); step++) {
                step();
            }
            finish();
            if (good()) {
                List<Operation> ends =
                        LeaseEnds.of(clients.history(), (tick, seconds) -> time.tickAfter(tick, seconds, 0));
                wrong.addAll(LeaseTimes.check(clients.history(), (from, to) -> time.msBetween(from, to, 0)));
                wrong.addAll(HistoryChecks.history(clients.history(), ends, tap.log()));
                wrong.addAll(watches.check(tap.log()));
            }
        } catch (RuntimeException | IOException e) {
            wrong.add("the store failed: " + stack(e));
        }
        wrong.addAll(tap.wrong());
        return new Report(
                seed, plan, clients.history().size(), tap.log().revision(), restarts, damageFound, List.copyOf(wrong));
    }

    static String stack(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.toString());
        for (StackTraceElement element : failure.getStackTrace()) {
            text.append("\n    at ").append(element);
        }
        return text.toString();
    }

    private boolean good() {
        return wrong.isEmpty() && tap.wrong().isEmpty();
    }

    private void step() throws IOException {
        EmbeddedStore store = member.store();
        if (store == null) {
            start();
            return;
        }
        try {
            int what = random.nextInt(100);
            if (what < plan.writerShare()) {
                member.workers().writer();
                tap.drain();
            } else if (what < 55) {
                clients.act(member);
            } else if (what < 80) {
                member.workers().watcher(random);
            } else if (what < 86) {
                watches.act(store, clients.any().watch());
            } else if (what < 90) {
                member.workers().job(random);
            } else if (what < 95) {
                time.advance(random.nextInt(1, 800));
            } else {
                fault(store);
            }
        } catch (Killed e) {
            trace.accept("killed");
        }
        buryTheDead();
    }

    /** What others do between two changes of the store's files. */
    private void meanwhile() {
        EmbeddedStore store = member.store();
        if (store == null || finishing) {
            return;
        }
        switch (random.nextInt(12)) {
            case 0, 1 -> clients.act(member);
            case 2 -> member.workers().watcher(random);
            case 3 -> watches.act(store, clients.any().watch());
            default -> {}
        }
    }

    private void fault(EmbeddedStore store) {
        MemoryDirectory directory = member.directory();
        switch (random.nextInt(12)) {
            case 0 -> {
                if (plan.kills()) {
                    trace.accept("kill");
                    member.kill();
                }
            }
            case 1, 2 -> {
                if (plan.kills()) {
                    member.killAtChange(random.nextInt(1, 60));
                }
            }
            case 3 -> {
                if (plan.failingSyncs() && random.nextInt(3) == 0) {
                    trace.accept("syncs fail from now on");
                    directory.failSyncs(true);
                }
            }
            case 4 -> {
                if (plan.fullDisks()) {
                    boolean full = random.nextBoolean();
                    trace.accept("disk full: " + full);
                    directory.fill(full);
                }
            }
            case 5 -> {
                if (plan.pauses()) {
                    time.advance(random.nextInt(1, 20_000));
                }
            }
            case 6 -> {
                boolean broken = !store.status().errors().isEmpty();
                if (broken || random.nextInt(10) == 0) {
                    trace.accept("stop");
                    stop(store);
                }
            }
            default -> {}
        }
    }

    private void stop(EmbeddedStore store) {
        store.close();
        member.workers().watchers();
        member.kill();
    }

    private void buryTheDead() {
        if (!member.killed()) {
            return;
        }
        boolean powerLost = plan.powerLoss() && random.nextBoolean();
        trace.accept("dead, power lost: " + powerLost);
        tap.detach();
        clients.lost();
        watches.lost(_ -> true);
        member.bury(random, powerLost);
    }

    private void start() throws IOException {
        if (restarts++ > RESTARTS_MAX && plan.kills()) {
            member.killAtChange(Long.MAX_VALUE);
        } else if (plan.kills() && random.nextInt(3) == 0) {
            member.killAtChange(random.nextInt(1, 40));
        }
        clockOriginMs = random.nextLong(1L << 40);
        MemoryDirectory whole = member.directory();
        boolean flipped =
                plan.bitFlips() && restarts > 1 && random.nextInt(3) == 0 && Damage.flipABit(member, random, trace);
        try {
            open();
        } catch (Killed e) {
            trace.accept("killed while it started");
            buryTheDead();
            if (flipped) { // what it has written over the damaged files is not to be trusted
                member.replaceDisk(whole.afterKill());
            }
        } catch (CorruptException e) {
            trace.accept("refuses to start: " + e.getMessage());
            if (!flipped) {
                throw e;
            }
            damageFound++;
            member.killAtChange(Long.MAX_VALUE);
            member.replaceDisk(whole);
            open();
        }
    }

    private void open() throws IOException {
        member.open();
        EmbeddedStore store = member.store();
        if (store != null) {
            trace.accept("started at revision " + store.status().revision());
            tap.attach(store, member.workers());
            clients.settled();
        }
    }

    /** No more faults: all that waits is done, and all leases end; then the store is stopped and looked at once more. */
    private void finish() throws IOException {
        finishing = true;
        for (int round = 0; round < 2 && good(); round++) {
            member.killAtChange(Long.MAX_VALUE);
            member.directory().failSyncs(false);
            member.directory().fill(false);
            EmbeddedStore running = member.store();
            if (running != null && (round > 0 || !running.status().errors().isEmpty())) {
                stop(running);
                buryTheDead();
            }
            if (member.store() == null) {
                restarts++;
                open();
            }
            settle();
            time.advance(LEASES_OVER_MS);
            settle();
            EmbeddedStore store = member.store();
            if (store != null && !store.leaseLeases().ids().isEmpty()) {
                wrong.add("leases: some never end: " + store.leaseLeases().ids());
            }
        }
        clients.lost();
        clients.settled();
    }

    private void settle() {
        for (int turn = 0; turn < SETTLE_TURNS; turn++) {
            member.workers().writer();
            tap.drain();
            member.workers().watchers();
            member.workers().jobs();
        }
    }
}
