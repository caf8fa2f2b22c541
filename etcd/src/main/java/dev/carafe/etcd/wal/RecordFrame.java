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

    /** Where a record keeps how many of its sectors are zeros, in the upper three bytes, and in the lowest its kind. */
    private static final int KIND_OFFSET = 12;

    private static final int KIND_MASK = 0xff;
    private static final int ZEROS_SHIFT = 8;
    private static final int SYNCED_OFFSET = 24;
    private static final int COMPLEMENT_OFFSET = 28;

    /** Bytes that a record with such a payload takes, padding included. */
    static int sizeBytes(int payloadBytes) {
        return Math.addExact(HEADER_BYTES + ALIGN - 1, payloadBytes) & -ALIGN;
    }

    /**
     * Writes the record at the buffer's position, which moves behind the padding. The buffer is little-endian.
     *
     * @param offset where the record is going to stand in its segment
     */
    static void encode(ByteBuffer to, long offset, int kind, long index, long synced, ByteBuffer payload) {
        int start = to.position();
        int length = payload.remaining();
        to.putInt(length).putInt(~length).putInt(0).putInt(kind).putLong(index);
        to.putInt(Math.toIntExact(synced)).putInt(0);
        to.put(payload);
        while ((to.position() - start) % ALIGN != 0) {
            to.put((byte) 0);
        }
        int zeros = Sectors.zeros(to, start, HEADER_BYTES + length, offset);
        to.putInt(start + KIND_OFFSET, kind | zeros << ZEROS_SHIFT);
        to.putInt(start + COMPLEMENT_OFFSET, ~zeros);
        to.putInt(start + 8, checksum(to, start, length));
    }

    /**
     * Whether what stands at an offset can be a record of which not all sectors reached the disk: more of them are zeros than of the
     * whole record.
     */
    static boolean isTorn(ByteBuffer segment, int offset) {
        int length = lengthAt(segment, offset);
        if (length < 0) {
            return false; // both halves of the word lie in one sector, so they are written together or not at all
        }
        if (length > segment.limit() - offset - HEADER_BYTES) {
            return true;
        }
        return Sectors.zeros(segment, offset, HEADER_BYTES + length, offset) > zerosWritten(segment, offset);
    }

    /** How many sectors of the whole record are zeros, as it tells; more than any has when that is damaged. */
    private static int zerosWritten(ByteBuffer segment, int offset) {
        int complement = segment.getInt(offset + COMPLEMENT_OFFSET);
        if (complement == 0) {
            return 0; // its sector is not written, or the record is of a version that told nothing
        }
        int zeros = segment.getInt(offset + KIND_OFFSET) >>> ZEROS_SHIFT;
        return zeros == ~complement ? zeros : Integer.MAX_VALUE;
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
                segment.getInt(offset + KIND_OFFSET) & KIND_MASK,
                segment.getLong(offset + 16),
                Integer.toUnsignedLong(segment.getInt(offset + SYNCED_OFFSET)),
                segment.slice(offset + HEADER_BYTES, length).order(ByteOrder.LITTLE_ENDIAN),
                offset + HEADER_BYTES);
    }

    private static int checksum(ByteBuffer buffer, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(start + 12, HEADER_BYTES - 12 + length));
        return (int) crc.getValue();
    }
}
