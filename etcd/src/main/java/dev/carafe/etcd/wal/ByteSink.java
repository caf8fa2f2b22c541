package dev.carafe.etcd.wal;

import dev.carafe.etcd.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A buffer that grows while it is written to. Belongs to one thread. */
final class ByteSink {
    private ByteBuffer buffer;

    ByteSink(int capacity) {
        buffer = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    void clear() {
        buffer.clear();
    }

    int length() {
        return buffer.position();
    }

    /** What was written, readable; valid until the next change. */
    ByteBuffer written() {
        return buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).flip();
    }

    void putByte(int value) {
        room(1).put((byte) value);
    }

    void putInt(int value) {
        room(4).putInt(value);
    }

    void putLong(long value) {
        room(8).putLong(value);
    }

    /** Seven bits a byte, lowest first, the top bit says that more follow; 1 to 10 bytes. */
    void putVarint(long value) {
        ByteBuffer to = room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            to.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        to.put((byte) rest);
    }

    /** Length as a varint, then the bytes. */
    void putBytes(Bytes bytes) {
        putVarint(bytes.length());
        put(bytes);
    }

    /** The bytes alone. */
    void put(Bytes bytes) {
        bytes.writeTo(room(bytes.length()));
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int capacity = Math.max(buffer.capacity() * 2, Math.addExact(buffer.position(), bytes));
            buffer =
                    ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
        }
        return buffer;
    }
}
