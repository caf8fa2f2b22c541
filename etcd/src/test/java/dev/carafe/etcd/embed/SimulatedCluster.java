package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.consensus.LeaderCalls;
import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.MemberIds;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.RaftWal;
import dev.carafe.etcd.wal.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whole members in one thread and virtual time, over a network that loses, delays and reorders. */
final class SimulatedCluster {
    static final StoreConfig STORE =
            new StoreConfig(Path.of("unused"), 80 * 1024, 20_000, 8 * 1024, 128, Duration.ofSeconds(5));
    private static final int STEP_MS = 10;

    private record Flight(
            long dueMs,
            long number,
            Message message,
            @Nullable Snapshot snapshot) {}

    private record Link(long from, long to) {}

    private final StoreConfig storeConfig;
    private final SplittableRandom random;
    private final PriorityQueue<Flight> flights =
            new PriorityQueue<>(Comparator.comparingLong(Flight::dueMs).thenComparingLong(Flight::number));
    private final Set<Link> cut = new HashSet<>();
    private final SortedMap<Long, Member> members = new TreeMap<>();
    private final RaftWal.Identity first;
    private double loss;
    private long nowMs = 1_000_000;
    private long sent;
    private int snapshotsInstalled;

    /** One member: its files, and its process while it lives. */
    final class Member implements Peers {
        private final long id;
        private final ClusterConfig config;
        private MemoryDirectory disk = new MemoryDirectory();
        private TurnedWorkers workers = new TurnedWorkers();
        private @Nullable EmbeddedStore store;
        private Peers.@Nullable Listener listener;

        Member(long id, ClusterConfig config) {
            this.id = id;
            this.config = config;
        }

        int learnersMax() {
            return config.learnersMax();
        }

        @Nullable
        EmbeddedStore store() {
            return store;
        }

        MemoryDirectory disk() {
            return disk;
        }

        void start() {
            if (store != null) {
                return;
            }
            workers = new TurnedWorkers();
            try {
                store = EmbeddedStore.openMember(
                        storeConfig,
                        config,
                        disk,
                        () -> {},
                        () -> nowMs,
                        workers,
                        random.split(),
                        (self, told) -> {
                            listener = told;
                            return this;
                        },
                        new NoCalls());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Gives a process that is ended another one's files. */
        void takeDisk(Member other) {
            disk = other.disk.afterKill();
        }

        /** Ends the process at once. */
        void kill(boolean powerLost) {
            store = null;
            listener = null;
            disk = powerLost ? disk.afterPowerLoss(random) : disk.afterKill();
        }

        @Override
        public void send(Message message) {
            fly(message, null);
        }

        @Override
        public void send(Message.InstallSnapshot message, Snapshot snapshot) {
            fly(message, snapshot);
        }

        @Override
        public void members(Membership membership) {
            // all know all
        }

        @Override
        public long activeSinceMs(long other) {
            return 0;
        }
    }

    /** Nothing is asked of leaders here. */
    record NoCalls() implements LeaderCalls {
        @Override
        public List<LeaseKeepAliveResponse> keepAlive(long leaderId, List<Long> leaseIds) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LeaseTimeToLiveResponse timeToLive(long leaderId, long leaseId, boolean keys) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ClusterMember> promote(long leaderId, long memberId) {
            throw new UnsupportedOperationException();
        }
    }

    SimulatedCluster(long seed, int count) {
        this(seed, count, STORE);
    }

    SimulatedCluster(long seed, int count, StoreConfig storeConfig) {
        this.storeConfig = storeConfig;
        random = new SplittableRandom(seed);
        List<ClusterMember> initial = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> urls = List.of("http://m" + i + ":2380");
            initial.add(ClusterMember.of(MemberIds.initial(urls, "t"), urls, false));
        }
        Membership membership = Membership.of(initial);
        long cluster = MemberIds.cluster(membership.members().keySet());
        first = new RaftWal.Identity(initial.getFirst().id(), cluster);
        for (ClusterMember one : initial) {
            add(one.id(), membership);
        }
    }

    private Member add(long id, Membership initial) {
        RaftWal.Identity identity = new RaftWal.Identity(id, first.clusterId());
        ClusterConfig config = ClusterConfig.of("m" + members.size(), List.of(), identity, initial)
                .withLearnersMax(1 + members.size() % 2); // members may be started with different limits
        Member member = new Member(id, config);
        members.put(id, member);
        member.start();
        return member;
    }

    /** A process for a member that was added to the book. */
    Member join(long id) {
        return add(id, Membership.EMPTY);
    }

    SplittableRandom random() {
        return random;
    }

    List<Member> members() {
        return List.copyOf(members.values());
    }

    Member any() {
        return members().get(random.nextInt(members.size()));
    }

    long nowMs() {
        return nowMs;
    }

    int snapshotsInstalled() {
        return snapshotsInstalled;
    }

    void lose(double share) {
        loss = share;
    }

    void heal() {
        cut.clear();
    }

    void cut(Member from, Member to) {
        cut.add(new Link(from.id, to.id));
    }

    /** Nothing comes to a member any more, nor from it. */
    void cutOff(Member member) {
        for (Member other : members()) {
            cut(member, other);
            cut(other, member);
        }
    }

    Member other(Member not) {
        return members().stream().filter(one -> one != not).findFirst().orElseThrow();
    }

    private void fly(Message message, @Nullable Snapshot snapshot) {
        flights.add(new Flight(
                nowMs + random.nextInt(1, random.nextInt(20) == 0 ? 300 : 20), sent++, message, snapshot));
    }

    /** Time goes on by a little, and everybody works. */
    void step() {
        nowMs += STEP_MS;
        while (!flights.isEmpty() && flights.peek().dueMs() <= nowMs) {
            arrive(flights.remove());
        }
        for (Member member : members()) {
            if (member.store != null) {
                member.workers.turn();
            }
        }
    }

    private void arrive(Flight flight) {
        Message message = flight.message();
        Member to = members.get(message.to());
        Peers.Listener listener = to == null ? null : to.listener;
        boolean arrives = listener != null
                && !cut.contains(new Link(message.from(), message.to()))
                && random.nextDouble() >= loss;
        Snapshot snapshot = flight.snapshot();
        if (snapshot == null || !(message instanceof Message.InstallSnapshot install)) {
            if (listener != null && arrives) {
                listener.received(message);
            }
            return;
        }
        if (listener != null && arrives) {
            try {
                listener.received(install, snapshot);
                snapshotsInstalled++;
            } catch (IOException e) {
                arrives = false;
            }
        }
        Member from = members.get(message.from());
        Peers.Listener sender = from == null ? null : from.listener;
        if (sender != null) {
            sender.snapshotSent(message.to(), arrives);
        }
    }

    /** Steps until something holds. */
    void until(String what, BooleanSupplier condition) {
        for (int i = 0; i < 20_000; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            step();
        }
        StringBuilder all = new StringBuilder();
        members.values()
                .forEach(member -> all.append(member.id)
                        .append(' ')
                        .append(member.store == null ? "dead" : member.store.status())
                        .append('\n'));
        throw new AssertionError("never: " + what + "\n" + all);
    }

    /** The member that leads, null while none does or its followers do not know. */
    @Nullable
    Member leader() {
        for (Member member : members.values()) {
            if (member.store != null && member.store.status().leaderId() == member.id) {
                return member;
            }
        }
        return null;
    }

    static boolean unavailable(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof EtcdException;
    }
}
