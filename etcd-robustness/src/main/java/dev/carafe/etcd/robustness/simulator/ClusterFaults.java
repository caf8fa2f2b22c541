package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.raft.ConfChange;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** What befalls a cluster, as far as its plan allows it. */
final class ClusterFaults {
    /**
     * Voters from which one may be removed, once in a run. A member that restarts before it knows that others were removed
     * needs their votes, and they are gone; with etcd it is the same.
     */
    private static final int VOTERS_MIN = 3;

    /** Starts a member that is about to join. */
    interface Starting {
        void start(SimulatedPeer peer) throws IOException;
    }

    private final ClusterPlan plan;
    private final SplittableRandom random;
    private final VirtualTime time;
    private final SimulatedNetwork network;
    private final ClusterProcesses processes;
    private final Starting starting;
    private final Consumer<String> trace;
    /** Whether a voter was removed. */
    private boolean removed;

    ClusterFaults(
            ClusterPlan plan,
            SplittableRandom random,
            VirtualTime time,
            SimulatedNetwork network,
            ClusterProcesses processes,
            Starting starting,
            Consumer<String> trace) {
        this.plan = plan;
        this.random = random;
        this.time = time;
        this.network = network;
        this.processes = processes;
        this.starting = starting;
        this.trace = trace;
    }

    /** Does something to a member, to time, to the network or to the membership. */
    void strike(SimulatedPeer peer) throws IOException {
        switch (random.nextInt(15)) {
            case 0 -> {
                if (plan.kills() && peer.member().store() != null) {
                    trace.accept("kill of " + peer.name());
                    peer.member().kill();
                }
            }
            case 1, 2 -> {
                if (plan.kills()) {
                    peer.member().killAtChange(random.nextInt(1, 60));
                }
            }
            case 3 -> {
                if (plan.failingSyncs() && random.nextInt(3) == 0) {
                    trace.accept("syncs of " + peer.name() + " fail from now on");
                    peer.failSyncs();
                }
            }
            case 4 -> {
                if (plan.fullDisks()) {
                    boolean full = random.nextBoolean();
                    trace.accept("disk of " + peer.name() + " full: " + full);
                    peer.member().directory().fill(full);
                }
            }
            case 5, 6 -> {
                if (plan.pauses()) {
                    long ms = random.nextInt(1, 6000);
                    trace.accept("member " + peer.name() + " stands still for " + ms + " ms");
                    peer.pause(time.nowMs() + ms);
                }
            }
            case 7 -> {
                if (plan.pauses() && random.nextInt(3) == 0) {
                    time.advance(random.nextInt(1, 15_000));
                }
            }
            case 8, 9 -> cut(peer);
            case 10, 11 -> network.heal();
            case 12 -> handOver();
            default -> {
                if (plan.changes()) {
                    change();
                }
            }
        }
    }

    private void cut(SimulatedPeer peer) {
        if (!plan.cuts()) {
            return;
        }
        SimulatedPeer leader = processes.leader();
        SimulatedPeer struck = leader != null && random.nextBoolean() ? leader : peer;
        switch (random.nextInt(4)) {
            case 0 -> network.cut(struck.id(), processes.any(random).id());
            case 1 -> network.isolate(struck.id(), processes.ids(), true, false);
            case 2 -> network.isolate(struck.id(), processes.ids(), false, true);
            default -> network.isolate(struck.id(), processes.ids(), true, true);
        }
        trace.accept("links of " + struck.name() + " cut");
    }

    /** Tells who leads to let somebody else do so, who may be gone or know too little. */
    private void handOver() {
        SimulatedPeer leader = processes.leader();
        EmbeddedStore store = leader == null ? null : leader.member().store();
        if (plan.handOvers() && store != null) {
            SimulatedPeer next = processes.any(random);
            trace.accept("hand over to " + next.name());
            store.cluster().transferLeader(next.id());
        }
    }

    /** Proposes that a learner comes or becomes a voter, or that somebody goes. */
    private void change() throws IOException {
        SimulatedPeer leader = processes.leader();
        EmbeddedStore store = leader == null ? null : leader.member().store();
        if (leader == null || store == null) {
            return;
        }
        List<ClusterMember> book = store.cluster().members();
        List<ClusterMember> learners =
                book.stream().filter(ClusterMember::learner).toList();
        int what = random.nextInt(3);
        if (!learners.isEmpty() && what > 0) {
            trace.accept("promote " + learners.getFirst().id());
            propose(store, ConfChange.Kind.ADD_VOTER, learners.getFirst());
        } else if (what > 0 && processes.mayJoin()) {
            SimulatedPeer joining = processes.join();
            trace.accept("add " + joining.name());
            propose(
                    store,
                    random.nextInt(4) == 0 ? ConfChange.Kind.ADD_VOTER : ConfChange.Kind.ADD_LEARNER,
                    ClusterMember.of(joining.id(), joining.urls(), false));
            starting.start(joining);
        } else {
            ClusterMember gone = book.get(random.nextInt(book.size()));
            if (!gone.learner() && (removed || book.size() - learners.size() < VOTERS_MIN)) {
                return;
            }
            removed |= !gone.learner();
            trace.accept("remove " + gone.id());
            propose(store, ConfChange.Kind.REMOVE, gone);
        }
    }

    private void propose(EmbeddedStore store, ConfChange.Kind kind, ClusterMember member) {
        ClusterMember asked =
                kind == ConfChange.Kind.ADD_LEARNER ? ClusterMember.of(member.id(), member.peerUrls(), true) : member;
        try {
            var _ = store.cluster().propose(kind, asked);
        } catch (EtcdException e) {
            trace.accept("refused: " + e.getMessage());
        }
    }
}
