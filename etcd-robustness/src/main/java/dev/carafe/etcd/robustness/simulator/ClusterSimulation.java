package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.robustness.check.HistoryChecks;
import dev.carafe.etcd.robustness.check.LeaseEnds;
import dev.carafe.etcd.robustness.check.LeaseTimes;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.traffic.Traffic;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.CorruptException;
import dev.carafe.etcd.wal.NoSpaceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of one seed with a cluster. */
public final class ClusterSimulation {
    private static final int STEP_MS_MAX = 25;
    private static final int CALM_STEPS_MAX = 6000;
    private static final int CALM_STEP_MS = 10;
    private static final long LEASES_OVER_MS = 60_000;
    private static final int LAST_PUTS_MAX = 20;
    private static final int LEASE_STEPS = 300;
    private static final int LEASE_STEP_MS = 90;

    private static final int NESTED_MAX = 2;

    private final long seed;
    private final ClusterPlan plan;
    private final SplittableRandom random;
    private final Consumer<String> trace;
    private final VirtualTime time = new VirtualTime();
    private final ClusterTap tap;
    private final SimulatedNetwork network;
    private final ClusterProcesses processes;
    private final Clients clients;
    private final Watches watches;
    private final MemberChanges changes;
    private final ClusterFaults faults;
    private final List<String> wrong = new ArrayList<>();
    /** How many disks' work is being interrupted now. */
    private int nested;

    private boolean finishing;
    private int damageFound;

