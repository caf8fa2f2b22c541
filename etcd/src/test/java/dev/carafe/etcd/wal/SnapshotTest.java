package dev.carafe.etcd.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.lease.Lessor;
import dev.carafe.etcd.mvcc.Change;
import dev.carafe.etcd.mvcc.MvccCore;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.testing.RandomRequests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {
    private static final List<Lessor.Granted> LEASES =
            List.of(new Lessor.Granted(-7, 60, 13, 5), new Lessor.Granted(9, 2));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void bringsBackEveryReadableRevision(long seed) throws IOException {
        MvccState state = randomState(seed);
        MemoryDirectory directory = new MemoryDirectory();
        SnapshotFiles files = new SnapshotFiles(directory);
        files.write(new Snapshot(42, state, LEASES));
        Snapshot back = Objects.requireNonNull(files.newest());
        assertThat(back.index()).isEqualTo(42);
        assertThat(back.leases()).isEqualTo(LEASES);
        MvccState restored = back.state();
        assertThat(restored.revision()).as("seed %d", seed).isEqualTo(state.revision());
        assertThat(restored.compactRevision()).as("seed %d", seed).isEqualTo(state.compactRevision());
        MvccCore before = new MvccCore(state, new Lessor());
        MvccCore after = new MvccCore(restored, new Lessor());
        for (long revision = Math.max(1, state.compactRevision()); revision <= state.revision(); revision++) {
            RangeRequest all = RangeRequest.prefix(Bytes.EMPTY).withRevision(revision);
            assertThat(after.range(all))
                    .as("seed %d revision %d", seed, revision)
                    .isEqualTo(before.range(all));
        }
        for (long revision = state.firstChange(); revision <= state.revision(); revision++) {
            Change expected = state.change(revision);
            Change change = restored.change(revision);
            assertThat(change.size()).isEqualTo(expected.size());
            for (int i = 0; i < change.size(); i++) {
                assertThat(change.kv(i))
                        .as("seed %d revision %d", seed, revision)
                        .isEqualTo(expected.kv(i));
                if (revision > state.compactRevision()) {
                    assertThat(change.prevKv(i))
                            .as("seed %d revision %d", seed, revision)
                            .isEqualTo(expected.prevKv(i));
                }
            }
        }
    }

    @Test
    void refusesAFileWithAnyFlippedOrMissingByte() throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        new SnapshotFiles(directory).write(new Snapshot(42, randomState(1), LEASES));
        String name = directory.list().getFirst();
        byte[] bytes = directory.bytes(name);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            byte[] damaged =
                    random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
            if (damaged.length == bytes.length) {
                damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            MemoryDirectory with = directory.with(name, damaged);
            assertThatThrownBy(() -> new SnapshotReader(with.open(name)).read())
                    .isInstanceOfAny(CorruptException.class, RuntimeException.class);
        }
    }

    @Test
    void largeValuesLeaveTheHeapForTheNewestSnapshotAndAreReadFromThere(@TempDir Path folder) throws IOException {
        MvccCore core = MvccCore.empty();
        for (int i = 0; i < 50; i++) {
            core.apply(PutRequest.of(key(i % 20), value(i)), 0);
        }
        try (DiskDirectory directory = DiskDirectory.open(folder)) {
            SnapshotFiles files = new SnapshotFiles(directory);
            for (int index = 50; index < 55; index++) { // each takes over from the one before, of which two are kept
                core.apply(PutRequest.of(key(index % 20), value(index)), 0);
                files.write(new Snapshot(index, core.state(), List.of()));
                files.dropOld();
                checkStored(core, index);
            }
            Snapshot back = Objects.requireNonNull(files.newest());
            checkStored(new MvccCore(back.state(), new Lessor()), 54);
        }
    }

    @Test
    void valuesAfterASnapshotLeaveTheHeapForAFileWithoutAName(@TempDir Path folder) throws IOException {
        MvccCore core = MvccCore.empty();
        try (DiskDirectory directory = DiskDirectory.open(folder)) {
            SnapshotFiles files = new SnapshotFiles(directory);
            for (int i = 0; i < 30; i++) {
                core.apply(PutRequest.of(key(i % 20), value(i)), 0);
            }
            files.spill(core.state(), 21); // the change of revision 21 put value 19
            assertThat(core.state().change(21).kv(0).value().isStored()).isFalse();
            assertThat(core.state().change(22).kv(0).value().isStored()).isTrue();
            files.spill(core.state(), 0);
            checkStored(core, 29);
            assertThat(directory.list()).containsExactly("lock");
        }
    }

    private static void checkStored(MvccCore core, int last) {
        MvccState state = core.state();
        for (int i = 0; i <= last; i++) {
            KeyValue kv = state.change(i + 2).kv(0);
            boolean large = i % 3 != 0;
            assertThat(kv.value().isStored()).as("value %d", i).isEqualTo(large);
            assertThat(kv.value()).isEqualTo(value(i));
        }
        assertThat(Objects.requireNonNull(state.at(key(last % 20), state.revision()))
                        .value())
                .isEqualTo(value(last));
    }

    private static Bytes key(int number) {
        return Bytes.utf8("k" + number);
    }

    /** Every third one is small. */
    private static Bytes value(int number) {
        return Bytes.utf8((number % 3 == 0 ? "v" : "v".repeat(1000)) + number);
    }

    private static MvccState randomState(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomRequests requests = new RandomRequests(random, 30);
        MvccCore core = MvccCore.empty();
        for (int i = 0; i < 300; i++) {
            core.apply(requests.write(core.state().revision()), 0);
        }
        if (seed % 3 != 0) {
            core.apply(new CompactRequest(random.nextLong(2, core.state().revision() + 1), false), 0);
        }
        if (seed % 2 == 0) {
            var _ = core.prune(Integer.MAX_VALUE);
        }
        return core.state();
    }
}
