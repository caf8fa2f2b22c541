package dev.carafe.etcd.embed;

import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.CompactResponse;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DeleteRangeResponse;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.LeaseCheckpointRequest;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseLeasesResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.LeaseRevokeResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.Member;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.consensus.Consensus;
import dev.carafe.etcd.consensus.HashCalls;
import dev.carafe.etcd.consensus.LeaderCalls;
import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.corruption.MemberHashes;
import dev.carafe.etcd.lease.Lessor;
import dev.carafe.etcd.metrics.StoreMetrics;
import dev.carafe.etcd.mvcc.KvHash;
import dev.carafe.etcd.mvcc.MvccCore;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.mvcc.RequestCheck;
import dev.carafe.etcd.slow.SlowApplies;
import dev.carafe.etcd.state.ControlState;
import dev.carafe.etcd.state.StateMachine;
import dev.carafe.etcd.wal.DiskDirectory;
import dev.carafe.etcd.wal.RaftWal;
import dev.carafe.etcd.wal.StorageDirectory;
import dev.carafe.etcd.watch.WatchHub;
import dev.carafe.etcd.work.ThreadWorkers;
import dev.carafe.etcd.work.Workers;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A store of one member, in this process, durable in one directory. Safe for any thread. */
public final class EmbeddedStore implements Store {
    /** The version whose behaviour it has. */
    public static final String VERSION = "3.7.0";

    /** What etcd computes for a member named "default" on its default peer address. */
    static final long MEMBER_ID = 0x8e9e05c52164694dL;

    private static final long CLUSTER_ID = 0xcdf818194e3a8c32L;

    private static final System.Logger LOG = System.getLogger(EmbeddedStore.class.getName());

    private final StateMachine machine;
    private final MvccCore core;
    private final WatchHub hub;
    private final Consensus consensus;
    private final StoreMetrics metrics;
    private final MeasuredReads reads;
    private final RaftWal.Identity identity;
    private final Cluster cluster;
    private final Snapshotter snapshotter;
    private final RequestCheck check;
    private final LongSupplier clockMs;
    private final Closeable directory;
    private final long quotaBytes;
    private final EmbeddedMember member;
    private final SharedKeepAlives keepAlives = new SharedKeepAlives();

    /** What stores of both kinds are made of. */
    private record Parts(
            StateMachine machine,
            WatchHub hub,
            Snapshotter snapshotter,
            Consensus consensus,
            RaftWal.Identity identity,
            Cluster cluster,
            WriterObservers observers) {}

    private EmbeddedStore(
            Parts parts, StoreConfig config, LongSupplier clockMs, StorageDirectory files, Closeable directory) {
        this.machine = parts.machine();
        this.core = machine.core();
        this.hub = parts.hub();
        this.snapshotter = parts.snapshotter();
        this.metrics = parts.observers().metrics();
        this.consensus = new MeasuredConsensus(parts.consensus(), metrics.server());
        this.reads = new MeasuredReads(metrics, parts.observers().slow());
        this.identity = parts.identity();
        this.cluster = parts.cluster();
        this.check = new RequestCheck(config.txnOpsMax(), config.requestBytesMax());
        this.clockMs = clockMs;
        this.directory = directory;
        this.quotaBytes = config.quotaBytes();
        Backups backups = new Backups(files, machine, snapshotter);
        Passwords passwords = new Passwords(config.bcryptCost(), new SecureRandom());
        this.member = new EmbeddedMember(this, consensus, machine, backups, passwords, clockMs, config);
    }

    /**
     * Opens the store in a directory, or makes a new one there.
     *
     * @throws IOException also when another process has it open
     * @throws dev.carafe.etcd.wal.CorruptException when the files do not hold all that was acknowledged
     */
    public static EmbeddedStore open(StoreConfig config) throws IOException {
        DiskDirectory directory = DiskDirectory.open(config.dataDir());
        boolean done = false;
        try {
            EmbeddedStore store = open(config, directory, directory, EmbeddedStore::nowMs, new ThreadWorkers());
            done = true;
            return store;
        } finally {
            if (!done) {
                directory.close();
            }
        }
    }

