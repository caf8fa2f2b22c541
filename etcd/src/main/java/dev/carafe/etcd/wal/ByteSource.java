package dev.carafe.etcd.wal;

import dev.carafe.etcd.Bytes;
import java.io.IOException;

/** Reads back what a {@link ByteSink} wrote. Throws {@link CorruptException} where that cannot be. */
interface ByteSource {
    int getByte() throws IOException;

    /** Reads exactly as many bytes. */
    byte[] getArray(int length) throws IOException;

    default long getLong() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            value |= (long) getByte() << shift;
        }
        return value;
    }

    default long getVarint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = getByte();
            value |= (long) (next & 0x7f) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new CorruptException("number too long");
    }

    /** A count or length. */
    default int getCount() throws IOException {
        long count = getVarint();
        if (count < 0 || count > Integer.MAX_VALUE - 8) {
            throw new CorruptException("impossible count " + count);
        }
        return (int) count;
    }

    default Bytes getBytes() throws IOException {
        return Bytes.wrap(getArray(getCount()));
    }

    /** A value, which may stay where it is read from. */
    default Bytes getValue() throws IOException {
        return getBytes();
    }

    default boolean getFlag() throws IOException {
        return getByte() != 0;
    }
}
