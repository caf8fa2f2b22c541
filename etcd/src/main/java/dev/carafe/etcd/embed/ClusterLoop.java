package dev.carafe.etcd.embed;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.consensus.Consensus;
import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
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
import dev.carafe.etcd.wal.SnapshotFiles;
import dev.carafe.etcd.watch.WatchHub;
import dev.carafe.etcd.work.Work;
import dev.carafe.etcd.work.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A cluster member's one owner of consensus, log and state, whose turns belong to one thread. A turn takes what came in,
 * hands it to the core, and does what the core wants: sends, writes and syncs once, sends what had to wait for that,
 * applies, answers.
 *
 * <p>Nothing is answered before a majority has it on disk. When the log cannot be synced any more the member stops. When
 * the disk is full nothing is taken until there is space.
 */
final class ClusterLoop implements Work, Consensus, Peers.Listener {
    private static final System.Logger LOG = System.getLogger(ClusterLoop.class.getName());

    private static final int EXPIRED_MAX = 1000;

    private final RaftWal.Identity identity;
    private final ClusterConfig config;
    private final StateMachine machine;
    private final ClusterApplier applier;
    private final RaftCore core;
    private final RaftWal wal;
    private final SnapshotFiles files;
    private final Snapshotter snapshotter;
    private final Pruning pruning;
    private final WatchHub hub;
    private final Peers peers;
    private final LongSupplier clockMs;

    private final ClusterInbox inbox = new ClusterInbox();
    private final ClusterProposals proposals;
    private final ClusterReads reads;
    private final ClusterCatchUp catchUp;
    /** Leaders' snapshots that wait for the core to want them, by index. */
    private final Map<Long, Snapshot> incoming = new HashMap<>();
    /** Members that a snapshot is being sent to: history must not be freed meanwhile. */
    private final Set<Long> sending = new HashSet<>();
    /** Leases whose end is proposed. */
    private final Set<Long> ending = new HashSet<>();

    private @Nullable Ready outstanding;
    private @Nullable HardState logged;
    private @Nullable CompletableFuture<Object> telling;
    private long nextTickMs;
    private boolean unpruned;
    private boolean started;
    /** The term in which this member leads and has all that was committed before, 0 for none. */
    private long leasesTerm;

    private Workers.@Nullable Running running;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean stopping;
    private volatile boolean removed;
    private volatile @Nullable EtcdError broken;
    private volatile boolean full;
    /** Whether this member leads and is the only one, so that nobody else can know more. */
    private volatile boolean alone;

    private volatile long logBytes;

    /** Guarded by its own monitor for waiting; written by the loop only. */
    private volatile Standing standing;

    private final Object news = new Object();

    ClusterLoop(
            ClusterRecovery.Recovered recovered,
            ClusterConfig config,
            WatchHub hub,
            Peers peers,
            LongSupplier clockMs,
            RandomGenerator random) {
        this.identity = recovered.identity();
        this.config = config;
        this.machine = recovered.machine();
        this.core = recovered.core();
        this.wal = recovered.wal();
        this.files = recovered.files();
        this.snapshotter = recovered.snapshotter();
        this.pruning = new Pruning(machine);
        this.hub = hub;
        this.peers = peers;
        this.clockMs = clockMs;
        ClusterApplier before = recovered.applier();
        this.applier = new ClusterApplier(machine, hub::published, before.membership(), before.index(), before.term());
        this.proposals = new ClusterProposals(identity.memberId(), config.requestTimeoutMs(), random.nextLong());
        this.reads = new ClusterReads(config.requestTimeoutMs(), random.nextLong() >>> 1);
        this.catchUp = new ClusterCatchUp(core.firstIndex());
        this.nextTickMs = clockMs.getAsLong() + config.heartbeatMs();
        this.logBytes = wal.sizeBytes();
        this.standing = standingNow();
    }

    @Override
    public void start(Workers workers) {
        peers.members(applier.membership());
        running = workers.start("etcd-raft", Workers.Kind.DISK, this);
    }

    RaftWal.Identity identity() {
        return identity;
    }

    Membership membership() {
        return applier.membership();
    }

    /** Completes when the loop has ended. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Whether the others have removed this member for good. */
    boolean isRemoved() {
        return removed;
    }

    @Override
    public CompletableFuture<WriteResponse> submit(WriteRequest request) {
        ClusterProposal proposal = ClusterProposal.write(request, clockMs.getAsLong());
        submit(proposal);
        return proposal.answer().thenApply(WriteResponse.class::cast);
    }

