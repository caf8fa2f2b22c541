package dev.carafe.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An immutable string of bytes with value equality, ordered as unsigned bytes (etcd's key order).
 *
 * <p>{@link #wrap} and {@link #asByteBuffer} share the array instead of copying it; whoever wraps an array gives it
 * away. {@link #stored} bytes are not in the heap: whatever looks at them reads a copy.
 */
public sealed class Bytes implements Comparable<Bytes> {
    /** Holds bytes outside the heap that never change. Safe for any thread. */
    public interface Storage {
        /** Fills the array with the bytes from an offset on, which are there. */
        void read(long offset, byte[] into);
    }

    /** No bytes at all: as a key "not given", as a range end "just the one key". */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    /** The single byte 0: as a range end "to the last key", as a key the smallest key that there can be. */
    public static final Bytes ZERO = new Bytes(new byte[1]);

    private final byte[] array;
    private int hash;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** Bytes that stay where they are. */
    public static Bytes stored(Storage storage, long offset, int length) {
        return length == 0 ? EMPTY : new Stored(storage, offset, length);
    }

    private static final class Stored extends Bytes {
        private static final byte[] NOWHERE = {};

        private final Storage storage;
        private final long offset;
        private final int length;

        Stored(Storage storage, long offset, int length) {
            super(NOWHERE);
            this.storage = storage;
            this.offset = offset;
            this.length = length;
        }

        @Override
        byte[] array() {
            byte[] copy = new byte[length];
            storage.read(offset, copy);
            return copy;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public boolean isStored() {
            return true;
        }
    }

    /** The bytes in the heap, not to be changed. */
    byte[] array() {
        return array;
    }

    /** Whether they are outside the heap. */
    public boolean isStored() {
        return false;
    }

    /** The given array itself, which nobody may change from now on. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    /** A copy of the given bytes. */
    public static Bytes copyOf(byte... bytes) {
        return wrap(bytes.clone());
    }

    /** A copy of what remains in the buffer, whose position moves to its limit. */
    public static Bytes copyOf(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return wrap(copy);
    }

    /** The text's UTF-8 bytes. */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(UTF_8));
    }

    /** Number of bytes. */
    public int length() {
        return array.length;
    }

    public boolean isEmpty() {
        return length() == 0;
    }

    /**
     * The byte at an index.
     *
     * @throws ArrayIndexOutOfBoundsException when there is none
     */
    public byte at(int index) {
        return array()[index];
    }

    /** A read-only view of the bytes, without a copy. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(array()).asReadOnlyBuffer();
    }

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        return array().clone();
    }

    /** Appends the bytes to a buffer. */
    public void writeTo(ByteBuffer buffer) {
        buffer.put(array());
    }

    /** The bytes read as UTF-8; malformed input becomes the replacement character. */
    public String toUtf8() {
        return new String(array(), UTF_8);
    }

    public boolean startsWith(Bytes prefix) {
        int length = prefix.length();
        return length() >= length && Arrays.equals(array(), 0, length, prefix.array(), 0, length);
    }

    /** These bytes followed by the others. */
    public Bytes concat(Bytes other) {
        byte[] joined = Arrays.copyOf(array(), length() + other.length());
        System.arraycopy(other.array(), 0, joined, length(), other.length());
        return wrap(joined);
    }

    /** The smallest key that is greater than this one: these bytes and a zero. */
    public Bytes next() {
        return wrap(Arrays.copyOf(array(), length() + 1));
    }

    /**
     * The range end that makes {@code [this, end)} the range of all keys with this prefix; {@link #ZERO} (to the last
     * key) when the prefix is empty or all 0xff.
     */
    public Bytes prefixEnd() {
        byte[] bytes = array();
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes[i] != (byte) 0xff) {
                byte[] end = Arrays.copyOf(bytes, i + 1);
                end[i]++;
                return wrap(end);
            }
        }
        return ZERO;
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array(), other.array());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && length() == bytes.length() && Arrays.equals(array(), bytes.array());
    }

    @Override
    public int hashCode() {
        int h = hash; // racy but idempotent: every thread computes the same value
        if (h == 0) {
            h = Arrays.hashCode(array());
            hash = h;
        }
        return h;
    }

    @Override
    public String toString() {
        return length() <= 256 ? toUtf8() : "[" + length() + " bytes]";
    }
}
