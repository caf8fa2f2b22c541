package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.embed.EmbeddedStore;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** What befalls a cluster, as far as its plan allows it. */
final class ClusterFaults {
    private final ClusterPlan plan;
    private final SplittableRandom random;
    private final VirtualTime time;
    private final SimulatedNetwork network;
    private final ClusterProcesses processes;
    private final MemberChanges changes;
    private final Consumer<String> trace;

    ClusterFaults(
            ClusterPlan plan,
            SplittableRandom random,
            VirtualTime time,
            SimulatedNetwork network,
            ClusterProcesses processes,
            MemberChanges changes,
            Consumer<String> trace) {
        this.plan = plan;
        this.random = random;
        this.time = time;
        this.network = network;
        this.processes = processes;
        this.changes = changes;
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
                if (plan.replaces() && random.nextBoolean()) {
                    changes.replace(peer);
                } else if (plan.changes()) {
                    changes.change();
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
}