    /** Proposes a change of members; the answer is the book after it. */
    CompletableFuture<Membership> change(ConfChange.Kind kind, ClusterMember member) {
        ClusterProposal proposal = ClusterProposal.change(kind, member, clockMs.getAsLong());
        submit(proposal);
        return proposal.answer().thenApply(Membership.class::cast);
    }

    private void submit(ClusterProposal proposal) {
        EtcdError error = problem();
        if (stopping || error != null) {
            throw (error == null ? EtcdError.STOPPED : error).exception();
        }
        if (proposal.payload().remaining() > wal.dataBytesMax()) {
            throw EtcdError.REQUEST_TOO_LARGE.exception();
        }
        wish(new ClusterEvent.Propose(proposal));
    }

    private void wish(ClusterEvent event) {
        if (!inbox.wish(event)) {
            throw (inbox.closed() ? EtcdError.STOPPED : EtcdError.TOO_MANY_REQUESTS).exception();
        }
    }

    @Override
    public CompletableFuture<Void> barrier() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        if (alone && !stopping) {
            // What is applied here is all that anybody was answered: one thread commits and applies, then answers.
            answer.complete(null);
        } else {
            wish(new ClusterEvent.Read(answer, clockMs.getAsLong()));
        }
        return answer;
    }

    @Override
    public CompletableFuture<Void> defragment() {
        return ended(snapshotter.want());
    }

    @Override
    public CompletableFuture<Void> pruned() {
        return ended(pruning.done());
    }

    /** Of something that the loop ends at one of its next ticks. */
    private CompletableFuture<Void> ended(CompletableFuture<Void> end) {
        if (stopping || inbox.closed()) {
            end.completeExceptionally(EtcdError.STOPPED.exception());
        }
        return end;
    }

    /** Wishes for another leader; {@link #awaitStanding} tells. */
    void transferLeader(long target) {
        wish(new ClusterEvent.Transfer(target));
    }

    /**
     * How much of the log a member has.
     *
     * @param match the last entry that it is known to have
     * @param lastIndex the last entry that there is
     */
    record Progress(long match, long lastIndex) {}

    /** How much of the log a member has, as the leader knows. */
    CompletableFuture<Progress> progress(long id) {
        CompletableFuture<Progress> answer = new CompletableFuture<>();
        wish(new ClusterEvent.Ask(id, answer));
        return answer;
    }

    /** Waits until the standing is such; false when it is not within a time. */
    boolean awaitStanding(Predicate<Standing> such, long timeoutMs) throws InterruptedException {
        long endMs = clockMs.getAsLong() + timeoutMs;
        synchronized (news) {
            while (!such.test(standing)) {
                long leftMs = endMs - clockMs.getAsLong();
                if (leftMs <= 0 || stopping) {
                    return false;
                }
                news.wait(leftMs);
            }
            return true;
        }
    }

    @Override
    public Standing standing() {
        return standing;
    }

    @Override
    public long logBytes() {
        return logBytes;
    }

    @Override
    public @Nullable EtcdError problem() {
        EtcdError error = broken;
        return error == null && full ? EtcdError.NO_SPACE : error;
    }

    @Override
    public void received(Message message) {
        var _ = inbox.news(new ClusterEvent.Step(message)); // dropped as by the network
    }

    @Override
    public void received(Message.InstallSnapshot message, Snapshot snapshot) throws IOException {
        if (snapshot.index() != message.snapshot().index()
                || snapshot.membership().members().isEmpty()) {
            throw new IOException("a snapshot of index " + snapshot.index() + " that is said to be of "
                    + message.snapshot().index());
        }
        // Durable before the core hears of it. It holds committed state only, so it may stay whatever the core decides.
        var _ = files.write(snapshot);
        var _ = inbox.news(new ClusterEvent.Install(message, snapshot));
    }

    @Override
    public void unreachable(long id) {
        var _ = inbox.news(new ClusterEvent.Unreachable(id));
    }

    @Override
    public void snapshotSent(long id, boolean arrived) {
        inbox.surely(
                new ClusterEvent.SnapshotSent(id, arrived)); // nothing else is sent to the member before it is known
    }

    @Override
    public void removed() {
        removed = true;
        inbox.wake();
    }

    @Override
    public void stop() {
        stopping = true;
        inbox.wake();
        synchronized (news) {
            news.notifyAll();
        }
        if (running != null) {
            running.join();
        }
    }

    @Override
    public void await() throws InterruptedException {
        inbox.await(unpruned ? 0 : Math.max(0, nextTickMs - clockMs.getAsLong()));
    }

    @Override
    public boolean turn() {
        if (stopping || removed || broken != null) {
            end();
            return false;
        }
        try {
            List<ClusterEvent> events = new ArrayList<>();
            inbox.take(events, !full && !proposals.deferring());
            events.forEach(this::take);
            tick();
            proposals.propose(core);
            reads.ask(core, clockMs.getAsLong());
            work();
            keepHouse();
            tellStanding();
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "the log cannot be written or read; the member stops", e);
            broken = e instanceof NoSpaceException ? EtcdError.NO_SPACE : EtcdError.STOPPED;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the member failed and stops", e);
            broken = EtcdError.STOPPED;
        }
        end();
        return false;
    }

    private void take(ClusterEvent event) {
        switch (event) {
            case ClusterEvent.Propose(ClusterProposal proposal) -> proposals.add(proposal);
            case ClusterEvent.Read read -> reads.add(read);
            case ClusterEvent.Transfer(long target) -> core.transferLeader(target);
            case ClusterEvent.Ask(long id, CompletableFuture<Progress> answer) -> {
                long match = core.matchOf(id);
                var _ = match < 0
                        ? answer.completeExceptionally(EtcdError.NOT_LEADER.exception())
                        : answer.complete(new Progress(match, core.lastIndex()));
            }
            case ClusterEvent.Step(Message message) -> core.step(message);
            case ClusterEvent.Install(Message.InstallSnapshot message, Snapshot snapshot) -> {
                incoming.put(snapshot.index(), snapshot);
                core.step(message);
            }
            case ClusterEvent.Unreachable(long id) -> core.reportUnreachable(id);
            case ClusterEvent.SnapshotSent(long id, boolean arrived) -> {
                sending.remove(id);
                core.reportSnapshot(id, arrived);
            }
        }
    }

    private void tick() {
        long nowMs = clockMs.getAsLong();
        if (!started) {
            started = true;
            if (applier.membership().conf().voters().equals(Set.of(identity.memberId()))) {
                core.campaign(); // nobody else could have been elected
            }
        }
        if (nowMs < nextTickMs) {
            return;
        }
        // After a pause the ticks missed are not made up for: others have had no time to be heard meanwhile.
        nextTickMs = Math.max(nextTickMs + config.heartbeatMs(), nowMs);
        core.tick();
        EtcdError error = core.leader() == 0 ? EtcdError.TIMEOUT_LEADER_FAIL : EtcdError.TIMEOUT;
        proposals.expire(nowMs, error);
        reads.expire(nowMs, error);
        endLeases(nowMs);
        tellAttributes(nowMs);
    }

    /** Only the leader ends leases, and only when it knows all of them (etcd {@code server/lease/lessor.go}). */
    private void endLeases(long nowMs) {
        if (core.role() != Role.LEADER || applier.term() != core.term()) {
            leasesTerm = 0;
            ending.clear();
            return;
        }
        if (leasesTerm != core.term()) {
            leasesTerm = core.term();
            machine.core().lessor().refreshAll(nowMs);
        }
        for (long lease : machine.core().lessor().expired(nowMs, EXPIRED_MAX)) {
            if (ending.add(lease)) {
                ClusterProposal end = ClusterProposal.write(new LeaseRevokeRequest(lease), nowMs);
                var _ = end.answer().whenComplete((_, _) -> ending.remove(lease));
                proposals.add(end);
            }
        }
    }

    /** Tells the others this member's name and where clients reach it, until the log holds that. */
    private void tellAttributes(long nowMs) {
        ClusterMember self = applier.membership().members().get(identity.memberId());
        CompletableFuture<Object> told = telling;
        boolean waiting = told != null && !told.isDone();
        if (self == null
                || waiting
                || core.leader() == 0
                || (self.name().equals(config.name()) && self.clientUrls().equals(config.clientUrls()))) {
            return;
        }
        ClusterProposal proposal = ClusterProposal.attributes(
                new ClusterMember(self.id(), config.name(), self.peerUrls(), config.clientUrls(), self.learner()),
                nowMs);
        telling = proposal.answer();
        proposals.add(proposal);
    }

    /** Does what the core wants, until it wants nothing or the disk is full. */
    private void work() throws IOException {
        while (outstanding != null || core.hasReady()) {
            Ready ready = outstanding;
            if (ready == null) {
                ready = core.ready();
                outstanding = ready;
                ready.messages().forEach(this::send);
                log(ready);
            }
            try {
                wal.flush(ready.mustSync());
            } catch (NoSpaceException e) {
                if (!full) { // each turn tries again; one line tells of them all
                    LOG.log(System.Logger.Level.ERROR, "no space for a new log segment; waiting until there is", e);
                }
                full = true;
                return;
            }
            full = false;
            outstanding = null;
            finish(ready);
        }
        incoming.clear();
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
            install(taken);
        }
        core.persisted();
        ready.messagesAfterPersist().forEach(this::send);
        long nowMs = clockMs.getAsLong();
        for (Entry entry : ready.committed()) {
            if (applier.apply(entry, nowMs, proposals::take) == ClusterApplier.Effect.MEMBERS) {
                var _ = core.applyConfChange(ConfChange.decode(entry.data()));
                peers.members(applier.membership());
            }
            catchUp.applied(entry);
        }
        core.applied(ready.committed());
        ready.reads().forEach(reads::answer);
        updateAlone();
        reads.applied(applier.index());
    }

    private void updateAlone() {
        alone = core.role() == Role.LEADER
                && applier.term() == core.term()
                && core.conf().voters().equals(Set.of(identity.memberId()));
    }

    private void install(RaftSnapshot taken) {
        Snapshot snapshot = incoming.get(taken.index());
        if (snapshot == null) {
            throw new IllegalStateException("no snapshot of index " + taken.index());
        }
        applier.restore(snapshot, clockMs.getAsLong());
        hub.restored(machine.core().state());
        catchUp.begin(taken.index() + 1);
        peers.members(applier.membership());
        LOG.log(System.Logger.Level.INFO, "took the leader''s snapshot of index {0}", taken.index());
    }

    private void send(Message message) {
        if (!(message instanceof Message.InstallSnapshot install)) {
            peers.send(message);
            return;
        }
        // What the core has is where its log begins; the state itself is as of now.
        Snapshot now = applier.snapshot();
        RaftSnapshot head =
                new RaftSnapshot(now.index(), now.term(), now.membership().conf(), Bytes.EMPTY);
        sending.add(install.to());
        peers.send(new Message.InstallSnapshot(install.from(), install.to(), install.term(), head), now);
    }

    private void keepHouse() throws IOException {
        updateAlone();
        unpruned = pruning.step(snapshotter.holdsHistory() || !sending.isEmpty());
        if (outstanding != null) {
            return;
        }
        long drop = snapshotter.takeDroppable();
        if (drop > 0) {
            wal.dropThrough(drop);
        }
        logBytes = wal.sizeBytes();
        snapshotter.maybeStart(
                wal.writtenBytes(), applier.index(), machine.core().state(), applier::snapshot);
        long through = catchUp.compactThrough();
        if (through > 0) {
            core.compact(new RaftSnapshot(applier.index(), applier.term(), core.conf(), Bytes.EMPTY), through);
        }
        boolean gone = applier.membership().removed().contains(identity.memberId());
        if (gone && core.role() != Role.LEADER) {
            removed = true; // a leader that is removed leads until another does
        }
    }

    private Standing standingNow() {
        return new Standing(
                core.term(),
                core.leader(),
                core.commitIndex(),
                applier.index(),
                applier.membership().isLearner(identity.memberId()));
    }

    private void tellStanding() {
        Standing now = standingNow();
        if (!now.equals(standing)) {
            boolean leaderChanged = now.leaderId() != standing.leaderId();
            standing = now;
            if (leaderChanged) {
                synchronized (news) {
                    news.notifyAll();
                }
            }
        }
    }

    private void end() {
        alone = false;
        EtcdError error = broken == null ? EtcdError.STOPPED : broken;
        if (removed && broken == null) {
            broken = EtcdError.STOPPED;
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
        standing = new Standing(standing.term(), 0, standing.committedIndex(), applier.index(), standing.learner());
        synchronized (news) {
            news.notifyAll();
        }
        try {
            wal.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the log could not be closed", e);
        }
        var _ = ended.completeAsync(() -> null); // who waits may want to stop this loop
    }
}
