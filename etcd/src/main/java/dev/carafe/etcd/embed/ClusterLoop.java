package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.consensus.Consensus;
import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.membership.ProposedMember;
import dev.carafe.etcd.metrics.DiskMetrics;
import dev.carafe.etcd.raft.ConfChange;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.wal.RaftWal;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.SnapshotFiles;
import dev.carafe.etcd.watch.WatchHub;
import dev.carafe.etcd.work.Workers;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The consensus of a cluster's member, for any thread: hands what is asked for, and what other members send, to the
 * {@linkplain ClusterTurns turns} of the thread that it starts.
 */
final class ClusterLoop implements Consensus, Peers.Listener {
    private final RaftWal.Identity identity;
    private final RaftWal wal;
    private final SnapshotFiles files;
    private final Peers peers;
    private final LongSupplier clockMs;
    private final WaitingBytes waiting;
    private final DiskMetrics disk;
    private final ClusterInbox inbox = new ClusterInbox();
    private final ClusterTurns turns;
    private final ClusterCondition condition;

    private Workers.@Nullable Running running;

    ClusterLoop(
            ClusterRecovery.Recovered recovered,
            ClusterConfig config,
            WatchHub hub,
            Peers peers,
            LongSupplier clockMs,
            RandomGenerator random,
            WaitingBytes waiting,
            LeaseCheckpoints checkpoints,
            WriterObservers observers) {
        this.identity = recovered.identity();
        this.wal = recovered.wal();
        this.files = recovered.files();
        this.peers = peers;
        this.clockMs = clockMs;
        this.waiting = waiting;
        this.disk = observers.metrics().disk();
        this.turns = new ClusterTurns(recovered, config, hub, peers, clockMs, random, inbox, checkpoints, observers);
        this.condition = turns.condition();
    }

    @Override
    public void start(Workers workers) {
        peers.members(turns.membership());
        running = workers.start("etcd-raft", Workers.Kind.DISK, turns);
    }

    RaftWal.Identity identity() {
        return identity;
    }

    Membership membership() {
        return turns.membership();
    }

    /** Completes when the loop has ended. */
    CompletableFuture<Void> ended() {
        return turns.ended();
    }

    /** Whether the others have removed this member for good. */
    boolean isRemoved() {
        return condition.removed();
    }

    @Override
    public CompletableFuture<WriteResponse> submit(WriteRequest request) {
        ClusterProposal proposal = ClusterProposal.write(request, clockMs.getAsLong());
        submit(proposal);
        return proposal.answer().thenApply(WriteResponse.class::cast);
    }

    /** Proposes a change of members; the answer is the book after it. */
    CompletableFuture<Membership> change(ConfChange.Kind kind, ProposedMember member) {
        ClusterProposal proposal = ClusterProposal.change(kind, member, clockMs.getAsLong());
        submit(proposal);
        return proposal.answer().thenApply(Membership.class::cast);
    }

    private void submit(ClusterProposal proposal) {
        EtcdError error = problem();
        if (condition.stopping() || error != null) {
            throw (error == null ? EtcdError.STOPPED : error).exception();
        }
        if (proposal.payload().remaining() > wal.dataBytesMax()) {
            throw EtcdError.REQUEST_TOO_LARGE.exception();
        }
        waiting.enter(proposal.payload().remaining(), proposal.answer(), () -> {
            wish(new ClusterEvent.Propose(proposal));
            return true;
        });
    }

    private void wish(ClusterEvent event) {
        if (!inbox.wish(event)) {
            throw (inbox.closed() ? EtcdError.STOPPED : EtcdError.TOO_MANY_REQUESTS).exception();
        }
    }

    @Override
    public CompletableFuture<Void> barrier() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        if (condition.alone() && !condition.stopping()) {
            // What is applied here is all that anybody was answered: one thread commits and applies, then answers.
            answer.complete(null);
        } else {
            wish(new ClusterEvent.Read(answer, clockMs.getAsLong()));
        }
        return answer;
    }

    @Override
    public CompletableFuture<Void> defragment() {
        return ended(turns.snapshotter().want());
    }

    @Override
    public CompletableFuture<Void> pruned() {
        return ended(turns.pruning().done());
    }

    /** Of something that the loop ends at one of its next ticks. */
    private CompletableFuture<Void> ended(CompletableFuture<Void> end) {
        if (condition.stopping() || inbox.closed()) {
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
        return condition.await(such, timeoutMs);
    }

    @Override
    public Standing standing() {
        return condition.standing();
    }

    @Override
    public long logBytes() {
        return condition.logBytes();
    }

    @Override
    public @Nullable EtcdError problem() {
        EtcdError error = condition.broken();
        return error == null && condition.full() ? EtcdError.NO_SPACE : error;
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
        long startNs = System.nanoTime();
        var _ = files.write(snapshot);
        disk.snapshotsTaken.observeNs(System.nanoTime() - startNs);
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
        condition.remove();
        inbox.wake();
    }

    @Override
    public void stop() {
        condition.stop();
        inbox.wake();
        if (running != null) {
            running.join();
        }
    }
}
