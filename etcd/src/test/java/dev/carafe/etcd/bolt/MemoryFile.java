package dev.carafe.etcd.bolt;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A file in memory, to be written and read. */
public final class MemoryFile implements BoltSink, BoltSource {
    private byte[] bytes;

    public MemoryFile(byte... bytes) {
        this.bytes = bytes.clone();
    }

    @Override
    public void write(ByteBuffer from, long offset) {
        int end = (int) offset + from.remaining();
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, end);
        }
        from.get(bytes, (int) offset, from.remaining());
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public void read(ByteBuffer into, long offset) {
        int length = (int) Math.min(into.remaining(), Math.max(0, bytes.length - offset));
        if (length > 0) {
            into.put(bytes, (int) offset, length);
        }
    }

    /** A copy of all its bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }
}
