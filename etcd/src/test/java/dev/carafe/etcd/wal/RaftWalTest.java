package dev.carafe.etcd.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.raft.Entry;
import dev.carafe.etcd.raft.HardState;
import dev.carafe.etcd.testing.MemoryDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RaftWalTest {
    private static final int SEGMENT_BYTES = 8 * 1024;
    private static final RaftWal.Identity IDENTITY = new RaftWal.Identity(7, 9);

    /** What was read back. */
    private static final class Read implements RaftWal.Replay {
        final List<WriteRequest> requests = new ArrayList<>();
        final RaftLogTail tail;

        Read(long index, long term) {
            tail = new RaftLogTail(index, term);
        }

        @Override
        public void request(long index, WriteRequest request) {
            requests.add(request);
        }

        @Override
        public void entry(Entry entry) throws IOException {
            tail.entry(entry);
        }

        @Override
        public void state(HardState state) {
            tail.state(state);
        }

        @Override
        public void snapshot(long index, long term) throws IOException {
            tail.snapshot(index);
        }
    }

    private static RaftWal open(MemoryDirectory directory, Read read) throws IOException {
        return RaftWal.open(directory, SEGMENT_BYTES, Runnable::run, 0, read);
    }

    private static Entry entry(long term, long index, int bytes) {
        return new Entry(term, index, Entry.Kind.NORMAL, Bytes.wrap(new byte[bytes]));
    }

    private static Read readBack(MemoryDirectory directory) throws IOException {
        Read read = new Read(0, 0);
        try (RaftWal wal = open(directory, read)) {
            assertThat(wal.identity()).isEqualTo(IDENTITY);
        }
        return read;
    }

    @Test
    void givesBackEntriesAndStateOverManySegments() throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        List<Entry> written = new ArrayList<>();
        try (RaftWal wal = open(directory, new Read(0, 0))) {
            assertThat(wal.identity()).isNull();
            wal.begin(IDENTITY);
            for (int i = 1; i <= 100; i++) {
                Entry entry = entry(1 + i / 30, i, 700);
                written.add(entry);
                wal.entry(entry);
                wal.state(new HardState(entry.term(), 7, Math.max(0, i - 3)));
                wal.flush(true);
            }
        }
        Read read = readBack(directory);
        assertThat(read.tail.state()).isEqualTo(new HardState(4, 7, 97));
        assertThat(read.tail.takeCommitted()).isEqualTo(written.subList(0, 97));
        assertThat(read.tail.entries()).isEqualTo(written.subList(97, 100));
    }

    @Test
    void aLaterEntryOfAnIndexEndsWhatWasThere() throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        try (RaftWal wal = open(directory, new Read(0, 0))) {
            wal.begin(IDENTITY);
            for (int i = 1; i <= 6; i++) {
                wal.entry(entry(1, i, 10));
            }
            wal.entry(entry(2, 4, 20));
            wal.state(new HardState(2, 0, 3));
            wal.flush(true);
        }
        assertThat(readBack(directory).tail.entries())
                .containsExactly(entry(1, 1, 10), entry(1, 2, 10), entry(1, 3, 10), entry(2, 4, 20));
    }

    @Test
    void aSegmentThatHadNoSpaceWhenItWasPreparedIsBegunOnceThereIs() throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        try (RaftWal wal = RaftWal.open(directory, 16 * SEGMENT_BYTES, Runnable::run, 0, new Read(0, 0))) {
            wal.begin(IDENTITY);
            directory.fill(true);
            for (int i = 1; wal.hasRoom(1000, 1); i++) {
                wal.entry(entry(1, i, 1000));
                wal.flush(true); // prepares the next segment, from the middle on
            }
            assertThatThrownBy(wal::nextSegment).isInstanceOf(NoSpaceException.class);
            wal.state(new HardState(1, 1, 1));
            wal.flush(true); // prepares it again
            directory.fill(false);
            wal.nextSegment();
            assertThat(wal.hasRoom(1000, 1)).isTrue();
        }
    }

    @Test
    void dropsWhatASnapshotHoldsAndKnowsItsStateStill() throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        try (RaftWal wal = open(directory, new Read(0, 0))) {
            wal.begin(IDENTITY);
            wal.state(new HardState(3, 5, 0));
            for (int i = 1; i <= 60; i++) {
                wal.entry(entry(3, i, 900));
                wal.flush(true);
            }
            int before = directory.list().size();
            wal.dropThrough(50);
            assertThat(directory.list().size()).isLessThan(before - 3);
        }
        Read read = new Read(50, 3);
        try (RaftWal _ = open(directory, read)) {
            assertThat(read.tail.state()).isEqualTo(new HardState(3, 5, 50));
            assertThat(read.tail.entries()).hasSize(10);
        }
        assertThatThrownBy(() -> readBack(directory)).isInstanceOf(CorruptException.class);
    }

    @Test
    void whatFollowsAnotherHistoryThanTheSnapshotsIsForgotten() throws IOException {
        RaftLogTail unmarked = new RaftLogTail(5, 3);
        for (int i = 1; i <= 8; i++) {
            unmarked.entry(entry(2, i, 1));
        }
        unmarked.state(new HardState(2, 1, 4));
        assertThat(unmarked.entries()).isEmpty();
        assertThat(unmarked.state()).isEqualTo(new HardState(3, 0, 5));

        unmarked.snapshot(5);
        unmarked.entry(entry(3, 6, 1));
        assertThat(unmarked.entries()).containsExactly(entry(3, 6, 1));

        RaftLogTail same = new RaftLogTail(5, 2);
        for (int i = 1; i <= 8; i++) {
            same.entry(entry(2, i, 1));
        }
        assertThat(same.entries()).hasSize(3);
        assertThatThrownBy(() -> same.snapshot(9)).isInstanceOf(CorruptException.class);
    }

    @Test
    void recordsOfAMemberThatWasAloneComeFirst() throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        WriteRequest put = PutRequest.of(Bytes.utf8("k"), Bytes.utf8("v"));
        try (Wal wal = new WalRecovery(directory, SEGMENT_BYTES, Runnable::run).open(0, (_, _) -> {})) {
            assertThat(wal.append(Wal.encode(put))).isTrue();
            wal.sync();
        }
        Read first = new Read(0, 0);
        try (RaftWal wal = open(directory, first)) {
            assertThat(wal.identity()).isNull();
            assertThat(first.requests).containsExactly(put);
            wal.begin(IDENTITY);
            wal.entry(entry(1, 2, 5));
            wal.flush(true);
        }
        Read second = new Read(1, 1);
        try (RaftWal _ = open(directory, second)) {
            assertThat(second.tail.entries()).containsExactly(entry(1, 2, 5));
        }
        assertThatThrownBy(() -> new WalRecovery(directory, SEGMENT_BYTES, Runnable::run).open(0, (_, _) -> {}))
                .isInstanceOf(CorruptException.class);
    }

    @Test
    void wherePowerFailsAllThatWasFlushedIsThere() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            MemoryDirectory directory = new MemoryDirectory();
            long durable = 0;
            directory.dieAfter(random.nextInt(1, 120));
            try (RaftWal wal = open(directory, new Read(0, 0))) {
                wal.begin(IDENTITY);
                for (int i = 1; i <= 60; i++) {
                    wal.entry(entry(1, i, random.nextInt(1500)));
                    boolean sync = random.nextInt(3) == 0;
                    wal.flush(sync);
                    durable = sync ? i : durable;
                }
            } catch (IOException e) {
                // the power is gone
            }
            Read read = new Read(0, 0);
            try (RaftWal _ = open(directory.afterPowerLoss(random), read)) {
                assertThat(read.tail.entries().size()).as("seed %d", seed).isGreaterThanOrEqualTo((int) durable);
            }
        }
    }

    @Test
    void aFullDiskLosesNothingAndIsGoneOnFrom() throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        try (RaftWal wal = open(directory, new Read(0, 0))) {
            wal.begin(IDENTITY);
            wal.flush(true);
            directory.fill(true);
            int taken = 0;
            boolean full = false;
            while (!full) {
                wal.entry(entry(1, ++taken, 900));
                try {
                    wal.flush(true);
                } catch (NoSpaceException e) {
                    full = true;
                }
            }
            directory.fill(false);
            wal.flush(true);
            assertThat(readBack(directory.afterKill()).tail.entries()).hasSize(taken);
        }
    }

    @Test
    void cutAnywhereItGivesAPrefix() throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        try (RaftWal wal = open(directory, new Read(0, 0))) {
            wal.begin(IDENTITY);
            for (int i = 1; i <= 8; i++) {
                wal.entry(entry(1, i, 50));
            }
            wal.flush(true);
        }
        String name = directory.list().getFirst();
        byte[] bytes = directory.bytes(name);
        int most = 0;
        for (int length = Segment.HEADER_BYTES; length < 1500; length++) {
            Read read = new Read(0, 0);
            try (RaftWal _ = open(directory.with(name, Arrays.copyOf(bytes, length)), read)) {
                assertThat(read.tail.entries().size()).isGreaterThanOrEqualTo(most);
                most = read.tail.entries().size();
            }
        }
        assertThat(most).isEqualTo(8);
    }
}
