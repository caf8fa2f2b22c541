package dev.carafe.etcd.embed;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.consensus.Envelope;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.raft.ConfChange;
import dev.carafe.etcd.raft.Entry;
import dev.carafe.etcd.raft.HardState;
import dev.carafe.etcd.raft.RaftConfig;
import dev.carafe.etcd.raft.RaftCore;
import dev.carafe.etcd.raft.RaftSnapshot;
import dev.carafe.etcd.state.StateMachine;
import dev.carafe.etcd.wal.CorruptException;
import dev.carafe.etcd.wal.RaftLogTail;
import dev.carafe.etcd.wal.RaftWal;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.SnapshotFiles;
import dev.carafe.etcd.wal.StorageDirectory;
import dev.carafe.etcd.work.Workers;
import java.io.IOException;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings a cluster's member back from its files, begins a new one, or makes one of a store that was alone. Belongs to one
 * thread, used once.
 */
final class ClusterRecovery implements RaftWal.Replay {
    private static final int INFLIGHT_MAX = 512;
    private static final long MESSAGE_BYTES_MAX = 1 << 20;
    private static final long UNCOMMITTED_BYTES_MAX = 64L << 20;

    /** What came back. */
    record Recovered(
            StateMachine machine,
            ClusterApplier applier,
            RaftCore core,
            RaftWal wal,
            SnapshotFiles files,
            Snapshotter snapshotter,
            RaftWal.Identity identity) {}

    private final StateMachine machine;
    private final @Nullable Snapshot snapshot;
    private final boolean member;
    private final RaftLogTail tail;
    private final ClusterApplier applier;
    private final ValueSpill spill;
    private final long nowMs;
    /** The last request from when the store was alone. */
    private long aloneIndex;

    private ClusterRecovery(@Nullable Snapshot snapshot, ValueSpill spill, long nowMs) {
        this.snapshot = snapshot;
        this.spill = spill;
        this.nowMs = nowMs;
        this.machine = StateMachine.empty();
        long index = 0;
        long term = 0;
        Membership membership = Membership.EMPTY;
        if (snapshot != null) {
            machine.restore(snapshot.state(), snapshot.leases(), snapshot.control(), nowMs);
            spill.moved(machine.core());
            membership = snapshot.membership();
            aloneIndex = snapshot.index();
        }
        this.member = !membership.members().isEmpty();
        if (snapshot != null && member) {
            index = snapshot.index();
            term = snapshot.term();
        }
        this.tail = new RaftLogTail(index, term);
        this.applier = new ClusterApplier(machine, WriterObservers.none(), _ -> {}, membership, index, term);
    }

    static Recovered recover(
            StoreConfig config,
            ClusterConfig cluster,
            StorageDirectory directory,
            long nowMs,
            RandomGenerator random,
            Workers workers)
            throws IOException {
        SnapshotFiles files = new SnapshotFiles(directory);
        ClusterRecovery recovery = new ClusterRecovery(files.newest(), ValueSpill.usual(files), nowMs);
        RaftWal wal = RaftWal.open(
                directory,
                config.segmentBytes(),
                job -> workers.run("etcd-wal-prepare", job),
                recovery.aloneIndex,
                recovery);
        boolean done = false;
        try {
            Recovered recovered = recovery.finish(config, cluster, wal, files, random, workers);
            done = true;
            return recovered;
        } finally {
            if (!done) {
                wal.close();
            }
        }
    }

    @Override
    public void request(long index, WriteRequest request) {
        try {
            var _ = machine.apply(request, nowMs);
        } catch (EtcdException e) {
            // Refused the first time as well.
        }
        aloneIndex = index;
        spill.relieveHeap(machine.core());
    }

    @Override
    public void entry(Entry entry) throws IOException {
        tail.entry(entry);
    }

    @Override
    public void state(HardState state) throws IOException {
        tail.state(state);
        applyCommitted();
    }

    @Override
    public void snapshot(long index, long term) throws IOException {
        tail.snapshot(index);
    }

    private void applyCommitted() throws IOException {
        for (Entry entry : tail.takeCommitted()) {
            var _ = applier.apply(entry, nowMs, _ -> null);
            spill.relieveHeap(machine.core());
        }
    }

