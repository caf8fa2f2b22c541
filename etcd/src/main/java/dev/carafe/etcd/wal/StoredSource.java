package dev.carafe.etcd.wal;

import dev.carafe.etcd.Bytes;
import java.io.IOException;

/**
 * Reads from a buffer in memory of what can also be read later: larger values are not copied.
 *
 * @param from the buffer
 * @param storage where its bytes stay
 * @param offset where the first of them is there
 */
record StoredSource(BufferSource from, Bytes.Storage storage, long offset) implements ByteSource {
    StoredSource {
        if (from.buffer().position() != 0) {
            throw new IllegalArgumentException("a buffer of which something was read");
        }
    }

    @Override
    public int getByte() throws IOException {
        return from.getByte();
    }

    @Override
    public byte[] getArray(int length) throws IOException {
        return from.getArray(length);
    }

    @Override
    public Bytes getValue() throws IOException {
        int length = getCount();
        if (length < StoredValues.BYTES_MIN) {
            return Bytes.wrap(getArray(length));
        }
        int at = from.buffer().position();
        if (length > from.buffer().remaining()) {
            throw new CorruptException("record ends early");
        }
        from.buffer().position(at + length);
        return Bytes.stored(storage, offset + at, length);
    }
}
