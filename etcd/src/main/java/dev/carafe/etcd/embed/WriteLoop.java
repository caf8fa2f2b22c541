package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.LeaseCheckpointRequest;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.consensus.Consensus;
import dev.carafe.etcd.metrics.LeaseMetrics;
import dev.carafe.etcd.mvcc.MvccCore;
import dev.carafe.etcd.state.StateMachine;
import dev.carafe.etcd.wal.NoSpaceException;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.Wal;
import dev.carafe.etcd.watch.WatchHub;
import dev.carafe.etcd.work.Work;
import dev.carafe.etcd.work.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one writer, whose turns belong to one thread. A turn takes all proposals that wait, appends them to the log, syncs once, applies them in
 * order, answers, and tells the watchers. In between it ends leases, prunes compacted history and starts snapshots.
 *
 * <p>Nothing is applied, seen by a reader or answered before it is on disk. When the log cannot be synced any more, no
 * write is answered with success until the store is opened again; reads go on. When the disk is full, writes are refused
 * until there is space.
 */
final class WriteLoop implements Work, Consensus {
    private static final System.Logger LOG = System.getLogger(WriteLoop.class.getName());

    /** Proposals that may wait; more are refused (etcd: {@code maxGapBetweenApplyAndCommitIndex}). */
    private static final int QUEUE_MAX = 5000;

    private static final int BATCH_MAX = 1024;
    private static final int BATCH_BYTES_MAX = 1 << 20;
    private static final int EXPIRED_MAX = 1000;

    /** How late a lease may end, and a finished snapshot be noticed. */
    private static final long TICK_MS = 500;

    private static final long IDLE_MS = 60_000;
    private static final long TERM = 1;
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    /** Stands in the queue for no request; the loop only has to look. */
    private static final Proposal WAKE = new Proposal(new LeaseRevokeRequest(0));

    private final BlockingQueue<Proposal> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final WaitingBytes waiting = new WaitingBytes(WaitingBytes.BYTES_MAX);
    private final StateMachine machine;
    private final MvccCore core;
    private final Wal wal;
    private final WatchHub hub;
    private final Snapshotter snapshotter;
    private final Pruning pruning;
    private final LongSupplier clockMs;
    private final LeaseCheckpoints checkpoints;
    private final TimedApplier applier;
    private final LeaseMetrics leases;
    private final List<Proposal> batch = new ArrayList<>();

    private Workers.@Nullable Running running;
    /** A proposal that {@link #await} took off the queue, for the next turn. */
    private @Nullable Proposal awaited;
    /** Whether compaction left more to prune. */
    private boolean unpruned;

    private volatile boolean stopping;
    /** Why nothing can be written any more. */
    private volatile @Nullable EtcdError broken;
    /** Whether the last new log segment found no space; a later one that does find it ends that. */
    private volatile boolean full;

    private volatile long appliedIndex;
    private volatile long logBytes;

    WriteLoop(
            StateMachine machine,
            Wal wal,
            WatchHub hub,
            Snapshotter snapshotter,
            LongSupplier clockMs,
            LeaseCheckpoints checkpoints,
            WriterObservers observers) {
        this.machine = machine;
        this.core = machine.core();
        this.wal = wal;
        this.hub = hub;
        this.snapshotter = snapshotter;
        this.pruning = new Pruning(machine);
        snapshotter.onWritten(this::wake);
        this.clockMs = clockMs;
        this.checkpoints = checkpoints;
        this.applier = new TimedApplier(machine, observers);
        this.leases = observers.metrics().leases();
        wal.measure(observers.metrics().disk());
        observers.metrics().server().leaderChanges.increment(); // as a cluster of one sees itself elected
        this.appliedIndex = wal.lastIndex();
        this.logBytes = wal.sizeBytes();
    }

    @Override
    public void start(Workers workers) {
        running = workers.start("etcd-write", Workers.Kind.DISK, this);
    }

    @Override
    public CompletableFuture<WriteResponse> submit(WriteRequest request) {
        return propose(request).answer();
    }

    private Proposal propose(WriteRequest request) {
        refuseWhenBroken();
        Proposal proposal = new Proposal(request);
        if (proposal.encoded().remaining() > wal.requestBytesMax()) {
            throw EtcdError.REQUEST_TOO_LARGE.exception();
        }
        waiting.enter(proposal.encoded().remaining(), proposal.answer(), () -> queue.offer(proposal));
        if (stopping && queue.remove(proposal)) {
            throw EtcdError.STOPPED.exception();
        }
        return proposal;
    }

    private void refuseWhenBroken() {
        EtcdError error = broken;
        if (stopping || error != null) {
            throw (error == null ? EtcdError.STOPPED : error).exception();
        }
    }

    /** All that was answered is applied. */
    @Override
    public CompletableFuture<Void> barrier() {
        return DONE;
    }

