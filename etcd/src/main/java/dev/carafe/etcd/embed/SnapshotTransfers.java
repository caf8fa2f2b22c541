package dev.carafe.etcd.embed;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.raft.RaftSnapshot;
import dev.carafe.etcd.wal.Snapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Snapshots on their way between members. Belongs to the loop's thread. */
final class SnapshotTransfers {
    private final Peers peers;

    /** Leaders' snapshots that wait for the core to want them, by index. */
    private final Map<Long, Snapshot> incoming = new HashMap<>();

    /** Members that a snapshot is being sent to. */
    private final Set<Long> sending = new HashSet<>();

    SnapshotTransfers(Peers peers) {
        this.peers = peers;
    }

    /** Whether one is being sent: history must not be freed meanwhile. */
    boolean sending() {
        return !sending.isEmpty();
    }

    /**
     * Sends the state in the place of a snapshot that the core wants to be sent. What the core has is where its log begins; the
     * state itself is as of now.
     */
    void send(Message.InstallSnapshot wanted, Snapshot now) {
        RaftSnapshot head =
                new RaftSnapshot(now.index(), now.term(), now.membership().conf(), Bytes.EMPTY);
        sending.add(wanted.to());
        peers.send(new Message.InstallSnapshot(wanted.from(), wanted.to(), wanted.term(), head), now);
    }

    /** What was sent to a member has arrived there, or never will. */
    void sent(long id) {
        sending.remove(id);
    }

    void received(Snapshot snapshot) {
        incoming.put(snapshot.index(), snapshot);
    }

    /** The leader's snapshot that the core has taken. */
    Snapshot taken(long index) {
        Snapshot snapshot = incoming.get(index);
        if (snapshot == null) {
            throw new IllegalStateException("no snapshot of index " + index);
        }
        return snapshot;
    }

    /** Lets go of those that the core does not want. */
    void settle() {
        incoming.clear();
    }
}
