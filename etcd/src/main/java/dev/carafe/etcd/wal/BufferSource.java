package dev.carafe.etcd.wal;

import java.nio.ByteBuffer;

/** Reads from a buffer in memory. */
record BufferSource(ByteBuffer buffer) implements ByteSource {
    @Override
    public int getByte() throws CorruptException {
        if (!buffer.hasRemaining()) {
            throw new CorruptException("record ends early");
        }
        return buffer.get() & 0xff;
    }

    @Override
    public byte[] getArray(int length) throws CorruptException {
        if (length > buffer.remaining()) {
            throw new CorruptException("record ends early");
        }
        byte[] array = new byte[length];
        buffer.get(array);
        return array;
    }
}