    @Override
    public Standing standing() {
        long index = appliedIndex;
        return new Standing(TERM, EmbeddedStore.MEMBER_ID, index, index, false);
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
    public CompletableFuture<Void> defragment() {
        refuseWhenBroken();
        return woken(snapshotter.want());
    }

    @Override
    public CompletableFuture<Void> pruned() {
        return woken(pruning.done());
    }

    /** Of something that the loop ends, which is woken for it. */
    private CompletableFuture<Void> woken(CompletableFuture<Void> end) {
        wake();
        if (stopping) {
            end.completeExceptionally(EtcdError.STOPPED.exception());
        }
        return end;
    }

    /** In a full queue there is work to wake it anyway. */
    private void wake() {
        var _ = queue.offer(WAKE);
    }

    @Override
    public void stop() {
        stopping = true;
        wake();
        if (running != null) {
            running.join();
        }
    }

    @Override
    public void await() throws InterruptedException {
        if (awaited == null && !stopping) {
            awaited = queue.poll(unpruned ? 0 : waitMs(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public boolean turn() {
        batch.clear();
        Proposal first = awaited;
        awaited = null;
        if (stopping) {
            end(first);
            return false;
        }
        try {
            addExpired(batch);
            if (first != null) {
                batch.add(first);
            }
            var _ = queue.drainTo(batch, BATCH_MAX);
            batch.removeIf(WAKE::equals);
            commit(batch);
            keepHouse();
            return true;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the write loop failed and ends", e);
            batch.forEach(proposal -> proposal.fail(EtcdError.STOPPED.exception()));
            end(first);
            return false;
        }
    }

    private long waitMs() {
        return core.lessor().isEmpty() && !snapshotter.running() && !pruning.isAwaited() ? IDLE_MS : TICK_MS;
    }

    private void addExpired(List<Proposal> batch) {
        if (broken == null) {
            long nowMs = clockMs.getAsLong();
            for (long lease : core.lessor().expired(nowMs, EXPIRED_MAX)) {
                leases.expired.increment();
                batch.add(new Proposal(new LeaseRevokeRequest(lease)));
            }
            LeaseCheckpointRequest due = checkpoints.due(core.lessor(), wal.lastIndex(), nowMs);
            if (due != null) {
                batch.add(new Proposal(due)); // before what waits in the queue: a keep-alive may want to take it back
            }
        }
    }

    private void commit(List<Proposal> batch) {
        int done = 0;
        try {
            for (int i = 0; i < batch.size(); i++) {
                if (broken != null) {
                    throw new IOException("the log is broken");
                }
                if (!wal.append(batch.get(i).encoded())) {
                    flush(batch.subList(done, i));
                    done = i;
                    roll();
                    if (!wal.append(batch.get(i).encoded())) {
                        throw new IllegalStateException("a new segment has no room");
                    }
                }
                if (wal.pendingBytes() >= BATCH_BYTES_MAX) {
                    int from = done;
                    done = i + 1;
                    flush(batch.subList(from, done));
                }
            }
            int from = done;
            done = batch.size();
            flush(batch.subList(from, done));
        } catch (NoSpaceException e) {
            fail(batch.subList(done, batch.size()), EtcdError.NO_SPACE);
        } catch (IOException e) {
            EtcdError error = broken;
            fail(batch.subList(done, batch.size()), error == null ? EtcdError.STOPPED : error);
        }
    }

    /** Logs, applies and answers. When it throws, all of them are answered and the loop is broken. */
    private void flush(List<Proposal> proposals) throws IOException {
        if (proposals.isEmpty()) {
            return;
        }
        try {
            wal.sync();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "the log cannot be written; writes are refused from now on", e);
            broken = e instanceof NoSpaceException ? EtcdError.NO_SPACE : EtcdError.STOPPED;
            fail(proposals, EtcdError.STOPPED); // they may be on disk or not: nobody can know
            throw new IOException("the log is broken", e);
        }
        List<Runnable> answers = new ArrayList<>();
        try {
            for (Proposal proposal : proposals) {
                apply(proposal, answers);
            }
        } finally {
            // One right after the other: each wakes a connection's thread, which then finds several to send at once.
            answers.forEach(Runnable::run);
        }
        appliedIndex = wal.lastIndex();
    }

    private void apply(Proposal proposal, List<Runnable> answers) {
        try {
            WriteResponse response = applier.apply(proposal.request(), clockMs.getAsLong());
            hub.published(core.state());
            snapshotter.relieveHeap(core);
            answers.add(() -> proposal.answer().complete(response));
        } catch (EtcdException e) {
            answers.add(() -> proposal.fail(e));
        }
    }

    private void roll() throws IOException {
        try {
            wal.roll();
        } catch (NoSpaceException e) {
            if (!full) { // each refused write tries again; one line tells of them all
                LOG.log(
                        System.Logger.Level.ERROR,
                        "no space for a new log segment; writes are refused until there is",
                        e);
            }
            full = true;
            throw e;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "no new log segment; writes are refused from now on", e);
            broken = EtcdError.STOPPED;
            throw e;
        }
        full = false;
        logBytes = wal.sizeBytes();
    }

    private static void fail(List<Proposal> proposals, EtcdError error) {
        for (Proposal proposal : proposals) {
            proposal.fail(error.exception());
        }
    }

    private void keepHouse() {
        unpruned = pruning.step(snapshotter.holdsHistory());
        if (broken != null) {
            snapshotter.stop();
            return;
        }
        try {
            long drop = snapshotter.takeDroppable();
            if (drop > 0) {
                wal.dropThrough(drop);
                logBytes = wal.sizeBytes();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "old log segments could not be deleted", e);
        }
        snapshotter.maybeStart(
                wal.writtenBytes(),
                wal.lastIndex(),
                () -> new Snapshot(wal.lastIndex(), core.state(), core.lessor().all(), machine.control()));
    }

    private void end(@Nullable Proposal first) {
        stopping = true;
        if (first != null) {
            first.fail(EtcdError.STOPPED.exception());
        }
        List<Proposal> left = new ArrayList<>();
        var _ = queue.drainTo(left);
        fail(left, EtcdError.STOPPED);
        pruning.stop();
        snapshotter.stop();
        try {
            wal.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the log could not be closed", e);
        }
    }
}