    private Recovered finish(
            StoreConfig config,
            ClusterConfig cluster,
            RaftWal wal,
            SnapshotFiles files,
            RandomGenerator random,
            Workers workers)
            throws IOException {
        RaftWal.Identity identity = wal.identity();
        if (identity == null) {
            identity = cluster.identity();
            if (identity.memberId() == 0 && cluster.forceNew()) {
                throw new IOException(
                        "the data directory holds a store that is alone already; leave --force-new-cluster out");
            }
            if (identity.memberId() == 0 && wasAlone()) {
                throw new IOException(
                        "the data directory holds a store that was alone, which begins a cluster and joins"
                                + " none; start it with --initial-cluster-state new and add the others");
            }
            if (identity.memberId() == 0) {
                throw new IOException(
                        "the member never began its log; remove its data directory and let it join again");
            }
            begin(cluster, wal, files);
        }
        if (cluster.forceNew()) {
            removeOthers(identity.memberId(), wal);
        }
        while (machine.prune(Integer.MAX_VALUE)) {
            // until nothing is left
        }
        machine.auth().tokens().clear(); // those that the log told of were another run's
        RaftSnapshot applied = new RaftSnapshot(
                applier.index(), applier.term(), applier.membership().conf(), Bytes.EMPTY);
        RaftConfig raft = new RaftConfig(
                identity.memberId(),
                cluster.electionTicks(),
                cluster.preVote(),
                1,
                MESSAGE_BYTES_MAX,
                INFLIGHT_MAX,
                UNCOMMITTED_BYTES_MAX);
        RaftCore core;
        try {
            core = new RaftCore(raft, random, tail.state(), applied, tail.entries());
        } catch (IllegalArgumentException e) {
            throw new CorruptException("the log does not fit together: " + e.getMessage());
        }
        SnapshotPace pace = SnapshotPace.among(applier.membership(), identity.memberId(), config.snapshotLogBytes());
        Snapshotter snapshotter = new Snapshotter(files, pace, wal.replayedBytes(), spill, workers);
        return new Recovered(machine, applier, core, wal, files, snapshotter, identity);
    }

    /**
     * Makes this member the only one, as if the others had been removed by a majority (etcd {@code server/etcdserver},
     * {@code --force-new-cluster}). All that its log holds counts as committed: a member learns late what is, and etcd, which
     * gives up what it does not know to be, can lose what was acknowledged.
     */
    private void removeOthers(long self, RaftWal wal) throws IOException {
        commit(tail.lastIndex(), wal);
        Membership known = applier.membership();
        ClusterMember own = known.members().get(self);
        if (own == null) {
            throw new IOException(
                    "the member's log does not name it as a member of its cluster, so it cannot go on alone");
        }
        Stream<ConfChange> promotion =
                own.learner() ? Stream.of(change(ConfChange.Kind.ADD_VOTER, self, own)) : Stream.empty();
        Stream<ConfChange> removals = known.members().values().stream()
                .filter(member -> member.id() != self)
                .map(member -> change(ConfChange.Kind.REMOVE, self, member));
        long term = tail.state().term();
        long last = applier.index();
        for (ConfChange change : Stream.concat(promotion, removals).toList()) {
            last++;
            Entry entry = new Entry(term, last, Entry.Kind.CONF_CHANGE, change.encode());
            wal.entry(entry);
            tail.entry(entry);
        }
        commit(last, wal);
    }

    private void commit(long index, RaftWal wal) throws IOException {
        HardState state = new HardState(tail.state().term(), tail.state().vote(), index);
        wal.state(state);
        wal.flush(true);
        state(state);
    }

    private static ConfChange change(ConfChange.Kind kind, long self, ClusterMember member) {
        Envelope envelope = new Envelope(Envelope.Tag.MEMBER, self, 0, member.encode());
        return new ConfChange(kind, member.id(), envelope.encode());
    }

    private boolean wasAlone() {
        return aloneIndex > 1 || machine.core().state().revision() > 1;
    }

    /** Begins the cluster's log. A crash on the way leads here again. */
    private void begin(ClusterConfig cluster, RaftWal wal, SnapshotFiles files) throws IOException {
        Snapshot found = snapshot;
        if (found != null && found.index() > 1 && wal.isNew()) {
            throw new CorruptException("log is missing after index " + found.index());
        }
        boolean joining = cluster.initial().members().isEmpty();
        if (wasAlone() && cluster.initial().members().size() != 1) {
            throw new IOException(
                    "the data directory holds a store that was alone, which can only begin a cluster of one"
                            + " member; start it so and add the others");
        }
        if (!joining) {
            // All members of a new cluster begin behind the same index, so that their logs fit together.
            Snapshot first = new Snapshot(
                    Math.max(aloneIndex, 1),
                    machine.core().state(),
                    machine.core().lessor().all(),
                    machine.control(),
                    1,
                    cluster.initial());
            var _ = files.write(first);
            applier.restore(first, nowMs);
            tail.begin(first.index(), first.term());
        }
        wal.begin(cluster.identity());
        wal.state(tail.state());
        wal.flush(true);
    }
}
