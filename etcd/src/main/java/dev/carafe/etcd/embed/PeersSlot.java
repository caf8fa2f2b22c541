package dev.carafe.etcd.embed;

import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.metrics.Family;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.wal.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transport that is filled in later: it needs its listener, which needs it. Nothing is sent before it is full. */
final class PeersSlot implements Peers {
    private volatile @Nullable Peers peers;

    void fill(Peers transport) {
        peers = transport;
    }

    private Peers peers() {
        Peers filled = peers;
        if (filled == null) {
            throw new IllegalStateException("no transport yet");
        }
        return filled;
    }

    @Override
    public void send(Message message) {
        peers().send(message);
    }

    @Override
    public void send(Message.InstallSnapshot message, Snapshot snapshot) {
        peers().send(message, snapshot);
    }

    @Override
    public void members(Membership membership) {
        peers().members(membership);
    }

    @Override
    public long activeSinceMs(long id) {
        return peers().activeSinceMs(id);
    }

    @Override
    public List<Family> metrics() {
        return peers().metrics();
    }
}
