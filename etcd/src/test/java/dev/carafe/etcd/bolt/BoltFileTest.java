package dev.carafe.etcd.bolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoltFileTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void whatWasWrittenIsReadBack(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        SortedMap<Bytes, SortedMap<Bytes, Bytes>> wanted = new TreeMap<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            SortedMap<Bytes, Bytes> entries = new TreeMap<>();
            for (int left = random.nextInt(1 << (2 * i + 2)); left > 0; left--) {
                entries.put(bytes(random, 1 + random.nextInt(40)), bytes(random, length(random)));
            }
            wanted.put(Bytes.utf8("bucket" + i), entries);
        }
        assertThat(read(new MemoryFile(written(wanted)))).as("seed %d", seed).isEqualTo(wanted);
    }

    @Test
    void aTreeOfSeveralLevelsAndLongKeysIsReadBack() throws IOException {
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        for (int i = 0; i < 3000; i++) {
            entries.put(Bytes.utf8("%08d".formatted(i) + "k".repeat(3000)), Bytes.utf8("v" + i));
        }
        SortedMap<Bytes, SortedMap<Bytes, Bytes>> wanted = new TreeMap<>(Map.of(Bytes.utf8("key"), entries));
        assertThat(read(new MemoryFile(written(wanted)))).isEqualTo(wanted);
    }

    @Test
    void aFileWithoutBucketsHasNone() throws IOException {
        MemoryFile file = new MemoryFile();
        assertThat(new BoltWriter(file).finish()).isEqualTo(file.size());
        assertThat(BoltReader.open(file).buckets()).isEmpty();
    }

    @Test
    void theOtherHeadIsTakenWhenOneIsDamaged() throws IOException {
        for (int damaged : new int[] {16, BoltWriter.PAGE_BYTES + 16}) {
            byte[] bytes = written(sample());
            bytes[damaged]++;
            assertThat(read(new MemoryFile(bytes))).isEqualTo(sample());
        }
    }

    @Test
    void whatIsNoFileOfBboltIsSaidToBeNone() {
        for (byte[] bytes : List.of(
                new byte[0], new byte[10], new byte[100_000], Bytes.utf8("text").toByteArray())) {
            assertThatThrownBy(() -> BoltReader.open(new MemoryFile(bytes)))
                    .isInstanceOf(BoltException.class)
                    .hasMessage("no bbolt file: neither of its heads is whole");
        }
    }

    @Test
    void aFileCutShortIsToldAnywhere() throws IOException {
        byte[] bytes = written(sample());
        for (int length = 2 * BoltWriter.PAGE_BYTES; length < bytes.length; length += 100) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(new MemoryFile(cut))).isInstanceOf(BoltException.class);
        }
    }

    @Test
    void everyBitFlippedEndsInTheSameContentOrOtherContentOrARefusal() throws IOException {
        byte[] bytes = written(sample());
        int refused = 0;
        for (int bit = 0; bit < bytes.length * 8; bit += 7) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                var _ = read(new MemoryFile(flipped));
            } catch (BoltException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aTreeThatLeadsBackToItselfIsRefused() throws IOException {
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            entries.put(Bytes.utf8("%08d".formatted(i)), Bytes.utf8("v" + i));
        }
        byte[] bytes = written(new TreeMap<>(Map.of(Bytes.utf8("key"), entries)));
        for (int page = 2; page < bytes.length / BoltWriter.PAGE_BYTES; page++) {
            int at = page * BoltWriter.PAGE_BYTES;
            if (bytes[at + 8] == BoltPage.BRANCH) {
                bytes[at + BoltPage.HEADER_BYTES + 8] = (byte) page; // its first child is itself
            }
        }
        assertThatThrownBy(() -> read(new MemoryFile(bytes)))
                .isInstanceOf(BoltException.class)
                .hasMessageContaining("twice");
    }

    private static SortedMap<Bytes, SortedMap<Bytes, Bytes>> sample() {
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            entries.put(Bytes.utf8("key%04d".formatted(i)), Bytes.utf8("value" + i));
        }
        SortedMap<Bytes, SortedMap<Bytes, Bytes>> buckets = new TreeMap<>();
        buckets.put(Bytes.utf8("key"), entries);
        buckets.put(Bytes.utf8("none"), new TreeMap<>());
        return buckets;
    }

    private static byte[] written(SortedMap<Bytes, SortedMap<Bytes, Bytes>> buckets) throws IOException {
        MemoryFile file = new MemoryFile();
        BoltWriter writer = new BoltWriter(file);
        for (var bucket : buckets.entrySet()) {
            writer.beginBucket(bucket.getKey());
            for (var entry : bucket.getValue().entrySet()) {
                writer.put(entry.getKey(), entry.getValue());
            }
            writer.endBucket();
        }
        assertThat(writer.finish()).isEqualTo(file.size());
        return file.bytes();
    }

    private static Map<Bytes, SortedMap<Bytes, Bytes>> read(MemoryFile file) throws IOException {
        BoltReader reader = BoltReader.open(file);
        Map<Bytes, SortedMap<Bytes, Bytes>> buckets = new TreeMap<>();
        for (Bytes bucket : new ArrayList<>(reader.buckets())) {
            buckets.put(bucket, reader.entries(bucket));
        }
        return buckets;
    }

    private static int length(SplittableRandom random) {
        return random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(100);
    }

    private static Bytes bytes(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
