package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.wal.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Why a proposal has waited too long. */
class LeaderHistoryTest {
    private static final long SELF = 1;
    private static final long ELECTION_MS = 1000;
    private static final List<Long> MEMBERS = List.of(1L, 2L, 3L);

    private final Links links = new Links();
    private final LongAdder changes = new LongAdder();
    private long nowMs = 100_000;
    private final LeaderHistory history = new LeaderHistory(SELF, ELECTION_MS, links, () -> nowMs, changes);

    /** Since when others are reachable, as a test wishes. */
    private static final class Links implements Peers {
        private final Map<Long, Long> since = new HashMap<>();

        @Override
        public void send(Message message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void send(Message.InstallSnapshot message, Snapshot snapshot) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void members(Membership membership) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long activeSinceMs(long id) {
            return since.getOrDefault(id, -1L);
        }
    }

    private EtcdError timeout(long bornMs) {
        return history.timeout(bornMs, MEMBERS);
    }

    @Test
    void withoutALeaderNothingMoreIsKnown() {
        assertThat(timeout(99_000)).isEqualTo(EtcdError.TIMEOUT);
        history.saw(2);
        history.saw(0);
        assertThat(timeout(100_001)).isEqualTo(EtcdError.TIMEOUT);
    }

    @Test
    void whatBeganShortlyBeforeTheElectionWasLostWithTheLeaderBefore() {
        links.since.put(2L, 0L);
        history.saw(2);
        assertThat(timeout(98_000)).isEqualTo(EtcdError.TIMEOUT);
        assertThat(timeout(98_001)).isEqualTo(EtcdError.TIMEOUT_LEADER_FAIL);
        assertThat(timeout(99_999)).isEqualTo(EtcdError.TIMEOUT_LEADER_FAIL);
        assertThat(timeout(100_000)).isEqualTo(EtcdError.TIMEOUT);
        nowMs += 50_000;
        history.saw(2);
        assertThat(timeout(149_000)).isEqualTo(EtcdError.TIMEOUT);
        history.saw(0);
        history.saw(2);
        assertThat(timeout(149_000)).isEqualTo(EtcdError.TIMEOUT_LEADER_FAIL);
        assertThat(changes.sum()).isEqualTo(2);
    }

    @Test
    void aFollowerMayHaveLostItsLeader() {
        history.saw(2);
        assertThat(timeout(110_000)).isEqualTo(EtcdError.TIMEOUT_CONNECTION_LOST);
        links.since.put(2L, 110_000L);
        assertThat(timeout(110_000)).isEqualTo(EtcdError.TIMEOUT_CONNECTION_LOST);
        assertThat(timeout(110_001)).isEqualTo(EtcdError.TIMEOUT);
    }

    @Test
    void aLeaderMayHaveLostItsQuorum() {
        history.saw(SELF);
        assertThat(timeout(110_000)).isEqualTo(EtcdError.TIMEOUT_CONNECTION_LOST);
        links.since.put(3L, 105_000L);
        assertThat(timeout(110_000)).isEqualTo(EtcdError.TIMEOUT);
        assertThat(timeout(104_000)).isEqualTo(EtcdError.TIMEOUT_CONNECTION_LOST);
    }

    private static CompletableFuture<?> put(SimulatedCluster.Member at) {
        return Objects.requireNonNull(at.store()).submit(PutRequest.of(Bytes.utf8("key"), Bytes.utf8("value")));
    }

    private static void assertTimedOut(CompletableFuture<?> answer, EtcdError error) {
        assertThatThrownBy(answer::join).cause().hasMessage(error.text());
    }

    @Test
    void aPutThatWasHandedToALeaderWhichDiedSaysSo() {
        SimulatedCluster cluster = new SimulatedCluster(1, 3);
        cluster.until("a leader", () -> cluster.leader() != null);
        SimulatedCluster.Member leader = Objects.requireNonNull(cluster.leader());
        SimulatedCluster.Member follower = cluster.members().stream()
                .filter(one -> one != leader)
                .findFirst()
                .orElseThrow();
        cluster.until(
                "a leader that is known",
                () -> Objects.requireNonNull(follower.store()).member().hasLeader());
        leader.kill(false);
        CompletableFuture<?> answer = put(follower);
        cluster.until("an answer", answer::isDone);
        assertThat(cluster.leader()).isNotNull();
        assertTimedOut(answer, EtcdError.TIMEOUT_LEADER_FAIL);
    }

    @Test
    void aPutThatNeverFoundALeaderJustTimesOut() {
        SimulatedCluster cluster = new SimulatedCluster(1, 3);
        cluster.members().stream().skip(1).forEach(one -> one.kill(false));
        CompletableFuture<?> answer = put(cluster.members().getFirst());
        cluster.until("an answer", answer::isDone);
        assertTimedOut(answer, EtcdError.TIMEOUT);
    }
}
