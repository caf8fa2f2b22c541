package dev.carafe.etcd.embed;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.consensus.Consensus.Standing;
import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.metrics.ServerMetrics;
import dev.carafe.etcd.raft.ConfChange;
import dev.carafe.etcd.raft.Entry;
import dev.carafe.etcd.raft.HardState;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.raft.RaftCore;
import dev.carafe.etcd.raft.RaftSnapshot;
import dev.carafe.etcd.raft.Ready;
import dev.carafe.etcd.raft.Role;
import dev.carafe.etcd.state.StateMachine;
import dev.carafe.etcd.wal.NoSpaceException;
import dev.carafe.etcd.wal.RaftWal;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.watch.WatchHub;
import dev.carafe.etcd.work.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The turns of a cluster's member, which belong to one thread: the one owner of consensus, log and state. A turn takes what
 * came in, hands it to the core, and does what the core wants: sends, writes and syncs once, sends what had to wait for that,
 * applies, answers.
 *
 * <p>Nothing is answered before a majority has it on disk. When the log cannot be synced any more the member stops. When
 * the disk is full nothing is taken until there is space.
 */
final class ClusterTurns implements Work {
    private static final System.Logger LOG = System.getLogger(ClusterTurns.class.getName());

    private final long memberId;
    private final ClusterConfig config;
    private final StateMachine machine;
    private final ClusterApplier applier;
    private final RaftCore core;
    private final RaftWal wal;
    private final Snapshotter snapshotter;
    private final Pruning pruning;
    private final WatchHub hub;
    private final Peers peers;
    private final LongSupplier clockMs;
    private final ServerMetrics metrics;

    private final ClusterInbox inbox;
    private final ClusterCondition condition;
    private final ClusterProposals proposals;
    private final ClusterReads reads;
    private final LeaderHistory leaders;
    private final ClusterCatchUp catchUp;
    private final SnapshotTransfers transfers;
    private final LeaseExpiry leases;
    private final MemberAttributes attributes;

    private @Nullable Ready outstanding;
    private @Nullable HardState logged;
    private long nextTickMs;
    private boolean unpruned;
    /** Whether something waits to be proposed for which no event will come. */
    private boolean crowded;

    private boolean started;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    ClusterTurns(
            ClusterRecovery.Recovered recovered,
            ClusterConfig config,
            WatchHub hub,
            Peers peers,
            LongSupplier clockMs,
            RandomGenerator random,
            ClusterInbox inbox,
            LeaseCheckpoints checkpoints,
            WriterObservers observers) {
        this.memberId = recovered.identity().memberId();
        this.config = config;
        this.machine = recovered.machine();
        this.core = recovered.core();
        this.wal = recovered.wal();
        this.snapshotter = recovered.snapshotter();
        this.pruning = new Pruning(machine);
        this.hub = hub;
        this.peers = peers;
        this.clockMs = clockMs;
        this.metrics = observers.metrics().server();
        wal.measure(observers.metrics().disk());
        this.inbox = inbox;
        ClusterApplier before = recovered.applier();
        this.applier = new ClusterApplier(
                machine, observers, hub::published, before.membership(), before.index(), before.term());
        this.proposals = new ClusterProposals(memberId, config.requestTimeoutMs(), random.nextLong());
        this.reads = new ClusterReads(config.requestTimeoutMs(), random.nextLong() >>> 1, metrics);
        this.leaders = new LeaderHistory(memberId, config.electionMs(), peers, clockMs, metrics.leaderChanges);
        this.catchUp = new ClusterCatchUp(core.firstIndex());
        this.transfers = new SnapshotTransfers(peers);
        this.leases = new LeaseExpiry(
                core, applier, proposals, checkpoints, observers.metrics().leases().expired);
        this.attributes = new MemberAttributes(config, proposals);
        this.nextTickMs = clockMs.getAsLong() + config.heartbeatMs();
        this.condition = new ClusterCondition(clockMs, standing(), wal.sizeBytes());
    }

    ClusterCondition condition() {
        return condition;
    }

    Membership membership() {
        return applier.membership();
    }

    Snapshotter snapshotter() {
        return snapshotter;
    }

    Pruning pruning() {
        return pruning;
    }

