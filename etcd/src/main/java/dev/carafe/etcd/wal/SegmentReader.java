package dev.carafe.etcd.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one segment's records and decides how it ends: at a zero word, at a torn tail or with damage. The rule is in the
 * package's documentation. Pure: works on the file's bytes.
 */
final class SegmentReader {
    private static final int ALIGN = 8;

    /**
     * The outcome.
     *
     * @param records the whole records, in order
     * @param end offset behind the last of them
     * @param dirty whether something that is not zero follows, or the file is shorter than it should be
     */
    record Contents(List<RecordFrame> records, int end, boolean dirty) {}

    private final ByteBuffer segment;
    private final Segment.Name name;

    /**
     * Reads a segment.
     *
     * @param segment the file's bytes from 0 to the limit
     * @param name what its name says
     */
    SegmentReader(ByteBuffer segment, Segment.Name name) {
        this.segment = segment.order(ByteOrder.LITTLE_ENDIAN);
        this.name = name;
    }

    /** Reads the last segment (where a torn tail is allowed), or one that must be whole. */
    Contents read(boolean last) throws IOException {
        Segment.checkHeader(segment, name);
        List<RecordFrame> records = new ArrayList<>();
        int offset = Segment.HEADER_BYTES;
        long index = name.firstIndex();
        while (segment.limit() - offset >= ALIGN && segment.getLong(offset) != 0) {
            @Nullable RecordFrame record = RecordFrame.decode(segment, offset);
            if (record == null || record.index() != index) {
                if (!last || record != null || !RecordFrame.isTorn(segment, offset)) {
                    throw new CorruptException(name.fileName() + ": damaged record at offset " + offset);
                }
                break;
            }
            if (record.kind() < RecordFrame.KIND_REQUEST || record.kind() > RecordFrame.KIND_IDENTITY) {
                throw new CorruptException(name.fileName() + ": unknown record kind " + record.kind());
            }
            records.add(record);
            offset += RecordFrame.sizeBytes(record.payload().remaining());
            index++;
        }
        int end = Math.min(offset, segment.limit());
        boolean dirty = !Sectors.areZeros(segment, end, segment.limit());
        if (dirty) {
            if (!last) {
                throw new CorruptException(name.fileName() + ": damaged record at offset " + end);
            }
            checkNothingSyncedBehind(end);
        }
        return new Contents(records, end, dirty);
    }

    /** A later record may show that what is missing here had been durable. */
    private void checkNothingSyncedBehind(int end) throws CorruptException {
        for (int at = end; at + RecordFrame.HEADER_BYTES <= segment.limit(); at += ALIGN) {
            if (segment.getLong(at) == 0 || RecordFrame.lengthAt(segment, at) < 0) {
                continue;
            }
            @Nullable RecordFrame later = RecordFrame.decode(segment, at);
            if (later != null && later.synced() > end && later.index() > name.firstIndex()) {
                throw new CorruptException(name.fileName() + ": damaged record at offset " + end);
            }
        }
    }
}
