package dev.carafe.etcd.corruption;

import dev.carafe.etcd.Session;
import java.util.List;

/** The members of a cluster, as one of them compares them. Methods block, and throw {@link dev.carafe.etcd.EtcdException}. */
public interface MemberHashes {
    /** The member that compares. */
    long self();

    /** The others. */
    List<Long> others();

    /** Whether this member leads. */
    boolean leads();

    /** The last revision that this member has compacted, 0 for none. */
    long compactRevision();

    /**
     * The hash of this member's history.
     *
     * @param revision the last one that goes in, 0 for the newest
     */
    Session.HashKv own(long revision);

    /** The hash of another member's history up to a revision; refused where it is behind that or has compacted it. */
    Session.HashKv of(long member, long revision);

    /** Returns when this member has all that any member had answered before the call. */
    void awaitLinearizable();

    /** Raises the {@code CORRUPT} alarm for a member, or for the cluster where it is 0. */
    void alarm(long member);
}
