package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.part.Addresses;
import dev.carafe.cli.part.PartProcess;
import dev.carafe.etcd.corruption.CorruptionChecker;
import dev.carafe.etcd.corruption.CorruptionMonitor;
import dev.carafe.etcd.corruption.MemberHashes;
import dev.carafe.etcd.embed.ClusterConfig;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.InitialMembers;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.peer.PeerConfig;
import dev.carafe.etcd.peer.PeerMembers;
import dev.carafe.etcd.peer.PeerTransport;
import dev.carafe.etcd.wal.RaftWal;
import dev.carafe.etcd.wal.StorageDirectory;
import dev.carafe.etcd.work.ThreadWorkers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens the store of a cluster's member, which may be the only one.
 *
 * @param name what it calls itself
 * @param clientUrls where clients reach it
 * @param selfSigned the certificate for other members that is to be made, empty for none
 * @param corruption how often members are compared
 */
record MemberStart(
        String name,
        List<String> clientUrls,
        PeerOptions options,
        SocketOptions sockets,
        Optional<SelfSignedFiles> selfSigned,
        StoreConfig config,
        FileOptions files,
        CorruptionOptions corruption,
        FeatureGates gates) {
    private static final System.Logger LOG = System.getLogger("dev.carafe.etcd.Etcd");

    /** How long the only member of a cluster may take to lead it before it serves clients. */
    private static final long ALONE_MAX_MS = 2000;

    private static final long ALONE_LOOK_MS = 5;

    /** Who it is, until its log says so: nobody. */
    private static final RaftWal.Identity IN_THE_LOG = new RaftWal.Identity(0, 0);

    EmbeddedStore open(PartProcess process) throws IOException {
        PeerConfig peers = sockets.with(options.config(selfSigned));
        StorageDirectory directory = files.open(process, config.dataDir());
        boolean begun = directory.list().stream().anyMatch(file -> file.endsWith(".wal"));
        boolean inTheLog = begun && options.inTheLog();
        SortedMap<String, List<String>> named =
                inTheLog ? Collections.emptySortedMap() : begun ? options.membersAgain(name) : options.members(name);
        for (InetSocketAddress address : peers.listen()) {
            requireFree(address); // before the log begins with who listens there
        }
        if (selfSigned.isPresent()) {
            selfSigned.get().make(Instant.now());
        }
        PeerTransport transport = process.keep(new PeerTransport(peers, directory, MemberStart::nowMs));
        ClusterConfig cluster = inTheLog
                ? cluster(IN_THE_LOG, Membership.EMPTY)
                : options.joins() ? joining(transport, named) : beginning(named);
        EmbeddedStore store = process.keep(Addresses.listen(
                "--listen-peer-urls",
                peers.listen().getFirst(),
                () -> EmbeddedStore.openMember(
                        config,
                        cluster,
                        directory,
                        () -> {}, // the directory is closed after the transport, which keeps snapshots there
                        MemberStart::nowMs,
                        new ThreadWorkers(),
                        new SplittableRandom(),
                        transport::connect,
                        transport)));
        transport.serve(store.leaderCalls(), store::hashKv);
        awaitAlone(store);
        var _ = store.cluster().ended().thenRun(process::end); // removed, or the disk failed
        LOG.log(System.Logger.Level.INFO, "Listening for members at {0}", peers.listen());
        MemberHashes hashes = store.hashes(transport);
        if (begun && gates.initialCorruptCheck() && !new CorruptionChecker(hashes).agreesWithOthers()) {
            throw new CommandException(
                    Long.toHexString(hashes.self())
                            + " found data inconsistency with peers; remove this member and let it join again with an empty --data-dir.");
        }
        process.keep(CorruptionMonitor.start(
                hashes,
                corruption.checkTime,
                gates.compactHashCheck() ? corruption.compactHashCheckTime : Duration.ZERO));
        return store;
    }

    /** Whoever listens at the address as well has it to itself only where the system is not told to share it. */
    private void requireFree(InetSocketAddress address) throws IOException {
        Addresses.listen("--listen-peer-urls", address, () -> {
            try (ServerSocketChannel socket = ServerSocketChannel.open()) {
                if (sockets.reusePort) {
                    var _ = socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                }
                return socket.bind(address).getLocalAddress();
            }
        });
    }

    /**
     * Returns once the only member of a cluster leads it, has all that its log holds and has told its name, as etcd's does before it
     * serves clients. A member among others may have to wait for them, and one whose disk is full for space; both have something to
     * tell clients meanwhile.
     */
    private static void awaitAlone(EmbeddedStore store) {
        long endMs = nowMs() + ALONE_MAX_MS;
        if (store.cluster().members().size() != 1) {
            return;
        }
        CompletableFuture<Void> led = store.barrier();
        while (nowMs() < endMs
                && (!led.isDone() || store.cluster().members().getFirst().name().isEmpty())) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ALONE_LOOK_MS));
        }
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private ClusterConfig cluster(RaftWal.Identity identity, Membership initial) {
        try {
            return new ClusterConfig(
                    name,
                    clientUrls,
                    identity,
                    initial,
                    options.heartbeatMs,
                    options.electionMs,
                    options.preVote,
                    options.strictReconfigCheck,
                    options.learnersMax,
                    options.forceNewCluster);
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUse(e.getMessage() + ".");
        }
    }

    private List<String> own(SortedMap<String, List<String>> named) {
        List<String> own = named.get(name);
        if (own == null) {
            throw new IllegalStateException("the members are named without " + name);
        }
        return own;
    }

    private ClusterConfig beginning(SortedMap<String, List<String>> named) {
        InitialMembers initial = new InitialMembers(named, options.clusterToken());
        return cluster(new RaftWal.Identity(initial.id(name), initial.clusterId()), initial.membership());
    }

    /** A member of a cluster that is there asks the others who it is (etcd {@code ValidateClusterAndAssignIDs}). */
    private ClusterConfig joining(PeerTransport transport, SortedMap<String, List<String>> named) {
        TreeSet<String> own = new TreeSet<>(own(named));
        List<String> refusals = new ArrayList<>();
        for (List<String> urls : named.values()) {
            for (String url : urls) {
                if (own.contains(url)) {
                    continue;
                }
                try {
                    return joining(transport.membersAt(url), named.values(), own);
                } catch (IOException e) {
                    refusals.add(e.getMessage());
                }
            }
        }
        throw new CommandException("cannot fetch cluster info from peer urls: " + String.join("; ", refusals)
                + "; add this member first (etcdctl member add), and see that the others run.");
    }

    private ClusterConfig joining(PeerMembers.Found found, Collection<List<String>> named, TreeSet<String> own)
            throws IOException {
        Collection<ClusterMember> members = found.membership().members().values();
        if (members.size() != named.size()) {
            throw new IOException("member count is unequal: --initial-cluster names " + named.size()
                    + ", and the cluster has " + members.size());
        }
        for (List<String> urls : named) {
            TreeSet<String> wanted = new TreeSet<>(urls);
            if (members.stream().noneMatch(member -> wanted.equals(new TreeSet<>(member.peerUrls())))) {
                throw new IOException("unmatched member while checking PeerURLs (" + String.join(",", urls) + ")");
            }
        }
        ClusterMember self = members.stream()
                .filter(member -> own.equals(new TreeSet<>(member.peerUrls())))
                .findFirst()
                .orElseThrow(() -> new IOException("this member is none of the cluster's"));
        return cluster(new RaftWal.Identity(self.id(), found.clusterId()), Membership.EMPTY);
    }
}
