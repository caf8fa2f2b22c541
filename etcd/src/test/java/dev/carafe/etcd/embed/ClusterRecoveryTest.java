package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.raft.Entry;
import dev.carafe.etcd.raft.HardState;
import dev.carafe.etcd.state.StateMachine;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.RaftWal;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.SnapshotFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClusterRecoveryTest {
    private static final StoreConfig CONFIG =
            new StoreConfig(Path.of("unused"), 80 * 1024, 20_000, 8 * 1024, 128, Duration.ofSeconds(5));

    private final ClusterConfig cluster = ClusterConfig.of(
            "m1",
            List.of(),
            new RaftWal.Identity(1, 7),
            Membership.of(List.of(
                    ClusterMember.of(1, List.of("http://127.0.0.1:1"), false),
                    ClusterMember.of(2, List.of("http://127.0.0.1:2"), false))));
    private final MemoryDirectory directory = new MemoryDirectory();

    private ClusterRecovery.Recovered recover() throws IOException {
        return recover(cluster);
    }

    private ClusterRecovery.Recovered recover(ClusterConfig cluster) throws IOException {
        return ClusterRecovery.recover(CONFIG, cluster, directory, 1000, new SplittableRandom(1), new TurnedWorkers());
    }

    private static void log(RaftWal wal, HardState state, Entry... entries) throws IOException {
        for (Entry entry : entries) {
            wal.entry(entry);
        }
        wal.state(state);
        wal.flush(true);
    }

    private static Entry entry(long index, long term) {
        return new Entry(term, index, Entry.Kind.NORMAL, Bytes.EMPTY);
    }

    @Test
    void whatFollowsALeadersSnapshotIsReadThoughTheLogHadAnotherHistory() throws IOException {
        ClusterRecovery.Recovered first = recover();
        log(first.wal(), new HardState(2, 0, 2), entry(2, 2), entry(3, 2), entry(4, 2));
        Snapshot own = first.applier().snapshot();
        // The leader's snapshot, of another entry 3, is on disk, and the member ends before its log says so.
        var _ = first.files().write(new Snapshot(3, own.state(), own.leases(), own.control(), 3, own.membership()));
        first.wal().close();

        ClusterRecovery.Recovered second = recover();
        assertThat(second.core().lastIndex()).isEqualTo(3);
        log(second.wal(), new HardState(5, 2, 5), entry(4, 5), entry(5, 5));
        second.wal().close();

        ClusterRecovery.Recovered third = recover();
        assertThat(third.core().lastIndex()).isEqualTo(5);
        assertThat(third.core().commitIndex()).isEqualTo(5);
        assertThat(third.core().term()).isEqualTo(5);
        assertThat(third.applier().index()).isEqualTo(5);
        third.wal().close();
    }

    @Test
    void aMemberThatGoesOnAloneHasAllThatItsLogHeldAndNoOtherMembers() throws IOException {
        ClusterRecovery.Recovered first = recover();
        log(first.wal(), new HardState(2, 0, 2), entry(2, 2), entry(3, 2), entry(4, 2));
        first.wal().close();

        ClusterRecovery.Recovered alone = recover(forced());
        assertThat(alone.applier().membership().members()).containsOnlyKeys(1L);
        assertThat(alone.applier().membership().removed()).containsExactly(2L);
        assertThat(alone.core().lastIndex()).isEqualTo(5);
        assertThat(alone.core().commitIndex()).isEqualTo(5);
        alone.wal().close();

        ClusterRecovery.Recovered again = recover();
        assertThat(again.applier().membership().members()).containsOnlyKeys(1L);
        assertThat(again.core().lastIndex()).isEqualTo(5);
        again.wal().close();
        ClusterRecovery.Recovered twice = recover(forced());
        assertThat(twice.core().lastIndex()).isEqualTo(5);
        twice.wal().close();
    }

    @Test
    void aStoreThatIsAloneIsNotMadeAloneAgain() throws IOException {
        new SnapshotFiles(directory)
                .write(new Snapshot(1, StateMachine.empty().core().state(), List.of()));
        ClusterConfig found = new ClusterConfig(
                "m1", List.of(), new RaftWal.Identity(0, 0), Membership.EMPTY, 100, 1000, true, true, 1, true);
        assertThatThrownBy(() -> recover(found))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leave --force-new-cluster out");
    }

    private ClusterConfig forced() {
        return new ClusterConfig(
                cluster.name(),
                cluster.clientUrls(),
                cluster.identity(),
                cluster.initial(),
                cluster.heartbeatMs(),
                cluster.electionMs(),
                cluster.preVote(),
                cluster.strictReconfigCheck(),
                cluster.learnersMax(),
                true);
    }
}
