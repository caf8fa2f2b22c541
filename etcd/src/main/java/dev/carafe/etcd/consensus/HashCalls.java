package dev.carafe.etcd.consensus;

import dev.carafe.etcd.Session;

/**
 * What a member is asked to be compared with another. Blocks until the answer; throws {@link dev.carafe.etcd.EtcdException}, with code
 * UNAVAILABLE when the member could not be reached.
 */
public interface HashCalls {
    /** The hash of a member's history up to a revision. */
    Session.HashKv hashKv(long memberId, long revision);
}