    private ClusterSimulation(long seed, ClusterPlan plan, Consumer<String> trace) {
        this.seed = seed;
        this.plan = plan;
        this.trace = trace;
        this.random = new SplittableRandom(seed);
        this.tap = new ClusterTap(time);
        this.network = new SimulatedNetwork(time, random.split(), plan.loss(), plan.doubles());
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
                () -> {},
                trace);
        this.watches = new Watches(random.split(), plan.fragments(), clients::compactAsked, trace);
        this.processes = new ClusterProcesses(random.split(), time, network, plan, this::meanwhile, trace);
        SplittableRandom blows = random.split();
        this.changes = new MemberChanges(blows, processes, this::start, trace);
        this.faults = new ClusterFaults(plan, blows, time, network, processes, changes, trace);
    }

    /**
     * Runs a seed and checks all promises.
     *
     * @param trace is told what happens, event by event
     */
    public static Report run(long seed, ClusterPlan plan, Consumer<String> trace) {
        return new ClusterSimulation(seed, plan, trace).run();
    }

    private Report run() {
        try {
            for (int step = 0; step < plan.steps() && good(); step++) {
                step();
            }
            finish();
            if (good()) {
                List<Operation> history = HistoryChecks.narrowed(clients.history(), tap.log(), tap::seenAt);
                List<Operation> ends =
                        LeaseEnds.of(history, (tick, seconds) -> time.tickAfter(tick, seconds, plan.drift()));
                wrong.addAll(LeaseTimes.check(clients.history(), (from, to) -> time.msBetween(from, to, plan.drift())));
                wrong.addAll(HistoryChecks.history(history, ends, tap.log()));
                wrong.addAll(watches.check(tap.log()));
            }
        } catch (RuntimeException | IOException e) {
            wrong.add("a member failed: " + Simulation.stack(e));
        }
        wrong.addAll(tap.wrong());
        return new Report(
                seed,
                plan,
                clients.history().size(),
                tap.log().revision(),
                processes.starts(),
                damageFound,
                List.copyOf(wrong));
    }

    private boolean good() {
        return wrong.isEmpty() && tap.wrong().isEmpty();
    }

    private void step() throws IOException {
        time.advance(random.nextInt(1, STEP_MS_MAX));
        network.deliver();
        for (SimulatedPeer peer : processes.all()) {
            if (peer.member().store() == null) {
                buryIfDead(peer);
                if (!peer.retired() && random.nextInt(60) == 0) {
                    start(peer);
                }
            } else if (random.nextInt(100) < plan.turnShare()) {
                turn(peer);
            }
        }
        act();
        if (random.nextInt(100) < 4) {
            faults.strike(processes.any(random));
        }
    }

    private void act() {
        SimulatedPeer peer = processes.any(random);
        guarded(peer, () -> {
            EmbeddedStore store = peer.member().store();
            if (store == null || peer.pausedUntilMs() > time.nowMs()) {
                return;
            }
            int what = random.nextInt(100);
            if (what < plan.askShare()) {
                clients.act(peer.member());
            } else if (what < 70) {
                peer.member().workers().watcher(random);
            } else if (what < 76) {
                watches.act(store, clients.any().watch());
            } else if (what < 82) {
                peer.member().workers().job(random);
            }
        });
    }

    /** Lets a member do what its loop does in one turn. */
    private void turn(SimulatedPeer peer) {
        if (peer.pausedUntilMs() > time.nowMs()) {
            return;
        }
        guarded(peer, () -> {
            peer.member().workers().writer();
            tap.drain(peer.member());
        });
        EmbeddedStore store = peer.member().store();
        if (store == null) {
            return;
        }
        if (store.cluster().removed()) {
            trace.accept("member " + peer.name() + " was removed and stops");
            guarded(peer, peer.member().workers()::writer); // in its last turn it refuses whoever waits
            peer.retire();
            peer.member().kill();
            buryIfDead(peer);
        } else if (store.status().errors().contains(EtcdError.STOPPED.text())) {
            if (!peer.diskFailed()) {
                wrong.add("member " + peer.name() + " stopped by itself");
            }
            peer.member().kill();
            buryIfDead(peer);
        }
    }

    /** Does something of a member that may die of it. */
    private void guarded(SimulatedPeer peer, Runnable action) {
        if (!peer.enter()) {
            return; // its process is at a disk's work, in the middle of which this is
        }
        try {
            action.run();
        } catch (Killed e) {
            trace.accept("member " + peer.name() + " killed");
        } finally {
            peer.leave();
        }
        buryIfDead(peer);
    }

    private void buryIfDead(SimulatedPeer peer) {
        if (!peer.member().killed() || peer.inside()) {
            return;
        }
        boolean powerLost = plan.powerLoss() && !finishing && random.nextBoolean();
        trace.accept("member " + peer.name() + " is dead, power lost: " + powerLost);
        tap.detach(peer.member());
        clients.lost(peer.member());
        watches.lost(store -> store.status().memberId() == peer.id());
        processes.bury(peer, powerLost);
    }

    private void start(SimulatedPeer peer) throws IOException {
        if (plan.kills() && !finishing && random.nextInt(3) == 0) {
            peer.member().killAtChange(random.nextInt(1, 40));
        }
        if (!peer.enter()) {
            return;
        }
        MemoryDirectory whole = peer.member().directory();
        boolean flipped = plan.bitFlips()
                && !finishing
                && random.nextInt(3) == 0
                && Damage.flipABit(peer.member(), random, trace);
        boolean begun = false;
        try {
            open(peer, flipped ? whole : null);
            begun = true;
            EmbeddedStore store = peer.member().store();
            if (store != null) {
                trace.accept("member " + peer.name() + " started at revision "
                        + store.status().revision());
                tap.attach(peer.member(), store);
            }
        } catch (NoSpaceException e) {
            trace.accept("member " + peer.name() + " found no space to start");
            peer.member().kill();
        } catch (Killed e) {
            trace.accept("member " + peer.name() + " killed while it started");
        } finally {
            peer.leave();
        }
        buryIfDead(peer);
        if (flipped && !begun) { // what it has written over the damaged files is not to be trusted
            peer.member().replaceDisk(whole.afterKill());
        }
    }

    /**
     * Opens a member's store.
     *
     * @param whole its disk before it was damaged, which it gets back if it finds the damage; null when it was not
     */
    private void open(SimulatedPeer peer, @Nullable MemoryDirectory whole) throws IOException {
        try {
            processes.open(peer);
        } catch (CorruptException e) {
            trace.accept("member " + peer.name() + " refuses to start: " + e.getMessage());
            if (whole == null) {
                throw e;
            }
            damageFound++;
            network.disconnect(peer.id());
            peer.member().killAtChange(Long.MAX_VALUE);
            peer.member().replaceDisk(whole);
            processes.open(peer);
        }
    }

    /** What happens elsewhere between two changes of a member's files: its disk may take long. */
    private void meanwhile() {
        if (finishing || nested >= NESTED_MAX) {
            return;
        }
        nested++;
        try {
            switch (random.nextInt(12)) {
                case 0, 1 -> act();
                case 2, 3, 4 -> {
                    time.advance(random.nextInt(1, STEP_MS_MAX));
                    network.deliver();
                    SimulatedPeer other = processes.any(random);
                    if (other.member().store() != null) {
                        turn(other);
                    }
                }
                default -> {}
            }
        } finally {
            nested--;
        }
    }

    /** No more faults: all members come to agree, all who wait are answered, all leases end. */
    private void finish() throws IOException {
        if (!good()) {
            return;
        }
        finishing = true;
        trace.accept("calm");
        network.calm();
        for (SimulatedPeer peer : processes.all()) {
            peer.calm();
            buryIfDead(peer);
            EmbeddedStore store = peer.member().store();
            if (store != null && store.status().errors().contains(EtcdError.STOPPED.text())) {
                peer.member().kill();
                buryIfDead(peer);
            }
            if (peer.member().store() == null && !peer.retired()) {
                start(peer);
            }
        }
        until("nobody without a disk is a member", changes::noneLost);
        until("a leader that all follow", this::settled);
        if (!good()) {
            return;
        }
        PutRequest last = PutRequest.of(Bytes.utf8("last"), Bytes.utf8("last"));
        Throwable refused = EtcdError.STOPPED.exception();
        for (int i = 0; i < LAST_PUTS_MAX && refused != null && good(); i++) { // who is removed now takes none
            clients.others(new Call.Write(last)); // who still waits may see it
            refused = answer("the last put", last);
            until("a leader that all follow", this::settled);
        }
        if (refused != null) {
            wrong.add("calm: a put is refused: " + refused);
        }
        time.advance(LEASES_OVER_MS);
        until("agreement after the leases' ends", this::settled);
        for (int i = 0; i < LEASE_STEPS; i++) {
            time.advance(LEASE_STEP_MS); // a leader that was elected just now gives them all their time again
            calmStep();
        }
        clients.lost();
        clients.settled();
        Set<Long> leases = new TreeSet<>();
        clients.history().forEach(operation -> {
            if (operation.call() instanceof Call.Write(LeaseGrantRequest grant)) {
                leases.add(grant.id());
            }
        });
        for (long lease : leases) {
            Throwable refusal = good() ? answer("a look at a lease", new LeaseRevokeRequest(lease)) : null;
            if (good() && !(refusal instanceof EtcdException e && e.is(EtcdError.LEASE_NOT_FOUND))) {
                wrong.add("leases: one never ends: " + lease + ", " + refusal);
            }
        }
        until("agreement at the end", this::settled);
        hashes();
        List<Long> members = members();
        watches.lost(store -> !members.contains(store.status().memberId())); // nobody tells those anything
    }

    /** What a request at the leader is refused with, null when it is not. */
    private @Nullable Throwable answer(String what, WriteRequest request) {
        SimulatedPeer leader = processes.leader();
        EmbeddedStore store = leader == null ? null : leader.member().store();
        if (store == null) {
            wrong.add("calm: no leader for " + what);
            return null;
        }
        try {
            CompletableFuture<WriteResponse> answer = store.submit(request);
            until(what, answer::isDone);
            return answer.isDone() && answer.isCompletedExceptionally() ? answer.exceptionNow() : null;
        } catch (EtcdException e) {
            calmStep(); // it finds out that its disk has space again
            return e;
        }
    }

    private void calmStep() {
        time.advance(CALM_STEP_MS);
        network.deliver();
        for (SimulatedPeer peer : processes.all()) {
            if (peer.member().store() != null) {
                turn(peer);
                peer.member().workers().watchers();
                peer.member().workers().jobs();
            }
        }
    }

    private void until(String what, BooleanSupplier condition) {
        for (int i = 0; i < CALM_STEPS_MAX && good(); i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            calmStep();
        }
        if (good()) {
            wrong.add("calm: never " + what + ": members " + members() + ", revision "
                    + tap.log().revision() + ": " + processes.describe());
        }
    }

    private List<Long> members() {
        SimulatedPeer leader = processes.leader();
        EmbeddedStore store = leader == null ? null : leader.member().store();
        return store == null
                ? List.of()
                : store.cluster().members().stream().map(ClusterMember::id).toList();
    }

    /**
     * Whether all agree and nobody without a disk is a member. Asked each time: who has led for a moment only has yet to learn
     * which of its entries are committed, so that somebody may join whom another leader added before its disk was lost.
     */
    private boolean settled() {
        return changes.noneLost() && agreed();
    }

    /** Whether all members follow one leader and have all that it has. */
    private boolean agreed() {
        SimulatedPeer leader = processes.leader();
        EmbeddedStore store = leader == null ? null : leader.member().store();
        if (leader == null || store == null) {
            return false;
        }
        StatusResponse status = store.status();
        List<Long> members = members();
        // One that is removed leads on until another one does.
        return members.contains(leader.id())
                && store.cluster().members().stream().allMatch(member -> {
                    StatusResponse other = processes.status(member.id());
                    return other != null
                            && other.leaderId() == status.memberId()
                            && other.raftTerm() == status.raftTerm()
                            && other.raftAppliedIndex() == status.raftIndex()
                            && other.revision() == tap.log().revision();
                });
    }

    private void hashes() {
        SimulatedPeer leader = processes.leader();
        EmbeddedStore store = leader == null ? null : leader.member().store();
        if (store == null || !good()) {
            return;
        }
        Object expected = store.member().as(Caller.UNKNOWN).hashKv(0);
        for (ClusterMember member : store.cluster().members()) {
            EmbeddedStore other = processes.store(member.id());
            Object found =
                    other == null ? null : other.member().as(Caller.UNKNOWN).hashKv(0);
            if (!expected.equals(found)) {
                wrong.add("agreement: the leader's hash is " + expected + ", that of " + member.id() + " " + found);
            }
        }
    }
}
