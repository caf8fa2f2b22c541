package dev.carafe.etcd.consensus;

import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.metrics.Family;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.wal.Snapshot;
import java.io.IOException;
import java.util.List;

/**
 * The other members, as one member reaches them. No method waits for the network: what cannot be sent is dropped.
 *
 * <p>A transport may lose, delay and reorder messages, and double all but {@link Message.Forward}.
 */
public interface Peers {
    /** What a transport tells its member. Safe for any thread; nothing of it waits for long. */
    interface Listener {
        /** A message has come. */
        void received(Message message);

        /**
         * A leader's snapshot has come.
         *
         * @throws IOException when it could not be made durable, which is as if it had not come
         */
        void received(Message.InstallSnapshot message, Snapshot snapshot) throws IOException;

        /** A member cannot be reached. */
        void unreachable(long id);

        /** A snapshot that was sent has arrived or failed; called for each one. */
        void snapshotSent(long id, boolean arrived);

        /** The others say that this member was removed for good. */
        void removed();
    }

    /** Sends a message that is no {@link Message.InstallSnapshot}. */
    void send(Message message);

    /** Sends a snapshot, and tells the listener how that ended. */
    void send(Message.InstallSnapshot message, Snapshot snapshot);

    /** Who the members are from now on. */
    void members(Membership membership);

    /** Since when, in monotonic milliseconds, a member has been reachable without a break; -1 when it is not. */
    long activeSinceMs(long id);

    /** What was counted of the ways to them. */
    default List<Family> metrics() {
        return List.of();
    }
}
