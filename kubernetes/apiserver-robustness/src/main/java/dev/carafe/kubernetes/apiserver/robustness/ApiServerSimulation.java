package dev.carafe.kubernetes.apiserver.robustness;

import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.robustness.simulator.Killed;
import dev.carafe.etcd.robustness.simulator.SimulatedMember;
import dev.carafe.etcd.robustness.simulator.Simulation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;

/** One run of one seed: two servers on one store, their clients, and the faults that strike them. */
final class ApiServerSimulation {
    private static final int STEPS = 600;
    private static final int NESTED_MAX = 3;
    private static final int WATCHES = 8;
    private static final int SETTLE_TURNS = 60;
    private static final int SETTLE_TURN_MS = 500;

    /** About as long as a lease lasts. */
    private static final int LEASE_MS = 70_000;

    private final long seed;
    private final SplittableRandom random;
    private final SimulatedMember member;
    private final List<SimulatedServer> servers;
    private final List<FollowedWatch> watches = new ArrayList<>();
    private final History history = new History();
    private final SimulatedClients clients;
    private final List<String> wrong = new ArrayList<>();
    private final boolean powerLoss;
    private final boolean slowDisk;
    private boolean atDisk;
    private long leases;
    private int compactions;
    private long nowMs;
    private int nested;
    private int points;
    private boolean armed;
    private boolean finishing;

