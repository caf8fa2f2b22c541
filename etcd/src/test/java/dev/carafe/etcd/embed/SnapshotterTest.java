package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.mvcc.MvccCore;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.SnapshotFiles;
import dev.carafe.etcd.work.Work;
import dev.carafe.etcd.work.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotterTest {
    private static final int VALUE_BYTES = 300 << 10;
    private static final int VALUES = 10;

    private final MvccCore core = MvccCore.empty();
    private final LaterWorkers workers = new LaterWorkers();
    private final Snapshotter snapshotter = snapshotter();

    /** Keeps jobs until they are asked for, and counts their rests. */
    private static final class LaterWorkers implements Workers {
        private final List<Runnable> jobs = new ArrayList<>();
        private int rests;

        @Override
        public Running start(String name, Kind kind, Work work) {
            throw new UnsupportedOperationException("snapshots are jobs");
        }

        @Override
        public void run(String name, Runnable job) {
            jobs.add(job);
        }

        @Override
        public void rest() {
            rests++;
        }

        void runAll() {
            jobs.forEach(Runnable::run);
            jobs.clear();
        }
    }

    private Snapshotter snapshotter() {
        SnapshotFiles files = new SnapshotFiles(new MemoryDirectory());
        try {
            return new Snapshotter(files, SnapshotPace.alone(1), 0, new ValueSpill(files, Long.MAX_VALUE), workers);
        } catch (IOException e) {
            throw new AssertionError("a directory in memory", e);
        }
    }

    @BeforeEach
    void fill() {
        for (int i = 0; i < VALUES; i++) {
            core.apply(PutRequest.of(Bytes.utf8("key" + i), Bytes.wrap(new byte[VALUE_BYTES])), 0);
        }
    }

    private void start(long writtenBytes) {
        snapshotter.maybeStart(writtenBytes, VALUES, () -> new Snapshot(VALUES, core.state(), List.of()));
    }

    @Test
    void restsWhileNobodyWaits() {
        start(1);
        workers.runAll();

        assertThat(snapshotter.sizeBytes()).isGreaterThan(VALUES * VALUE_BYTES);
        assertThat(workers.rests).isEqualTo(VALUES);
    }

    @Test
    void takesNoRestsWhenSomebodyWantsIt() {
        CompletableFuture<Void> wanted = snapshotter.want();
        start(0);
        workers.runAll();
        start(0);
        snapshotter.takeDroppable();
        start(0);

        assertThat(wanted).isCompleted();
        assertThat(workers.rests).isZero();
    }

    @Test
    void takesNoMoreRestsOnceItsEndIsAwaited() {
        start(1);
        snapshotter.join();

        assertThat(snapshotter.running()).isFalse();
        assertThat(workers.rests).isZero();
    }
}
