package dev.carafe.etcd.peer;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.consensus.HashCalls;
import dev.carafe.etcd.consensus.LeaderCalls;
import dev.carafe.etcd.consensus.MessageCodec;
import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.metrics.Family;
import dev.carafe.etcd.metrics.PeerMetrics;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.rpc.ValueCodec;
import dev.carafe.etcd.wal.RaftWal;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.StorageDirectory;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One member's transport to the others. Safe for any thread. */
public final class PeerTransport implements Peers, LeaderCalls, HashCalls, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PeerTransport.class.getName());

    private static final long TICK_MS = 100;
    private static final long ASK_MS = 5000;
    private static final long GRACE_MS = 500;

    private final PeerConfig config;
    private final PeerChannels channels;
    private final StorageDirectory directory;
    private final LongSupplier clockMs;
    private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("etcd-peers").factory());

    private final PeerMetrics metrics = new PeerMetrics();
    private volatile Membership membership = Membership.EMPTY;
    private volatile @Nullable LeaderCalls here;
    private volatile @Nullable LongFunction<Session.HashKv> hashes;
    /** By member; replaced as a whole, under this object's monitor. */
    private volatile Map<Long, PeerLink> links = Map.of();

    private volatile RaftWal.@Nullable Identity self;
    private volatile @Nullable Listener listener;
    private @Nullable Server server;
    private boolean closed;

    /**
     * A transport that is not connected yet.
     *
     * @param directory where a snapshot is kept while it comes in
     * @param clockMs the member's clock
     * @throws IOException when a certificate cannot be read
     */
    public PeerTransport(PeerConfig config, StorageDirectory directory, LongSupplier clockMs) throws IOException {
        this.config = config;
        this.channels = new PeerChannels(config.tls());
        this.directory = directory;
        this.clockMs = clockMs;
    }

    /**
     * Begins to listen, and to reach those that {@link #members} names.
     *
     * @throws IOException when an address is taken
     */
    public Peers connect(RaftWal.Identity identity, Listener told) throws IOException {
        self = identity;
        listener = told;
        PeerAdmission admission = new PeerAdmission(identity);
        PeerServer taking = new PeerServer(
                identity.memberId(),
                headers -> admit(admission, headers),
                told,
                directory,
                () -> here,
                this::hashHere,
                () -> PeerMembers.encode(identity.clusterId(), membership),
                metrics);
        InetSocketAddress first = config.listen().getFirst();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(first)
                .withOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), config.reusePort())
                .executor(work)
                // Messages are handed to the member's inbox on the network's own thread: they never wait.
                .callExecutor(new ServerCallExecutorSupplier() {
                    @Override
                    public <Q, R> Executor getExecutor(ServerCall<Q, R> call, Metadata headers) {
                        boolean messages = call.getMethodDescriptor()
                                .getFullMethodName()
                                .equals(PeerMethods.MESSAGES.getFullMethodName());
                        return messages ? Runnable::run : work;
                    }
                })
                .flowControlWindow(PeerChannels.WINDOW_BYTES)
                .maxInboundMessageSize(PeerChannels.MESSAGE_BYTES_MAX)
                .addService(taking.definition());
        config.listen().stream().skip(1).forEach(builder::addListenAddress);
        PeerConfig.Tls tls = config.tls();
        if (tls != null) {
            builder.protocolNegotiator(new PeerPort(PeerChannels.server(tls)));
        }
        server = builder.build().start();
        var _ = ticks.scheduleWithFixedDelay(this::tick, 0, TICK_MS, TimeUnit.MILLISECONDS);
        return this;
    }

    /**
     * Answers the others' questions from now on.
     *
     * @param answering those for the leader
     * @param history those for the hash of this member's history up to a revision
     */
    public void serve(LeaderCalls answering, LongFunction<Session.HashKv> history) {
        here = answering;
        hashes = history;
    }

    private Session.HashKv hashHere(long revision) {
        LongFunction<Session.HashKv> history = hashes;
        if (history == null) {
            throw Status.UNAVAILABLE.withDescription("the member is starting").asRuntimeException();
        }
        return history.apply(revision);
    }

    /** The ports listened on, in the order of the addresses. */
    public List<Integer> ports() {
        Server listening = server;
        return listening == null
                ? List.of()
                : listening.getListenSockets().stream()
                        .map(address -> ((InetSocketAddress) address).getPort())
                        .toList();
    }

    private PeerAdmission.Caller admit(PeerAdmission admission, Metadata headers) throws StatusException {
        PeerAdmission.Caller caller = admission.admit(headers, membership);
        learn(caller);
        return caller;
    }

    /** A caller may be a member that this one has not heard of yet, and waits for answers. */
    private synchronized void learn(PeerAdmission.Caller caller) {
        if (!caller.urls().isEmpty()
                && !membership.members().containsKey(caller.id())
                && !links.containsKey(caller.id())
                && links.size() < ClusterMember.URLS_MAX) {
            Map<Long, PeerLink> next = new HashMap<>(links);
            PeerLink link = link(caller.id(), caller.urls());
            if (link != null) {
                next.put(caller.id(), link);
                links = next;
            }
        }
    }

    @Override
    public synchronized void members(Membership now) {
        Membership before = membership;
        membership = now;
        RaftWal.Identity own = self;
        if (closed || own == null) {
            return;
        }
        Map<Long, PeerLink> next = new HashMap<>();
        links.forEach((id, link) -> {
            ClusterMember member = now.members().get(id);
            boolean learned = member == null
                    && !now.removed().contains(id)
                    && !before.members().containsKey(id);
            if (learned || (member != null && member.peerUrls().equals(link.urls()))) {
                next.put(id, link);
            } else {
                // What has not left yet may be what tells a removed member of it.
                var _ = ticks.schedule(link::close, GRACE_MS, TimeUnit.MILLISECONDS);
            }
        });
        now.members().forEach((id, member) -> {
            if (id != own.memberId() && !next.containsKey(id)) {
                PeerLink link = link(id, member.peerUrls());
                if (link != null) {
                    next.put(id, link);
                }
            }
        });
        links = next;
    }

    private @Nullable PeerLink link(long id, List<String> urls) {
        RaftWal.Identity own = self;
        Listener told = listener;
        if (closed || own == null || told == null || urls.isEmpty()) {
            return null;
        }
        Metadata headers = new Metadata();
        headers.put(PeerMethods.CLUSTER, Long.toHexString(own.clusterId()));
        headers.put(PeerMethods.FROM, Long.toHexString(own.memberId()));
        headers.put(PeerMethods.TO, Long.toHexString(id));
        headers.put(PeerMethods.URLS, String.join(",", config.urls()));
        try {
            return new PeerLink(id, urls, headers, channels, told, config.timeouts(), clockMs, metrics.of(id));
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.ERROR, "member " + Long.toHexString(id) + " cannot be reached", e);
            return null;
        }
    }

    private void tick() {
        for (PeerLink link : links.values()) {
            try {
                link.tick();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "the stream to a member could not be looked after", e);
            }
        }
    }

    @Override
    public void send(Message message) {
        PeerLink link = links.get(message.to());
        if (link != null) {
            link.send(MessageCodec.encode(message));
        }
    }

    @Override
    public void send(Message.InstallSnapshot message, Snapshot snapshot) {
        PeerLink link = links.get(message.to());
        Listener told = listener;
        if (told == null) {
            return;
        }
        PeerMetrics.Transfers transfers = metrics.of(message.to()).sent;
        var _ = work.submit(() -> {
            boolean arrived = false;
            long startNs = System.nanoTime();
            transfers.begun();
            try {
                if (link != null) {
                    link.sendSnapshot(message, snapshot);
                    arrived = true;
                }
            } catch (IOException | RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a snapshot did not reach member " + Long.toHexString(message.to()),
                        e);
            } finally {
                transfers.ended(arrived, System.nanoTime() - startNs);
                told.snapshotSent(message.to(), arrived);
            }
        });
    }

    @Override
    public List<Family> metrics() {
        RaftWal.Identity own = self;
        return own == null ? List.of() : metrics.families(own.memberId());
    }

    @Override
    public long activeSinceMs(long id) {
        PeerLink link = links.get(id);
        return link == null ? -1 : link.activeSinceMs();
    }

    @Override
    public List<LeaseKeepAliveResponse> keepAlive(long leaderId, List<Long> leaseIds) {
        return ask(
                leaderId,
                LeaderQuestion.keepAlive(leaseIds),
                answer -> LeaderQuestion.keepAliveAnswer(leaseIds, answer));
    }

    @Override
    public LeaseTimeToLiveResponse timeToLive(long leaderId, long leaseId, boolean keys) {
        return ask(
                leaderId,
                LeaderQuestion.timeToLive(leaseId, keys),
                answer -> LeaderQuestion.timeToLiveAnswer(leaseId, answer));
    }

    @Override
    public List<ClusterMember> promote(long leaderId, long memberId) {
        return ask(leaderId, LeaderQuestion.promote(memberId), LeaderQuestion::promoteAnswer);
    }

    @Override
    public Session.HashKv hashKv(long memberId, long revision) {
        return ask(memberId, HashQuestion.of(revision), HashQuestion::read);
    }

    private interface Reading<R> {
        R read(byte[] answer) throws IOException;
    }

    private <R> R ask(long leaderId, byte[] question, Reading<R> reading) {
        PeerLink link = links.get(leaderId);
        if (link == null) {
            throw EtcdError.NO_LEADER.exception();
        }
        try {
            return reading.read(link.ask(question, ASK_MS));
        } catch (StatusRuntimeException e) {
            throw e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED
                    ? new EtcdException(EtcdError.TIMEOUT.code(), EtcdError.TIMEOUT.text(), e)
                    : ValueCodec.decode(e);
        } catch (IOException | IllegalArgumentException e) {
            throw new EtcdException(EtcdError.Code.INTERNAL, "the leader's answer cannot be read", e);
        }
    }

    /** Who the members of a cluster are, as one of them tells a member that wants to join. */
    public PeerMembers.Found membersAt(String url) throws IOException {
        return PeerMembers.ask(channels, url);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            links.values().forEach(PeerLink::close);
            links = Map.of();
        }
        ticks.shutdownNow();
        Server listening = server;
        if (listening != null) {
            listening.shutdownNow();
        }
        work.shutdownNow();
        work.close();
    }
}