    /** The same in a directory that is its caller's: to be closed after the store. */
    public static EmbeddedStore open(StoreConfig config, StorageDirectory files) throws IOException {
        return open(config, files, () -> {}, EmbeddedStore::nowMs, new ThreadWorkers());
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /**
     * Opens the store on files, a clock and workers handed in. Files of a cluster's only member are taken too, and stay a member's:
     * who adds another has to start that one for it.
     *
     * @param files where it keeps its files, instead of the configuration's directory
     * @param lock closed when the store is
     * @param clockMs monotonic time in milliseconds
     * @param workers who runs the writer and the watchers
     */
    public static EmbeddedStore open(
            StoreConfig config, StorageDirectory files, Closeable lock, LongSupplier clockMs, Workers workers)
            throws IOException {
        Recovery.Recovered recovered = Recovery.recover(config, files, clockMs.getAsLong(), workers);
        if (recovered == null) {
            return openOnlyMember(config, files, lock, clockMs, workers);
        }
        StateMachine machine = recovered.machine();
        WatchHub hub = new WatchHub(machine.core(), config.progressInterval(), config.watchLimits(), workers);
        WriterObservers observers = new WriterObservers(new SlowApplies(config.slowApply()), StoreMetrics.fresh());
        WriteLoop loop = new WriteLoop(
                machine,
                recovered.wal(),
                hub,
                recovered.snapshotter(),
                clockMs,
                new LeaseCheckpoints(config.leaseCheckpointMs()),
                observers);
        RaftWal.Identity identity = new RaftWal.Identity(MEMBER_ID, CLUSTER_ID);
        Parts parts =
                new Parts(machine, hub, recovered.snapshotter(), loop, identity, new LoneCluster(MEMBER_ID), observers);
        EmbeddedStore store = new EmbeddedStore(parts, config, clockMs, files, lock);
        loop.start(workers);
        return store;
    }

    /** Opens the files of a member that has no other, without a network. */
    private static EmbeddedStore openOnlyMember(
            StoreConfig config, StorageDirectory files, Closeable lock, LongSupplier clockMs, Workers workers)
            throws IOException {
        ClusterConfig cluster = ClusterConfig.asLogged();
        RandomGenerator random = new SplittableRandom();
        ClusterRecovery.Recovered recovered =
                ClusterRecovery.recover(config, cluster, files, clockMs.getAsLong(), random, workers);
        int members = recovered.applier().membership().members().size();
        if (members != 1) {
            recovered.wal().close();
            throw new IOException("the data directory is that of one of " + members
                    + " members of a cluster, which only carafe etcd can serve");
        }
        Nobody nobody = new Nobody();
        return started(recovered, config, cluster, files, lock, clockMs, workers, random, (_, _) -> nobody, nobody);
    }

    /** How a member of a cluster reaches the others: made when it is known who it is. */
    public interface Network {
        Peers connect(RaftWal.Identity self, Peers.Listener listener) throws IOException;
    }

    /**
     * Opens the store of a cluster's member on files, a clock and workers handed in. A directory of a store that was alone
     * becomes that of a cluster of one member.
     *
     * @param random for the times of elections and the numbers of requests
     * @param calls what only the leader can answer, asked of it
     */
    public static EmbeddedStore openMember(
            StoreConfig config,
            ClusterConfig cluster,
            StorageDirectory files,
            Closeable lock,
            LongSupplier clockMs,
            Workers workers,
            RandomGenerator random,
            Network network,
            LeaderCalls calls)
            throws IOException {
        ClusterRecovery.Recovered recovered =
                ClusterRecovery.recover(config, cluster, files, clockMs.getAsLong(), random, workers);
        return started(recovered, config, cluster, files, lock, clockMs, workers, random, network, calls);
    }

    private static EmbeddedStore started(
            ClusterRecovery.Recovered recovered,
            StoreConfig config,
            ClusterConfig cluster,
            StorageDirectory files,
            Closeable lock,
            LongSupplier clockMs,
            Workers workers,
            RandomGenerator random,
            Network network,
            LeaderCalls calls)
            throws IOException {
        StateMachine machine = recovered.machine();
        WatchHub hub = new WatchHub(machine.core(), config.progressInterval(), config.watchLimits(), workers);
        WriterObservers observers = new WriterObservers(new SlowApplies(config.slowApply()), StoreMetrics.fresh());
        PeersSlot slot = new PeersSlot();
        ClusterLoop loop = new ClusterLoop(
                recovered,
                cluster,
                hub,
                slot,
                clockMs,
                random,
                new WaitingBytes(WaitingBytes.BYTES_MAX),
                new LeaseCheckpoints(config.leaseCheckpointMs()),
                observers);
        boolean done = false;
        try {
            slot.fill(network.connect(recovered.identity(), loop));
            Parts parts = new Parts(
                    machine,
                    hub,
                    recovered.snapshotter(),
                    loop,
                    recovered.identity(),
                    new MemberCluster(
                            loop,
                            slot,
                            calls,
                            cluster,
                            clockMs,
                            observers.metrics().server()),
                    observers);
            EmbeddedStore store = new EmbeddedStore(parts, config, clockMs, files, lock);
            loop.start(workers);
            done = true;
            return store;
        } finally {
            if (!done) {
                recovered.wal().close();
            }
        }
    }

    /** The cluster that the store is a member of. */
    public Cluster cluster() {
        return cluster;
    }

    /** Answers here what other members ask of the leader. */
    public LeaderCalls leaderCalls() {
        return new LeaderAnswers(this);
    }

    /** What tells this member's history from another's. Safe for any thread. */
    public MemberHashes hashes(HashCalls calls) {
        return new ClusterHashes(this, calls);
    }

    /**
     * The hash of the history up to a revision, 0 for the newest.
     *
     * @throws EtcdException when that is compacted or not there yet
     */
    public Session.HashKv hashKv(long revision) {
        MvccState state = core.state();
        long startNs = System.nanoTime();
        KvHash.Result result = KvHash.of(state, revision);
        metrics.mvcc().hashesByRevision.observeNs(System.nanoTime() - startNs);
        if (core.state().compactRevision() != state.compactRevision()) {
            throw EtcdError.COMPACTED.exception(); // history may have gone while it was read
        }
        return new Session.HashKv(state.revision(), result.hash(), result.compactRevision(), result.revision());
    }

    long compactRevision() {
        return core.state().compactRevision();
    }

    /** Whether this member leads. */
    boolean leads() {
        return consensus.standing().leaderId() == identity.memberId();
    }

    /** Completes once the store holds all that any member had answered before the call. */
    public CompletableFuture<Void> barrier() {
        return consensus.barrier();
    }

    /** Returns once the store holds all that any member had answered before the call. */
    void awaitBarrier() {
        consensus.awaitBarrier();
    }

    /**
     * Writes without waiting. The answer comes when the change is durable and visible, or is an {@link
     * dev.carafe.etcd.EtcdException} as the blocking methods throw it; a request that is refused at once throws.
     *
     * @param request a lease granted has its id already
     */
    public CompletableFuture<WriteResponse> submit(WriteRequest request) {
        if (request instanceof Op op) {
            check.check(op);
        }
        return consensus.submit(request);
    }

    /** The store as a member that clients are served from, each with what it may do. */
    public Member member() {
        return member;
    }

    /** Throws when the operation is malformed or too large. */
    void check(Op op) {
        check.check(op);
    }

    @Override
    public RangeResponse range(RangeRequest request) {
        check.check(request);
        long startNs = System.nanoTime();
        if (!request.serializable()) {
            reads.await(MeasuredReads.RANGE, startNs, consensus::awaitBarrier);
        }
        return rangeNow(request, startNs);
    }

    /** As {@link #range}, without waiting; the answer may be completed by the thread that owns the consensus. */
    CompletableFuture<RangeResponse> beginRange(RangeRequest request) {
        check.check(request);
        long startNs = System.nanoTime();
        CompletableFuture<Void> barrier = request.serializable() ? null : consensus.barrier();
        return barrier == null || (barrier.isDone() && !barrier.isCompletedExceptionally())
                ? CompletableFuture.completedFuture(rangeNow(request, startNs))
                : barrier.thenApply(_ -> rangeNow(request, startNs));
    }

    private RangeResponse rangeNow(RangeRequest request, long startNs) {
        return reads.read(MeasuredReads.RANGE, request, startNs, () -> {
            refuseWhenCorrupt();
            return core.range(request);
        });
    }

    StoreMetrics metrics() {
        return metrics;
    }

    WatchHub hub() {
        return hub;
    }

    Consensus consensus() {
        return consensus;
    }

    @Override
    public PutResponse put(PutRequest request) {
        check.check(request);
        return (PutResponse) consensus.write(request);
    }

    @Override
    public DeleteRangeResponse deleteRange(DeleteRangeRequest request) {
        check.check(request);
        return (DeleteRangeResponse) consensus.write(request);
    }

    @Override
    public TxnResponse txn(TxnRequest request) {
        check.check(request);
        refuseWhenCorrupt();
        if (!request.readOnly()) {
            return (TxnResponse) consensus.write(request);
        }
        long startNs = System.nanoTime();
        reads.await(MeasuredReads.TXN, startNs, consensus::awaitBarrier);
        return reads.read(MeasuredReads.TXN, request, startNs, () -> core.readTxn(request));
    }

    @Override
    public CompactResponse compact(CompactRequest request) {
        CompactResponse response = (CompactResponse) consensus.write(request);
        if (request.physical()) {
            Consensus.await(consensus.pruned());
        }
        return response;
    }

    @Override
    public Watcher watch(WatchRequest request, WatchListener listener) {
        return hub.watch(request, listener);
    }

    @Override
    public LeaseGrantResponse leaseGrant(LeaseGrantRequest request) {
        long id = request.id();
        while (id == 0) {
            id = ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE;
        }
        return (LeaseGrantResponse) consensus.write(new LeaseGrantRequest(request.ttlSeconds(), id));
    }

    @Override
    public LeaseRevokeResponse leaseRevoke(LeaseRevokeRequest request) {
        return (LeaseRevokeResponse) consensus.write(request);
    }

    @Override
    public LeaseKeepAliveResponse leaseKeepAlive(long id) {
        return cluster.onLeader(
                () -> Consensus.await(prolong(id)), (calls, leader) -> keepAlives.ask(calls, leader, id));
    }

    /**
     * Prolongs a lease without waiting, at the member that leads. The time counts only once it is sure that this member
     * leads still and has all that was committed: another leader may have given the lease its time long ago (etcd {@code
     * server/etcdserver/v3_server.go}, {@code LeaseRenew}).
     */
    public CompletableFuture<LeaseKeepAliveResponse> prolong(long id) {
        long term = consensus.standing().term();
        return consensus.barrier().thenCompose(_ -> {
            requireLead(term);
            long ttlSeconds = core.lessor().keepAlive(id, clockMs.getAsLong());
            if (ttlSeconds != 0) {
                metrics.leases().renewed.increment();
            }
            LeaseKeepAliveResponse response =
                    new LeaseKeepAliveResponse(core.state().revision(), id, ttlSeconds);
            if (ttlSeconds == 0 || !core.lessor().isShortened(id)) {
                return CompletableFuture.completedFuture(response);
            }
            return consensus.submit(LeaseCheckpointRequest.whole(id)).thenApply(_ -> {
                requireLead(term);
                return response;
            });
        });
    }

    private void requireLead(long term) {
        if (!leads() || consensus.standing().term() != term) {
            throw EtcdError.LEADER_CHANGED.exception();
        }
    }

    @Override
    public LeaseTimeToLiveResponse leaseTimeToLive(long id, boolean keys) {
        return cluster.onLeader(
                () -> Consensus.await(timeLeft(id, keys)), (calls, leader) -> calls.timeToLive(leader, id, keys));
    }

    /** As {@link #leaseTimeToLive}, without waiting, at the member that leads: it alone knows what was kept alive. */
    public CompletableFuture<LeaseTimeToLiveResponse> timeLeft(long id, boolean keys) {
        long term = consensus.standing().term();
        return consensus.barrier().thenApply(_ -> {
            requireLead(term);
            return timeToLive(id, keys);
        });
    }

    private LeaseTimeToLiveResponse timeToLive(long id, boolean keys) {
        Lessor.@Nullable Remaining left = core.lessor().remaining(id, clockMs.getAsLong());
        long revision = core.state().revision();
        return left == null
                ? new LeaseTimeToLiveResponse(revision, id, -1, 0, List.of())
                : new LeaseTimeToLiveResponse(
                        revision, id, left.leftSeconds(), left.grantedSeconds(), keys ? left.keys() : List.of());
    }

    @Override
    public LeaseLeasesResponse leaseLeases() {
        return Consensus.await(leases());
    }

    /** As {@link #leaseLeases}, without waiting. */
    public CompletableFuture<LeaseLeasesResponse> leases() {
        return consensus.barrier().thenApply(_ -> {
            List<Long> ids =
                    core.lessor().all().stream().map(Lessor.Granted::id).toList();
            return new LeaseLeasesResponse(core.state().revision(), ids);
        });
    }

    private void refuseWhenCorrupt() {
        if (machine.hasAlarms() && machine.control().has(AlarmType.CORRUPT)) {
            throw EtcdError.CORRUPT.exception();
        }
    }

    @Override
    public StatusResponse status() {
        EtcdError problem = consensus.problem();
        ControlState control = machine.control();
        List<String> errors = new ArrayList<>();
        if (problem != null) {
            errors.add(problem.text());
        }
        control.alarms().forEach(alarm -> errors.add(alarm.toString()));
        Consensus.Standing standing = consensus.standing();
        if (standing.leaderId() == 0) {
            errors.add(EtcdError.NO_LEADER.text());
        }
        return new StatusResponse(
                core.state().revision(),
                VERSION,
                consensus.logBytes() + snapshotter.sizeBytes(),
                core.state().sizeBytes(),
                identity.clusterId(),
                identity.memberId(),
                standing.leaderId(),
                standing.committedIndex(),
                standing.term(),
                standing.appliedIndex(),
                standing.learner(),
                List.copyOf(errors),
                Math.max(quotaBytes, 0),
                control.downgradeTarget());
    }

    @Override
    public void close() {
        cluster.leave();
        consensus.stop();
        hub.close();
        snapshotter.join();
        try {
            directory.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the data directory's lock could not be given back", e);
        }
    }
}
