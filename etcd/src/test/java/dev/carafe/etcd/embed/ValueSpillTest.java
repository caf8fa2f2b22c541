package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.mvcc.Change;
import dev.carafe.etcd.mvcc.MvccCore;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.SnapshotFiles;
import dev.carafe.etcd.wal.StorageDirectory;
import dev.carafe.etcd.wal.StorageFile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ValueSpillTest {
    private static final int VALUE_BYTES = 1000;
    private static final int HEAP_BYTES_MAX = 10 * VALUE_BYTES;

    private final MemoryDirectory directory = new MemoryDirectory();
    private final MvccCore core = MvccCore.empty();
    private final ValueSpill spill = new ValueSpill(new SnapshotFiles(directory), HEAP_BYTES_MAX);

    @Test
    void valuesGoWhenThereAreManyAndNotBefore() {
        put(spill, 9);
        assertThat(stored(2)).isFalse();
        put(spill, 1);
        assertThat(stored(2)).isTrue();
        assertThat(stored(11)).isTrue();
        put(spill, 9);
        assertThat(stored(12)).isFalse();
        put(spill, 1);
        assertThat(stored(12)).isTrue();
    }

    @Test
    void valuesGoAlsoWhenTheyTakeThePlaceOfOthersAndTheStoreDoesNotGrow() {
        put(spill, 10);
        for (int round = 0; round < 20; round++) {
            put(spill, 10);
            long newest = core.state().revision();
            core.apply(new CompactRequest(newest, false), 0);
            assertThat(core.prune(100)).isFalse();
            assertThat(inHeap(core.state())).isLessThan(HEAP_BYTES_MAX);
            assertThat(stored(newest)).isTrue();
        }
    }

    @Test
    @Timeout(60)
    void theHeapHoldsLittleHoweverLongASnapshotIsBeingWritten() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        SnapshotFiles files = new SnapshotFiles(new SlowSnapshots(directory, begun, goOn));
        ValueSpill beside = new ValueSpill(files, HEAP_BYTES_MAX);
        put(beside, 5);
        MvccState captured = core.state();
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> {
            try {
                var _ = files.write(new Snapshot(5, captured, List.of()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        begun.await();
        for (int i = 0; i < 1000; i++) {
            put(beside, 1);
            assertThat(inHeap(core.state())).isLessThan(HEAP_BYTES_MAX);
        }
        goOn.countDown();
        written.join();
        for (long revision = 2; revision <= core.state().revision(); revision++) {
            assertThat(core.state().change(revision).kv(0).value()).isEqualTo(Bytes.wrap(new byte[VALUE_BYTES]));
        }
    }

    @Test
    void aDiskThatIsFullLeavesThemInTheHeap() {
        directory.fill(true);
        put(spill, 10);
        assertThat(stored(2)).isFalse();
        assertThat(core.state().change(2).kv(0).value().length()).isEqualTo(VALUE_BYTES);
    }

    private boolean stored(long revision) {
        return core.state().change(revision).kv(0).value().isStored();
    }

    private static long inHeap(MvccState state) {
        long bytes = 0;
        for (long revision = state.firstChange(); revision <= state.revision(); revision++) {
            Change change = state.change(revision);
            for (int i = 0; i < change.size(); i++) {
                Bytes value = change.kv(i).value();
                bytes += value.isStored() ? 0 : value.length();
            }
        }
        return bytes;
    }

    private void put(ValueSpill into, int count) {
        for (int i = 0; i < count; i++) {
            core.apply(PutRequest.of(Bytes.utf8("k" + i), Bytes.wrap(new byte[VALUE_BYTES])), 0);
            into.relieveHeap(core);
        }
    }

    /** Files of which snapshots wait to be written. */
    private record SlowSnapshots(StorageDirectory files, CountDownLatch begun, CountDownLatch goOn)
            implements StorageDirectory {
        @Override
        public List<String> list() throws IOException {
            return files.list();
        }

        @Override
        public StorageFile create(String name) throws IOException {
            if (name.startsWith("snapshot")) {
                begun.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return files.create(name);
        }

        @Override
        public StorageFile open(String name) throws IOException {
            return files.open(name);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            files.rename(from, to);
        }

        @Override
        public void delete(String name) throws IOException {
            files.delete(name);
        }

        @Override
        public void sync() throws IOException {
            files.sync();
        }
    }
}
