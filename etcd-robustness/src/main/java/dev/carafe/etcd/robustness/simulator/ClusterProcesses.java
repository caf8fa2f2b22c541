package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.embed.ClusterConfig;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.MemberIds;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.wal.RaftWal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The members of a simulated cluster: those that it begins with and those that join it. */
final class ClusterProcesses {
    private static final int JOINING_MAX = 3;

    private final SplittableRandom random;
    private final StoreConfig store;
    private final VirtualTime time;
    private final SimulatedNetwork network;
    private final double drift;
    private final boolean preVote;
    private final Runnable meanwhile;
    private final Consumer<String> trace;
    private final SortedMap<Long, SimulatedPeer> peers = new TreeMap<>();
    private final long clusterId;
    private int joined;
    private int starts;

    ClusterProcesses(
            SplittableRandom random,
            VirtualTime time,
            SimulatedNetwork network,
            ClusterPlan plan,
            Runnable meanwhile,
            Consumer<String> trace) {
        this.random = random;
        this.time = time;
        this.network = network;
        this.drift = plan.drift();
        this.preVote = plan.preVote();
        this.meanwhile = meanwhile;
        this.trace = trace;
        this.store = Simulation.CONFIG.withLeaseCheckpointMs(plan.leaseCheckpointMs());
        List<ClusterMember> initial = new ArrayList<>();
        for (int i = 0; i < plan.members(); i++) {
            List<String> urls = urls(i);
            initial.add(ClusterMember.of(MemberIds.initial(urls, "t"), urls, false));
        }
        Membership membership = Membership.of(initial);
        clusterId = MemberIds.cluster(membership.members().keySet());
        for (ClusterMember member : initial) {
            var _ = add(member.id(), member.peerUrls(), membership);
        }
    }

    private static List<String> urls(int number) {
        return List.of("http://m" + number + ":2380");
    }

    private SimulatedPeer add(long id, List<String> urls, Membership initial) {
        String name = "m" + peers.size();
        ClusterConfig config = ClusterConfig.of(name, List.of(), new RaftWal.Identity(id, clusterId), initial)
                .withPreVote(preVote)
                .withLearnersMax(1 + peers.size() % 2); // members may be started with different limits
        SimulatedMember.Opening opening = (directory, workers) -> {
            long originMs = random.nextLong(1L << 40); // another monotonic clock in each life
            double speed = drift == 0 ? 1 : random.nextDouble(1 - drift, 1 + drift);
            return EmbeddedStore.openMember(
                    store,
                    config,
                    directory,
                    () -> {},
                    () -> originMs + (long) (speed * time.nowMs()),
                    workers,
                    random.split(),
                    (self, listener) -> network.connect(self.memberId(), listener),
                    new NoLeaderCalls());
        };
        SimulatedPeer peer = new SimulatedPeer(id, name, urls, new SimulatedMember(opening, false, meanwhile));
        peers.put(id, peer);
        return peer;
    }

    int starts() {
        return starts;
    }

    List<SimulatedPeer> all() {
        return List.copyOf(peers.values());
    }

    List<Long> ids() {
        return List.copyOf(peers.keySet());
    }

    SimulatedPeer any(SplittableRandom by) {
        return all().get(by.nextInt(peers.size()));
    }

    /** Who leads the latest term of which anybody says so himself, null for nobody. */
    @Nullable
    SimulatedPeer leader() {
        SimulatedPeer latest = null;
        for (SimulatedPeer peer : all()) {
            EmbeddedStore store = peer.member().store();
            if (store != null
                    && store.status().leaderId() == peer.id()
                    && (latest == null || term(peer) > term(latest))) {
                latest = peer;
            }
        }
        return latest;
    }

    private static long term(SimulatedPeer peer) {
        EmbeddedStore store = peer.member().store();
        return store == null ? 0 : store.status().raftTerm();
    }

    boolean mayJoin() {
        return joined < JOINING_MAX;
    }

    /** A process for a member that is about to be added. */
    SimulatedPeer join() {
        joined++;
        List<String> urls = urls(peers.size());
        return add(MemberIds.added(urls, joined), urls, Membership.EMPTY);
    }

    void open(SimulatedPeer peer) throws IOException {
        starts++;
        peer.begun();
        peer.member().open();
    }

    void bury(SimulatedPeer peer, boolean powerLost) {
        network.disconnect(peer.id());
        peer.member().bury(random, powerLost);
    }

    @Nullable
    EmbeddedStore store(long id) {
        SimulatedPeer peer = peers.get(id);
        return peer == null ? null : peer.member().store();
    }

    @Nullable
    StatusResponse status(long id) {
        EmbeddedStore store = store(id);
        return store == null ? null : store.status();
    }

    String describe() {
        StringBuilder text = new StringBuilder();
        peers.forEach((id, peer) -> text.append('\n')
                .append(peer.name())
                .append(peer.retired() ? " retired " : " ")
                .append(status(id)));
        trace.accept(text.toString());
        return text.toString();
    }
}
