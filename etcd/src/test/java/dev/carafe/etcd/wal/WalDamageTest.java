package dev.carafe.etcd.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.testing.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WalDamageTest {
    private static final int SEGMENT_BYTES = 8 * 1024;
    private static final String FIRST = "0000000000000000-0000000000000001.wal";

    private final List<WriteRequest> written = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();
    /** What the last record tells to have been on disk before it. */
    private int syncedBeforeLast;

    @Test
    void recoversEveryWholeRecordWhereverTheFileIsCut() throws IOException {
        MemoryDirectory directory = write(12);
        byte[] bytes = directory.bytes(FIRST);
        for (int length = Segment.HEADER_BYTES; length < bytes.length; length++) {
            int cut = length;
            List<WriteRequest> recovered = recover(directory.with(FIRST, Arrays.copyOf(bytes, length)));
            long whole = ends.stream().filter(end -> end <= cut).count();
            assertThat(recovered).as("cut at %d", length).isEqualTo(written.subList(0, (int)
                    Math.max(whole, size(recovered))));
            assertThat(size(recovered)).as("cut at %d", length).isBetween((int) whole, (int) whole + 1);
        }
    }

    /** The padding behind a record's payload is zero anyway, so a cut inside it loses nothing. */
    private static int size(@Nullable List<WriteRequest> recovered) {
        return recovered == null ? -1 : recovered.size();
    }

    @Test
    void neverLosesAnAcknowledgedRecordToAFlippedBitWithoutSayingSo() throws IOException {
        MemoryDirectory directory = write(12);
        byte[] bytes = directory.bytes(FIRST);
        int end = ends.getLast();
        for (int at = 0; at < end + 64; at++) {
            for (int bit = at % 4; bit < 8; bit += 4) {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << bit);
                List<WriteRequest> recovered = recover(directory.with(FIRST, flipped));
                if (recovered != null) {
                    assertThat(recovered).as("byte %d bit %d", at, bit).isEqualTo(written);
                }
            }
        }
    }

    /** A sector of zeros may be all that a record has there, and does not tell that it was never written. */
    @Test
    void neverLosesARecordToAFlippedBitForTheZerosThatItHas() throws IOException {
        int tried = 0;
        for (int length = 300; length < 2_500; length++) {
            WriteRequest request = PutRequest.of(Bytes.utf8("key"), Bytes.wrap(new byte[length]));
            int end = Segment.HEADER_BYTES
                    + RecordFrame.sizeBytes(Wal.encode(request).remaining());
            if (end % Sectors.BYTES > Long.BYTES && length != 2_000) {
                continue; // its last sector has more of it than zeros
            }
            byte[] bytes = writeAlone(request).bytes(FIRST);
            for (int at = Segment.HEADER_BYTES; at < end; at++) {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << at % Byte.SIZE);
                List<WriteRequest> recovered = recover(new MemoryDirectory().with(FIRST, flipped));
                if (recovered != null) { // in the padding
                    assertThat(recovered).as("value of %d, byte %d", length, at).containsExactly(request);
                }
            }
            tried++;
        }
        assertThat(tried).isGreaterThan(3);
    }

    @Test
    void goesOnBehindATornRecordThatHasZerosOfItsOwn() throws IOException {
        byte[] value = new byte[2_000];
        Arrays.fill(value, 1_400, 2_000, (byte) 1);
        byte[] bytes =
                writeAlone(PutRequest.of(Bytes.utf8("key"), Bytes.wrap(value))).bytes(FIRST);
        for (int sector : List.of(3, 4)) {
            byte[] torn = bytes.clone();
            Arrays.fill(torn, sector * Sectors.BYTES, (sector + 1) * Sectors.BYTES, (byte) 0);
            assertThat(recover(new MemoryDirectory().with(FIRST, torn)))
                    .as("sector %d", sector)
                    .isEmpty();
        }
    }

    /** Logs of before told nothing of their zeros. */
    @Test
    void readsRecordsThatTellNothingOfTheirZeros() throws IOException {
        MemoryDirectory directory = write(12);
        byte[] bytes = directory.bytes(FIRST);
        ByteBuffer segment = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int at = Segment.HEADER_BYTES;
        for (int end : ends) {
            segment.putInt(at + 12, RecordFrame.KIND_REQUEST).putInt(at + 28, 0);
            CRC32C crc = new CRC32C();
            crc.update(bytes, at + 12, RecordFrame.HEADER_BYTES - 12 + segment.getInt(at));
            segment.putInt(at + 8, (int) crc.getValue());
            at = end;
        }
        assertThat(recover(directory.with(FIRST, bytes))).isEqualTo(written);
        int sector = ends.getLast() / Sectors.BYTES * Sectors.BYTES;
        Arrays.fill(bytes, sector, bytes.length, (byte) 0);
        List<WriteRequest> recovered = Objects.requireNonNull(recover(directory.with(FIRST, bytes)));
        assertThat(recovered).isEqualTo(written.subList(0, recovered.size())).hasSizeLessThan(12);
    }

    private static MemoryDirectory writeAlone(WriteRequest request) throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        try (Wal wal = new WalRecovery(directory, SEGMENT_BYTES, Runnable::run).open(0, (_, _) -> {})) {
            assertThat(wal.append(Wal.encode(request))).isTrue();
            wal.sync();
        }
        return directory;
    }

    @Test
    void noticesThatASectorOfSyncedRecordsIsLost() throws IOException {
        MemoryDirectory directory = write(20);
        byte[] bytes = directory.bytes(FIRST);
        for (int sector = 512; sector < ends.getLast(); sector += 512) {
            byte[] damaged = bytes.clone();
            Arrays.fill(damaged, sector, sector + 512, (byte) 0);
            List<WriteRequest> recovered = recover(directory.with(FIRST, damaged));
            boolean witnessed = sector + 512 <= ends.get(ends.size() - 2); // the last record is still there to tell
            if (sector < syncedBeforeLast && witnessed) {
                assertThat(recovered).as("sector at %d", sector).isNull();
            } else if (sector >= syncedBeforeLast) {
                assertThat(recovered).as("sector at %d", sector).isNotNull();
            }
        }
    }

    @Test
    void refusesALogWithAMissingSegment() throws IOException {
        MemoryDirectory directory = write(200);
        List<String> segments =
                directory.list().stream().filter(name -> name.endsWith(".wal")).toList();
        assertThat(segments).hasSizeGreaterThan(3);
        assertThat(recover(directory)).isEqualTo(written);
        directory.delete(segments.get(1));
        assertThat(recover(directory)).isNull();
    }

    @Test
    void goesOnBehindATornTail() throws IOException {
        MemoryDirectory directory = write(12);
        byte[] torn = directory.bytes(FIRST);
        // The last record runs into another sector, which never reached the disk.
        int sector = ends.getLast() / 512 * 512;
        Arrays.fill(torn, sector, torn.length, (byte) 0);
        MemoryDirectory cut = directory.with(FIRST, torn);
        List<WriteRequest> replayed = new ArrayList<>();
        try (Wal wal =
                new WalRecovery(cut, SEGMENT_BYTES, Runnable::run).open(0, (_, request) -> replayed.add(request))) {
            assertThat(replayed).isEqualTo(written.subList(0, replayed.size())).hasSizeLessThan(12);
            WriteRequest next = PutRequest.of(Bytes.utf8("next"), Bytes.utf8("value"));
            assertThat(wal.append(Wal.encode(next))).isTrue();
            wal.sync();
            replayed.add(next);
        }
        assertThat(recover(cut)).isEqualTo(replayed);
    }

    @Test
    void readsNoSegmentOfWhichASnapshotHoldsEverything() throws IOException {
        MemoryDirectory directory = write(200);
        List<Segment.Name> names = directory.list().stream()
                .map(Segment.Name::parse)
                .filter(Objects::nonNull)
                .toList();
        byte[] damaged = directory.bytes(names.get(1).fileName());
        damaged[Segment.HEADER_BYTES + RecordFrame.HEADER_BYTES] ^= 1;
        MemoryDirectory files = directory.with(names.get(1).fileName(), damaged);
        assertThat(recover(files)).isNull();
        int held = (int) names.get(2).firstIndex() - 1;
        assertThat(recover(files, held)).isEqualTo(written.subList(held, written.size()));
        assertThat(recover(files, held - 1)).as("its last record is needed").isNull();
    }

    @Test
    void largerValuesStayInTheirSegmentAndAreReadFromThere() throws IOException {
        MemoryDirectory directory = write(200);
        List<WriteRequest> recovered = Objects.requireNonNull(recover(directory));
        for (String name : List.copyOf(directory.list())) {
            directory.delete(name);
        }
        for (WriteRequest request : recovered) {
            Bytes value = ((PutRequest) request).value();
            assertThat(value.isStored()).isEqualTo(value.length() >= StoredValues.BYTES_MIN);
        }
        assertThat(recovered)
                .isEqualTo(written)
                .anyMatch(request -> ((PutRequest) request).value().isStored());
    }

    private MemoryDirectory write(int records) throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        SplittableRandom random = new SplittableRandom(7);
        try (Wal wal = new WalRecovery(directory, SEGMENT_BYTES, Runnable::run).open(0, (_, _) -> {})) {
            int end = Segment.HEADER_BYTES;
            int synced = end;
            for (int i = 0; i < records; i++) {
                byte[] value = new byte[random.nextInt(1, 300)];
                random.nextBytes(value);
                WriteRequest request = PutRequest.of(Bytes.utf8("key" + i), Bytes.wrap(value));
                if (!wal.append(Wal.encode(request))) {
                    wal.sync();
                    wal.roll();
                    assertThat(wal.append(Wal.encode(request))).isTrue();
                }
                syncedBeforeLast = synced;
                written.add(request);
                end += RecordFrame.sizeBytes(Wal.encode(request).remaining());
                ends.add(end);
                if (random.nextInt(3) == 0) {
                    wal.sync();
                    synced = end;
                }
            }
            wal.sync();
        }
        return directory;
    }

    /** Null when the log is refused. */
    private static @Nullable List<WriteRequest> recover(MemoryDirectory directory) throws IOException {
        return recover(directory, 0);
    }

    private static @Nullable List<WriteRequest> recover(MemoryDirectory directory, long afterIndex) throws IOException {
        List<WriteRequest> replayed = new ArrayList<>();
        try (Wal _ = new WalRecovery(directory, SEGMENT_BYTES, Runnable::run)
                .open(afterIndex, (_, request) -> replayed.add(request))) {
            return replayed;
        } catch (CorruptException e) {
            return null;
        }
    }
}
