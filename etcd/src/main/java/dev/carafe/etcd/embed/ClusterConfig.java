package dev.carafe.etcd.embed;

import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.membership.ProposedMember;
import dev.carafe.etcd.wal.RaftWal;
import java.util.List;

/**
 * How a member takes part in a cluster.
 *
 * @param name what it calls itself, empty to leave that and where clients reach it as the log has it
 * @param clientUrls where clients reach it
 * @param identity who it is, unless its log says so already
 * @param initial a new cluster's members, none to join one that there is
 * @param heartbeatMs between a leader's heartbeats (etcd's {@code --heartbeat-interval})
 * @param electionMs without a leader before a new one is elected (etcd's {@code --election-timeout})
 * @param preVote whether it asks others before it holds an election (etcd's {@code --pre-vote})
 * @param strictReconfigCheck whether changes that could cost the quorum are refused
 * @param learnersMax learners that it lets a cluster have when it proposes another (etcd's {@code --max-learners})
 * @param forceNew whether all other members are removed from the log at the start (etcd's {@code --force-new-cluster})
 */
public record ClusterConfig(
        String name,
        List<String> clientUrls,
        RaftWal.Identity identity,
        Membership initial,
        int heartbeatMs,
        int electionMs,
        boolean preVote,
        boolean strictReconfigCheck,
        int learnersMax,
        boolean forceNew) {
    public static final int HEARTBEAT_MS = 100;
    public static final int ELECTION_MS = 1000;

    /** How many heartbeats at least fit an election's timeout. */
    private static final int HEARTBEATS_MIN = 5;

    public ClusterConfig {
        clientUrls = List.copyOf(clientUrls);
        if (heartbeatMs < 1 || electionMs < HEARTBEATS_MIN * heartbeatMs) {
            throw new IllegalArgumentException("--election-timeout[" + electionMs
                    + "ms] should be at least as 5 times as --heartbeat-interval[" + heartbeatMs + "ms]");
        }
        if (learnersMax < 0) {
            throw new IllegalArgumentException("--max-learners takes no negative number, and not " + learnersMax);
        }
    }

    /** With etcd's usual times. */
    public static ClusterConfig of(
            String name, List<String> clientUrls, RaftWal.Identity identity, Membership initial) {
        return new ClusterConfig(
                name,
                clientUrls,
                identity,
                initial,
                HEARTBEAT_MS,
                ELECTION_MS,
                true,
                true,
                ProposedMember.LEARNERS_MAX,
                false);
    }

    /** As its log has it. */
    static ClusterConfig asLogged() {
        return of("", List.of(), new RaftWal.Identity(0, 0), Membership.EMPTY);
    }

    /** The same with another limit of learners. */
    public ClusterConfig withLearnersMax(int count) {
        return new ClusterConfig(
                name,
                clientUrls,
                identity,
                initial,
                heartbeatMs,
                electionMs,
                preVote,
                strictReconfigCheck,
                count,
                forceNew);
    }

    /** The same, with others asked before an election or not. */
    public ClusterConfig withPreVote(boolean asks) {
        return new ClusterConfig(
                name,
                clientUrls,
                identity,
                initial,
                heartbeatMs,
                electionMs,
                asks,
                strictReconfigCheck,
                learnersMax,
                forceNew);
    }

    int electionTicks() {
        return electionMs / heartbeatMs;
    }

    /** How long a request waits for its answer. */
    long requestTimeoutMs() {
        return requestTimeoutMs(electionMs);
    }

    /** How long a request waits where elections take so long (etcd's {@code ReqTimeout}). */
    static long requestTimeoutMs(long electionMs) {
        return 5000 + 2 * electionMs;
    }
}
