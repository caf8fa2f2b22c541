package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.raft.Entry;
import dev.carafe.etcd.raft.HardState;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.RaftWal;
import dev.carafe.etcd.wal.Snapshot;
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
}
