package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Member;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a member says when it is asked whether it could answer a read. */
class MemberReadTest {
    private final SimulatedCluster cluster = new SimulatedCluster(1, 3);

    private SimulatedCluster.Member follower() {
        return cluster.members().stream()
                .filter(one -> one != cluster.leader())
                .findFirst()
                .orElseThrow();
    }

    private static Member member(SimulatedCluster.Member of) {
        return Objects.requireNonNull(of.store()).member();
    }

    private void cutAll() {
        for (SimulatedCluster.Member from : cluster.members()) {
            for (SimulatedCluster.Member to : cluster.members()) {
                cluster.cut(from, to);
            }
        }
    }

    @Test
    void aReadOfTheClusterAsksItsLeader() {
        cluster.until("a leader", () -> cluster.leader() != null);
        CompletableFuture<Void> read = member(follower()).read(false);
        assertThat(read).isNotDone();
        cluster.until("the leader's word", read::isDone);
        assertThat(read).isCompleted();
    }

    @Test
    void whoKnowsALeaderThatStandsStillReadsForItselfAlone() {
        cluster.until("a leader", () -> cluster.leader() != null);
        Member asked = member(follower());
        cluster.until("a leader that is known", asked::hasLeader);
        cutAll();
        CompletableFuture<Void> read = asked.read(false);
        assertThat(asked.read(true)).isCompleted();
        assertThat(asked.hasLeader()).isTrue();
        cluster.until("an answer", read::isDone);
        assertThatThrownBy(read::join).hasMessageContaining("etcdserver: request timed out");
        assertThat(asked.read(true)).isCompleted();
    }

    @Test
    void whoHasStoppedReadsNothing() {
        cluster.until("a leader", () -> cluster.leader() != null);
        SimulatedCluster.Member gone = follower();
        Member asked = member(gone);
        Objects.requireNonNull(gone.store()).close();
        assertThatThrownBy(() -> asked.read(false).join()).hasMessageContaining("etcdserver: server stopped");
    }
}
