package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.consensus.HashCalls;
import dev.carafe.etcd.corruption.CorruptionChecker;
import dev.carafe.etcd.corruption.MemberHashes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A member whose log is whole, and whose data are not the others'. */
final class CorruptMemberTest {
    private final SimulatedCluster cluster = new SimulatedCluster(11, 3);

    private static EmbeddedStore store(SimulatedCluster.Member member) {
        return Objects.requireNonNull(member.store());
    }

    /** Puts the same keys into a cluster, of values that are as long. */
    private static void fill(SimulatedCluster filled, String value) {
        filled.until("a leader", () -> filled.leader() != null);
        for (int i = 0; i < 5; i++) {
            SimulatedCluster.Member leader = Objects.requireNonNull(filled.leader());
            CompletableFuture<?> answer = store(leader).submit(PutRequest.of(Bytes.utf8("k" + i), Bytes.utf8(value)));
            filled.until("a put", answer::isDone);
            assertThat(answer).isCompleted();
        }
        filled.until(
                "all members to have all",
                () -> filled.members().stream()
                        .allMatch(member -> store(member).status().revision() == 6));
    }

    /** Lets a follower have the files of a cluster in which the same happened with other values. */
    private SimulatedCluster.Member corrupt() {
        fill(cluster, "sound");
        SimulatedCluster other = new SimulatedCluster(11, 3); // of the same seed, so that the logs' terms are the same
        fill(other, "OTHER");
        SimulatedCluster.Member leader = Objects.requireNonNull(cluster.leader());
        int index = (cluster.members().indexOf(leader) + 1) % 3;
        SimulatedCluster.Member corrupt = cluster.members().get(index);
        corrupt.kill(false);
        corrupt.takeDisk(other.members().get(index));
        corrupt.start();
        cluster.until(
                "the member to serve",
                () -> store(corrupt).status().leaderId() != 0
                        && store(corrupt).status().revision() == 6);
        assertThat(store(corrupt)
                        .range(RangeRequest.of(Bytes.utf8("k1")).withSerializable(true))
                        .kvs()
                        .getFirst()
                        .value())
                .isEqualTo(Bytes.utf8("OTHER"));
        return corrupt;
    }

    /** A member's hashes and the others', without a network; alarms are only noted. */
    private MemberHashes hashes(SimulatedCluster.Member member, List<Long> alarms) {
        HashCalls calls = (id, revision) -> cluster.members().stream()
                .map(CorruptMemberTest::store)
                .filter(store -> store.status().memberId() == id)
                .findFirst()
                .orElseThrow()
                .hashKv(revision);
        MemberHashes real = store(member).hashes(calls);
        return new MemberHashes() {
            @Override
            public long self() {
                return real.self();
            }

            @Override
            public List<Long> others() {
                return real.others();
            }

            @Override
            public boolean leads() {
                return real.leads();
            }

            @Override
            public long compactRevision() {
                return real.compactRevision();
            }

            @Override
            public Session.HashKv own(long revision) {
                return real.own(revision);
            }

            @Override
            public Session.HashKv of(long id, long revision) {
                return real.of(id, revision);
            }

            @Override
            public void awaitLinearizable() {
                CompletableFuture<Void> barrier = store(member).barrier();
                cluster.until("a barrier", barrier::isDone);
            }

            @Override
            public void alarm(long id) {
                alarms.add(id);
            }
        };
    }

    @Test
    void membersThatAreAlikeAgree() {
        fill(cluster, "sound");
        List<Long> alarms = new ArrayList<>();
        for (SimulatedCluster.Member member : cluster.members()) {
            assertThat(new CorruptionChecker(hashes(member, alarms)).agreesWithOthers())
                    .isTrue();
        }
        new CorruptionChecker(hashes(Objects.requireNonNull(cluster.leader()), alarms)).compareNewest();
        assertThat(alarms).isEmpty();
    }

    @Test
    void isFoundByItselfAndByTheLeader() {
        SimulatedCluster.Member corrupt = corrupt();
        List<Long> alarms = new ArrayList<>();
        assertThat(new CorruptionChecker(hashes(corrupt, alarms)).agreesWithOthers())
                .isFalse();
        SimulatedCluster.Member leader = Objects.requireNonNull(cluster.leader());
        new CorruptionChecker(hashes(leader, alarms)).compareNewest();
        assertThat(alarms).containsExactly(store(corrupt).status().memberId());
    }

    @Test
    void isFoundAtACompactionAndNothingIsServedUntilTheAlarmIsDisarmed() {
        SimulatedCluster.Member corrupt = corrupt();
        SimulatedCluster.Member leader = Objects.requireNonNull(cluster.leader());
        CompletableFuture<?> compacting = store(leader).submit(new CompactRequest(4, false));
        cluster.until("the compaction", compacting::isDone);
        cluster.until(
                "the compaction everywhere",
                () -> cluster.members().stream()
                        .allMatch(member -> store(member).compactRevision() == 4));
        List<Long> alarms = new ArrayList<>();
        new CorruptionChecker(hashes(leader, alarms)).compareCompacted();
        assertThat(alarms).containsExactly(store(corrupt).status().memberId());

        CompletableFuture<?> raising = store(leader)
                .submit(new AlarmRequest(AlarmRequest.Action.ACTIVATE, alarms.getFirst(), AlarmType.CORRUPT));
        cluster.until("the alarm", raising::isDone);
        assertThatThrownBy(() ->
                        store(leader).range(RangeRequest.of(Bytes.utf8("k1")).withSerializable(true)))
                .hasMessage("etcdserver: corrupt cluster");
        CompletableFuture<?> refused = store(leader).submit(PutRequest.of(Bytes.utf8("k1"), Bytes.utf8("v")));
        cluster.until("an answer", refused::isDone);
        assertThat(refused).failsWithin(Duration.ZERO).withThrowableThat().withMessageContaining("corrupt cluster");
    }
}