    /** Completes when there are no more turns. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void await() throws InterruptedException {
        inbox.await(unpruned || crowded ? 0 : Math.max(0, nextTickMs - clockMs.getAsLong()));
    }

    @Override
    public boolean turn() {
        if (condition.over()) {
            end();
            return false;
        }
        try {
            List<ClusterEvent> events = new ArrayList<>();
            inbox.take(events, !condition.full() && !proposals.deferring());
            events.forEach(this::take);
            leaders.saw(core.leader());
            tick();
            propose();
            reads.ask(core, clockMs.getAsLong());
            work();
            keepHouse();
            condition.tell(standing());
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "the log cannot be written or read; the member stops", e);
            condition.fail(e instanceof NoSpaceException ? EtcdError.NO_SPACE : EtcdError.STOPPED);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the member failed and stops", e);
            condition.fail(EtcdError.STOPPED);
        }
        end();
        return false;
    }

    private void take(ClusterEvent event) {
        switch (event) {
            case ClusterEvent.Propose(ClusterProposal proposal) -> proposals.add(proposal);
            case ClusterEvent.Read read -> reads.add(read);
            case ClusterEvent.Transfer(long target) -> core.transferLeader(target);
            case ClusterEvent.Ask(long id, CompletableFuture<ClusterLoop.Progress> answer) -> {
                long match = core.matchOf(id);
                var _ = match < 0
                        ? answer.completeExceptionally(EtcdError.NOT_LEADER.exception())
                        : answer.complete(new ClusterLoop.Progress(match, core.lastIndex()));
            }
            case ClusterEvent.Step(Message message) -> core.step(message);
            case ClusterEvent.Install(Message.InstallSnapshot message, Snapshot snapshot) -> {
                transfers.received(snapshot);
                core.step(message);
            }
            case ClusterEvent.Unreachable(long id) -> core.reportUnreachable(id);
            case ClusterEvent.SnapshotSent(long id, boolean arrived) -> {
                transfers.sent(id);
                core.reportSnapshot(id, arrived);
            }
        }
    }

    private void tick() {
        long nowMs = clockMs.getAsLong();
        if (!started) {
            started = true;
            if (applier.membership().conf().voters().equals(Set.of(memberId))) {
                core.campaign(); // nobody else could have been elected
            }
        }
        if (nowMs < nextTickMs) {
            return;
        }
        if (core.role() == Role.LEADER && nowMs > nextTickMs + config.heartbeatMs()) {
            metrics.heartbeatSendFailures.add(applier.membership().members().size() - 1L);
        }
        // After a pause the ticks missed are not made up for: others have had no time to be heard meanwhile.
        nextTickMs = Math.max(nextTickMs + config.heartbeatMs(), nowMs);
        core.tick();
        proposals.expire(
                nowMs,
                bornMs -> leaders.timeout(bornMs, applier.membership().members().keySet()));
        reads.expire(nowMs, EtcdError.TIMEOUT);
        leases.tick(machine.core().lessor(), nowMs);
        tellAttributes(nowMs);
    }

    /**
     * Proposes what waits. The only voter takes what its disk has room for and refuses the rest at once: nobody else can go on in its
     * place, as the others of a cluster do when a leader's disk is full.
     */
    private void propose() throws IOException {
        crowded = false;
        if (!condition.alone() || outstanding != null) {
            proposals.propose(core, Integer.MAX_VALUE);
            return;
        }
        int waiting = proposals.deferredCount();
        int fitting = proposals.fitting(wal::hasRoom);
        if (fitting == 0 && (waiting > 0 || condition.full())) {
            if (!beginSegment()) {
                proposals.refuse(EtcdError.NO_SPACE);
                return;
            }
            fitting = Math.max(1, proposals.fitting(wal::hasRoom));
        }
        crowded = fitting < waiting;
        proposals.propose(core, fitting);
    }

    /** False when there is no space for it, which is told then. */
    private boolean beginSegment() throws IOException {
        try {
            wal.nextSegment();
        } catch (NoSpaceException e) {
            tellFull(e);
            return false;
        }
        condition.tellFull(false);
        return true;
    }

    private void tellFull(NoSpaceException why) {
        if (!condition.full()) { // each turn tries again; one line tells of them all
            LOG.log(System.Logger.Level.ERROR, "no space for a new log segment; waiting until there is", why);
        }
        condition.tellFull(true);
    }

    /** Does what the core wants, until it wants nothing or the disk is full. */
    private void work() throws IOException {
        while (outstanding != null || core.hasReady()) {
            Ready ready = outstanding;
            boolean waited = ready != null;
            if (ready == null) {
                ready = core.ready();
                outstanding = ready;
                ready.messages().forEach(this::send);
                log(ready);
            }
            try {
                wal.flush(ready.mustSync());
            } catch (NoSpaceException e) {
                tellFull(e);
                return;
            }
            if (waited || !condition.alone()) {
                condition.tellFull(false);
            }
            outstanding = null;
            finish(ready);
        }
        transfers.settle();
    }

    private void log(Ready ready) {
        RaftSnapshot taken = ready.snapshot();
        if (taken != null) {
            wal.snapshot(taken.index(), taken.term());
        }
        ready.entries().forEach(wal::entry);
        if (taken != null || !ready.hardState().equals(logged)) {
            logged = ready.hardState();
            wal.state(ready.hardState());
        }
    }

