package dev.carafe.etcd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredBytesTest {
    private static final byte[] FILE = "xxabc\u0000\u00ffyy".getBytes(ISO_8859_1);

    @Test
    void bytesOutsideTheHeapAreTheSameBytes() {
        Bytes heap = Bytes.wrap(new byte[] {'a', 'b', 'c', 0, (byte) 0xff});
        Bytes stored = Bytes.stored(
                (offset, into) -> System.arraycopy(FILE, (int) offset, into, 0, into.length), 2, heap.length());
        assertThat(stored.isStored()).isTrue();
        assertThat(heap.isStored()).isFalse();
        assertThat(stored).isEqualTo(heap).hasSameHashCodeAs(heap).isEqualByComparingTo(heap);
        assertThat(heap).isEqualTo(stored);
        assertThat(stored.length()).isEqualTo(heap.length());
        assertThat(stored.isEmpty()).isFalse();
        assertThat(stored.at(4)).isEqualTo((byte) 0xff);
        assertThat(stored.toByteArray()).isEqualTo(heap.toByteArray());
        assertThat(stored.asByteBuffer()).isEqualTo(heap.asByteBuffer());
        assertThat(stored).hasToString(heap.toString());
        assertThat(stored.toUtf8()).isEqualTo(heap.toUtf8());
        assertThat(stored.next()).isEqualTo(heap.next());
        assertThat(stored.prefixEnd()).isEqualTo(heap.prefixEnd());
        for (Bytes other : List.of(heap, stored, Bytes.EMPTY, Bytes.utf8("ab"))) {
            assertThat(stored.concat(other)).isEqualTo(heap.concat(other));
            assertThat(other.concat(stored)).isEqualTo(other.concat(heap));
            assertThat(stored.startsWith(other)).isEqualTo(heap.startsWith(other));
            assertThat(Integer.signum(stored.compareTo(other))).isEqualTo(Integer.signum(heap.compareTo(other)));
        }
        ByteBuffer written = ByteBuffer.allocate(heap.length());
        stored.writeTo(written);
        assertThat(Bytes.wrap(written.array())).isEqualTo(heap);
    }

    @Test
    void noneOfThemAreNoBytes() {
        assertThat(Bytes.stored((_, _) -> {}, 0, 0)).isSameAs(Bytes.EMPTY);
    }
}