    ApiServerSimulation(long seed, ScheduledExecutorService timer) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.powerLoss = random.nextInt(3) > 0;
        this.slowDisk = random.nextInt(3) > 0;
        this.member = new SimulatedMember(
                (directory, workers) ->
                        EmbeddedStore.open(Simulation.CONFIG, directory, () -> {}, () -> nowMs, workers),
                true,
                this::whileTheDiskWorks);
        SimulatedStore.Around around = new AroundRequests();
        this.servers = List.of(
                new SimulatedServer(member, around, () -> nowMs, timer),
                new SimulatedServer(member, around, () -> nowMs, timer));
        this.clients = new SimulatedClients(random, () -> nowMs);
        for (int i = 0; i < WATCHES; i++) {
            String namespace = SimulatedClients.NAMESPACES.get(i % SimulatedClients.NAMESPACES.size());
            Selection selection = i < WATCHES / 2 ? Selection.EVERYTHING : Selection.DARK;
            watches.add(new FollowedWatch(servers, namespace, selection, random));
        }
    }

    /** What happens while servers ask the store. */
    private final class AroundRequests implements SimulatedStore.Around {
        @Override
        public void meanwhile() {
            if (!atDisk) {
                turn();
            }
        }

        @Override
        public void beforeCompaction(EmbeddedStore store, long revision) {
            compactions++;
            history.beforeCompaction(store, member.workers(), revision);
        }

        @Override
        public long nextLease() {
            return ++leases;
        }
    }

    /** Runs the seed and says what was wrong. */
    ApiServerSim.Run run() throws InterruptedException {
        try {
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            finish();
        } catch (RuntimeException | IOException e) {
            wrong.add("seed " + seed + " failed: " + trace(e));
        }
        int relists = watches.stream().mapToInt(FollowedWatch::relists).sum();
        return new ApiServerSim.Run(
                seed,
                points,
                new ApiServerSim.Traffic(clients.writes(), clients.ended(), compactions, relists),
                clients.known(),
                List.copyOf(wrong));
    }

    private static String trace(Exception failure) {
        StringBuilder text = new StringBuilder(failure.toString());
        for (StackTraceElement element : failure.getStackTrace()) {
            text.append("\n    at ").append(element);
        }
        return text.toString();
    }

    private void step() throws IOException, InterruptedException {
        EmbeddedStore store = member.store();
        if (store == null) {
            start();
            return;
        }
        int what = random.nextInt(100);
        if (what < 43) {
            clients.write(any(servers));
        } else if (what < 60) {
            any(watches).act(random.nextInt(1, 8));
        } else if (what < 78) {
            work();
        } else if (what < 82) {
            any(servers).cache().turn();
        } else if (what < 86) {
            clients.list(any(servers));
        } else if (what < 88) {
            clients.page(any(servers));
        } else if (what < 91) {
            nowMs += random.nextInt(1, random.nextBoolean() ? LEASE_MS : 800);
        } else if (what < 93) {
            any(servers).compactor().turn();
        } else if (what < 94) {
            compact(store.status().revision());
        } else {
            fault(store);
        }
        bury();
        EmbeddedStore after = member.store();
        if (after != null) {
            clients.saw(after.status().revision());
        }
    }

    /** Somebody has the store forget what was before a revision, whoever needs it still. */
    private void compact(long revision) {
        try {
            var _ = any(servers).store().compact(new CompactRequest(revision, false));
        } catch (EtcdException _) {
            // it is away, or has forgotten that already
        }
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** One of the store's parts has a turn. */
    private void work() {
        try {
            switch (random.nextInt(4)) {
                case 0, 1 -> member.workers().writer();
                case 2 -> member.workers().watcher(random);
                default -> member.workers().job(random);
            }
        } catch (Killed _) {
            armed = false;
        }
        EmbeddedStore store = member.store();
        if (store != null) {
            clients.saw(store.status().revision());
        }
    }

    /** What happens while a server waits for an answer, also writes of others. */
    private void turn() {
        EmbeddedStore store = member.store();
        if (nested < NESTED_MAX && !finishing && random.nextInt(8) == 0) {
            nested++;
            if (store != null && random.nextInt(12) == 0) {
                compact(store.status().revision());
            } else {
                clients.write(any(servers));
            }
            nested--;
        } else {
            work();
        }
    }

    /** Between two changes of the disk: the slower it is, the more. */
    private void whileTheDiskWorks() {
        if (finishing || !slowDisk || random.nextInt(4) > 0) {
            return;
        }
        atDisk = true;
        try {
            member.workers().watcher(random);
            clients.list(any(servers));
            any(watches).act(random.nextInt(1, 8));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            atDisk = false;
        }
    }

    private void fault(EmbeddedStore store) {
        switch (random.nextInt(10)) {
            case 0 -> member.kill();
            case 1, 2, 3, 4 -> {
                if (!armed) {
                    armed = true;
                    member.killAtChange(random.nextInt(1, 40));
                }
            }
            case 5 -> {
                points++;
                member.directory().failSyncs(true);
            }
            case 6 -> {
                boolean full = random.nextBoolean();
                points += full ? 1 : 0;
                member.directory().fill(full);
            }
            case 7, 8 -> {
                points++;
                killFirst();
            }
            default -> {
                if (!store.status().errors().isEmpty()) {
                    stop(store);
                }
            }
        }
    }

    /** The first server dies; its clients come back to it, the other one serves on. */
    private void killFirst() {
        SimulatedServer first = servers.getFirst();
        first.restart();
        watches.forEach(watch -> watch.lost(first));
    }

    private void stop(EmbeddedStore store) {
        try {
            store.close();
            member.workers().watchers();
        } catch (Killed _) {
            armed = false;
        }
        member.kill();
    }

    private void bury() {
        if (!member.killed()) {
            return;
        }
        points += finishing ? 0 : 1;
        member.bury(random, powerLoss && random.nextBoolean());
        armed = false;
        killFirst(); // it has the store within itself
        servers.forEach(SimulatedServer::storeLost);
    }

    private void start() throws IOException {
        if (!finishing && random.nextInt(4) == 0) {
            armed = true;
            member.killAtChange(random.nextInt(1, 30));
        }
        try {
            member.open();
        } catch (Killed _) {
            bury();
            return;
        }
        EmbeddedStore store = member.store();
        if (store != null && store.status().revision() < clients.known()) {
            wrong.add("revision " + clients.known() + " was visible, and after a restart it is "
                    + store.status().revision());
        }
    }

    /** No more faults: the store is started once more, all is told, and all is checked. */
    private void finish() throws IOException, InterruptedException {
        finishing = true;
        member.killAtChange(Long.MAX_VALUE);
        member.directory().failSyncs(false);
        member.directory().fill(false);
        EmbeddedStore running = member.store();
        if (running != null) {
            stop(running);
        }
        bury();
        start();
        settle();
        nowMs += LEASE_MS; // what is to end does, before everybody's eyes
        settle();
        EmbeddedStore store = member.store();
        if (store == null) {
            throw new IllegalStateException("the store does not start");
        }
        clients.saw(store.status().revision());
        history.finish(store, member.workers());
        check();
    }

    private void settle() throws InterruptedException {
        for (int turn = 0; turn < SETTLE_TURNS; turn++) {
            nowMs += SETTLE_TURN_MS;
            member.workers().writer();
            member.workers().jobs();
            member.workers().watchers();
            for (SimulatedServer server : servers) {
                server.cache().turn();
            }
            for (FollowedWatch watch : watches) {
                watch.act(100);
            }
        }
    }

    private void check() {
        wrong.addAll(history.wrong());
        wrong.addAll(clients.check(history));
        for (FollowedWatch watch : watches) {
            wrong.addAll(watch.check(history));
        }
    }
}
