package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.consensus.Peers;
import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * When the present leader was elected, and by that why a proposal has waited too long. Belongs to the loop's thread. Source: etcd
 * {@code server/etcdserver/server.go}, {@code parseProposeCtxErr}.
 */
final class LeaderHistory {
    private final long memberId;
    /** How long before a leader's election the one before may have been gone. */
    private final long lostMs;

    private final Peers peers;
    private final LongSupplier clockMs;
    private final LongAdder changes;

    private long leader;
    private boolean elected;
    /** Of the leader that is or was known last; means nothing before the first. */
    private long electedMs;

    /**
     * No leader yet.
     *
     * @param electionMs after how long without a leader one is elected
     * @param clockMs monotonic time in milliseconds
     * @param changes counts elections that were seen
     */
    LeaderHistory(long memberId, long electionMs, Peers peers, LongSupplier clockMs, LongAdder changes) {
        this.memberId = memberId;
        this.lostMs = 2 * electionMs;
        this.peers = peers;
        this.clockMs = clockMs;
        this.changes = changes;
    }

    /** Who leads now, 0 for nobody; the same leader is another one when there was none in between. */
    void saw(long now) {
        if (now == leader) {
            return;
        }
        leader = now;
        if (now != 0) {
            changes.increment();
            elected = true;
            electedMs = clockMs.getAsLong();
        }
    }

    /**
     * What is said of a proposal that has waited too long.
     *
     * @param bornMs when it began to wait
     * @param members all that there are, learners too
     */
    EtcdError timeout(long bornMs, Collection<Long> members) {
        if (elected && bornMs > electedMs - lostMs && bornMs < electedMs) {
            return EtcdError.TIMEOUT_LEADER_FAIL;
        }
        boolean connected = leader == 0
                || (leader == memberId
                        ? members.stream()
                                        .filter(id -> id == memberId || isConnected(id, bornMs))
                                        .count()
                                > members.size() / 2
                        : isConnected(leader, bornMs));
        return connected ? EtcdError.TIMEOUT : EtcdError.TIMEOUT_CONNECTION_LOST;
    }

    private boolean isConnected(long id, long fromMs) {
        long sinceMs = peers.activeSinceMs(id);
        return sinceMs >= 0 && sinceMs < fromMs;
    }
}
