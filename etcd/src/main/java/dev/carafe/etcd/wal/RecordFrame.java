package dev.carafe.etcd.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One record as it stands in a segment; the layout is drawn in the package's documentation.
 *
 * @param kind what the payload is
 * @param index the record's number
 * @param synced offset in the segment below which all was on disk when this was written
 * @param payload a view of the buffer it was read from
 * @param payloadOffset where the payload begins in the segment
 */
record RecordFrame(int kind, long index, long synced, ByteBuffer payload, int payloadOffset) {
    static final int HEADER_BYTES = 32;
    /** A write request: the log of a member that is alone. */
    static final int KIND_REQUEST = 1;

    /** An entry of a cluster's log. */
    static final int KIND_ENTRY = 2;

    /** Term, vote and commit index. */
    static final int KIND_STATE = 3;

    /** The cluster's log begins again behind a leader's snapshot. */
    static final int KIND_SNAPSHOT = 4;

    /** Whose log this is. */
    static final int KIND_IDENTITY = 5;

    private static final int ALIGN = 8;

    /** Bytes that a record with such a payload takes, padding included. */
    static int sizeBytes(int payloadBytes) {
        return Math.addExact(HEADER_BYTES + ALIGN - 1, payloadBytes) & -ALIGN;
    }

    /** Writes the record at the buffer's position, which moves behind the padding. The buffer is little-endian. */
    static void encode(ByteBuffer to, int kind, long index, long synced, ByteBuffer payload) {
        int start = to.position();
        int length = payload.remaining();
        to.putInt(length).putInt(~length).putInt(0).putInt(kind).putLong(index).putLong(synced);
        to.put(payload);
        while ((to.position() - start) % ALIGN != 0) {
            to.put((byte) 0);
        }
        to.putInt(start + 8, checksum(to, start, length));
    }

    /** The payload length that stands at an offset, -1 when the length is not one. */
    static int lengthAt(ByteBuffer segment, int offset) {
        int length = segment.getInt(offset);
        return length == ~segment.getInt(offset + 4) ? length : -1;
    }

    /** The record at an offset, null when there is no whole and undamaged one. */
    static @Nullable RecordFrame decode(ByteBuffer segment, int offset) {
        if (segment.limit() - offset < HEADER_BYTES) {
            return null;
        }
        int length = lengthAt(segment, offset);
        if (length < 0 || length > segment.limit() - offset - HEADER_BYTES) {
            return null;
        }
        if (segment.getInt(offset + 8) != checksum(segment, offset, length)) {
            return null;
        }
        return new RecordFrame(
                segment.getInt(offset + 12),
                segment.getLong(offset + 16),
                segment.getLong(offset + 24),
                segment.slice(offset + HEADER_BYTES, length).order(ByteOrder.LITTLE_ENDIAN),
                offset + HEADER_BYTES);
    }

    private static int checksum(ByteBuffer buffer, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(start + 12, HEADER_BYTES - 12 + length));
        return (int) crc.getValue();
    }
}
