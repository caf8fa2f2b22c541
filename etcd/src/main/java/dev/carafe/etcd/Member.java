package dev.carafe.etcd;

import dev.carafe.etcd.metrics.Family;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One member of a cluster, as its own server sees it. May be used by any number of threads. */
public interface Member {
    /**
     * What a caller may do; every request of it is checked.
     *
     * @throws EtcdException when users are needed and the caller's token is nobody's
     */
    Session as(Caller caller);

    /** How the member is; unchecked, for its own health checks. */
    StatusResponse status();

    /**
     * Whether the member can answer reads; unchecked, for its own health checks. Completes when it could, with an {@link
     * EtcdException} when it cannot, and at the latest when a request would time out. Never throws.
     *
     * @param serializable whether it is asked for itself, and not for what all members agree on
     */
    CompletableFuture<Void> read(boolean serializable);

    /** What the member has counted and measured besides, for whoever watches over it. */
    List<Family> metrics();

    /** The term that the member is in. */
    long raftTerm();

    /** Whether the member knows who leads. */
    boolean hasLeader();

    /** Whether the member has no vote, and so answers little. */
    boolean learner();

    /** After how many milliseconds without a leader one is elected. */
    long electionMs();
}