    private void finish(Ready ready) throws IOException {
        RaftSnapshot taken = ready.snapshot();
        if (taken != null) {
            metrics.snapshotsApplying.increment();
            try {
                install(taken);
            } finally {
                metrics.snapshotsApplying.decrement();
            }
        }
        core.persisted();
        ready.messagesAfterPersist().forEach(this::send);
        long nowMs = clockMs.getAsLong();
        try {
            for (Entry entry : ready.committed()) {
                if (applier.apply(entry, nowMs, proposals::take) == ClusterApplier.Effect.MEMBERS) {
                    var _ = core.applyConfChange(ConfChange.decode(entry.data()));
                    peers.members(applier.membership());
                }
                snapshotter.relieveHeap(machine.core());
                catchUp.applied(entry);
            }
        } finally {
            applier.answer(); // also when an entry failed: those before it stand
        }
        core.applied(ready.committed());
        leases.applied(machine.core().lessor(), nowMs);
        ready.reads().forEach(reads::answer);
        updateAlone();
        reads.applied(applier.index());
    }

    private void updateAlone() {
        boolean before = condition.alone();
        boolean alone = core.role() == Role.LEADER
                && applier.term() == core.term()
                && core.conf().voters().equals(Set.of(memberId));
        condition.tellAlone(alone);
        if (alone && !before) {
            tellAttributes(clockMs.getAsLong()); // whoever starts it waits for that, and for nobody else
            crowded = proposals.deferring();
        }
    }

    private void tellAttributes(long nowMs) {
        attributes.tick(applier.membership().members().get(memberId), core.leader() != 0, nowMs);
    }

    private void install(RaftSnapshot taken) {
        applier.restore(transfers.taken(taken.index()), clockMs.getAsLong());
        hub.restored(machine.core().state());
        catchUp.begin(taken.index() + 1);
        peers.members(applier.membership());
        LOG.log(System.Logger.Level.INFO, "took the leader''s snapshot of index {0}", taken.index());
    }

    private void send(Message message) {
        if (message instanceof Message.InstallSnapshot install) {
            transfers.send(install, applier.snapshot());
        } else {
            peers.send(message);
        }
    }

    private void keepHouse() throws IOException {
        updateAlone();
        unpruned = pruning.step(snapshotter.holdsHistory() || transfers.sending());
        if (outstanding != null) {
            return;
        }
        long drop = snapshotter.takeDroppable();
        if (drop > 0) {
            wal.dropThrough(drop);
        }
        condition.tellLogBytes(wal.sizeBytes());
        snapshotter.maybeStart(wal.writtenBytes(), applier.index(), applier::snapshot);
        long through = catchUp.compactThrough();
        if (through > 0) {
            core.compact(new RaftSnapshot(applier.index(), applier.term(), core.conf(), Bytes.EMPTY), through);
        }
        boolean gone = applier.membership().removed().contains(memberId);
        if (gone && core.role() != Role.LEADER) {
            condition.remove(); // a leader that is removed leads until another does
        }
    }

    private Standing standing() {
        return new Standing(
                core.term(),
                core.leader(),
                core.commitIndex(),
                applier.index(),
                applier.membership().isLearner(memberId));
    }

    private void end() {
        condition.tellAlone(false);
        EtcdError broken = condition.broken();
        EtcdError error = broken == null ? EtcdError.STOPPED : broken;
        if (condition.removed() && broken == null) {
            condition.fail(error);
            LOG.log(System.Logger.Level.WARNING, "the member was removed from the cluster and stops");
        }
        List<ClusterEvent> left = new ArrayList<>();
        inbox.close(left);
        left.forEach(event -> {
            switch (event) {
                case ClusterEvent.Propose(ClusterProposal proposal) -> proposal.fail(error);
                case ClusterEvent.Read read -> reads.add(read);
                case ClusterEvent.Ask ask -> ask.answer().completeExceptionally(error.exception());
                case ClusterEvent.Transfer _,
                        ClusterEvent.Step _,
                        ClusterEvent.Install _,
                        ClusterEvent.Unreachable _,
                        ClusterEvent.SnapshotSent _ -> {
                    // the network has lost it
                }
            }
        });
        proposals.fail(error);
        reads.fail(error);
        pruning.stop();
        snapshotter.stop();
        Standing last = condition.standing();
        condition.tell(new Standing(last.term(), 0, last.committedIndex(), applier.index(), last.learner()));
        try {
            wal.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the log could not be closed", e);
        }
        var _ = ended.completeAsync(() -> null); // who waits may want to stop this loop
    }
}
