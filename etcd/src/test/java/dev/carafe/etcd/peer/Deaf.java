package dev.carafe.etcd.peer;

import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.wal.Snapshot;

/** A member that remembers nothing of what it is told. */
final class Deaf implements Peers.Listener {
    @Override
    public void received(Message message) {}

    @Override
    public void received(Message.InstallSnapshot message, Snapshot snapshot) {}

    @Override
    public void unreachable(long id) {}

    @Override
    public void snapshotSent(long id, boolean arrived) {}

    @Override
    public void removed() {}
}
