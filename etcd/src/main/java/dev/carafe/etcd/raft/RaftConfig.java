package dev.carafe.etcd.raft;

/**
 * How a member behaves.
 *
 * @param id the member's id, not 0
 * @param electionTicks ticks without a leader before it tries to be one; each time a random number from this to twice it
 * @param preVote whether it asks others before it holds an election, which costs a term only when they would vote for it
 * @param heartbeatTicks ticks between a leader's heartbeats
 * @param messageBytesMax most bytes of entries in one message, but always one entry
 * @param inflightMax messages with entries that may be under way to one member
 * @param uncommittedBytesMax bytes of proposals that may wait for a majority
 */
public record RaftConfig(
        long id,
        int electionTicks,
        boolean preVote,
        int heartbeatTicks,
        long messageBytesMax,
        int inflightMax,
        long uncommittedBytesMax) {
    public RaftConfig {
        if (id == 0 || heartbeatTicks < 1 || electionTicks <= heartbeatTicks || inflightMax < 1) {
            throw new IllegalArgumentException("id " + id + ", election ticks " + electionTicks + ", heartbeat ticks "
                    + heartbeatTicks + ", in flight " + inflightMax);
        }
    }

    /** etcd's figures: heartbeats each 100 ms, elections after 1 s, with a tick of 100 ms. */
    public static RaftConfig of(long id) {
        return new RaftConfig(id, 10, true, 1, 1 << 20, 512, 64L << 20);
    }
}
