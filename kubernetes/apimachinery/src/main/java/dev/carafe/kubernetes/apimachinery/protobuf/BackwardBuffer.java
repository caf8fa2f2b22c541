package dev.carafe.kubernetes.apimachinery.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * A buffer that is written from its end to its beginning, so that the length of what a field holds is known when it is
 * written, without measuring first. Belongs to one thread.
 */
final class BackwardBuffer {
    private byte[] bytes;
    private int start;

    /** An empty buffer. */
    BackwardBuffer(int sizeFirst) {
        bytes = new byte[sizeFirst];
        start = sizeFirst;
    }

    /** Number of bytes written so far. */
    int size() {
        return bytes.length - start;
    }

    void put(int value) {
        makeRoom(1);
        bytes[--start] = (byte) value;
    }

    void put(byte... values) {
        makeRoom(values.length);
        start -= values.length;
        System.arraycopy(values, 0, bytes, start, values.length);
    }

    void put(String text) {
        put(text.getBytes(UTF_8));
    }

    void varint(long value) {
        int length = (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
        makeRoom(length);
        start -= length;
        long rest = value;
        for (int i = start; i < start + length - 1; i++) {
            bytes[i] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[start + length - 1] = (byte) rest;
    }

    void fixed64(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            put((byte) (value >>> shift));
        }
    }

    /** Ends, that is begins, a field: its number and wire type. */
    void tag(int number, int wireType) {
        varint((long) number << 3 | wireType);
    }

    /** Ends a length-delimited field whose content was written since the buffer had {@code before} bytes. */
    void delimit(int number, int before) {
        varint(size() - before);
        tag(number, WireReader.BYTES);
    }

    byte[] toBytes() {
        return Arrays.copyOfRange(bytes, start, bytes.length);
    }

    private void makeRoom(int length) {
        if (start < length) {
            int size = size();
            byte[] larger = new byte[Math.max(Math.addExact(size, length), Math.multiplyExact(bytes.length, 2))];
            System.arraycopy(bytes, start, larger, larger.length - size, size);
            start = larger.length - size;
            bytes = larger;
        }
    }
}
