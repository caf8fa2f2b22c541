package dev.carafe.etcd.raft;

/**
 * What a member is in its term.
 *
 * <pre>
 * FOLLOWER      -> PRE_CANDIDATE (no leader heard for an election timeout), CANDIDATE (told to by a leader that goes)
 * PRE_CANDIDATE -> CANDIDATE (a majority would vote), FOLLOWER (a majority would not, or a leader is heard)
 * CANDIDATE     -> LEADER (elected), FOLLOWER (refused, or a leader is heard), PRE_CANDIDATE (nobody won in time)
 * LEADER        -> FOLLOWER (a later term is seen, a majority is silent, or it was removed)
 * </pre>
 */
public enum Role {
    FOLLOWER,
    PRE_CANDIDATE,
    CANDIDATE,
    LEADER
}
