package dev.carafe.etcd;

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

    /** The term that the member is in. */
    long raftTerm();

    /** Whether the member knows who leads. */
    boolean hasLeader();

    /** After how many milliseconds without a leader one is elected. */
    long electionMs();
}
