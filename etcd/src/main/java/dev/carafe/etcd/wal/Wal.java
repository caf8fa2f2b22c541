package dev.carafe.etcd.wal;

import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.metrics.DiskMetrics;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The write-ahead log. Requests are appended to memory, one {@link #sync} writes and syncs them all: group commit.
 *
 * <p>Belongs to one thread. After an {@link IOException} of {@link #sync} what the disk holds is unknown; the owner must
 * not append any more.
 */
public final class Wal implements Closeable {
    private static final int BATCH_BYTES = 256 * 1024;

    private final StorageDirectory directory;
    private final int segmentBytes;
    /** Where new segments are prepared. */
    private final Executor background;
    /** Segments before the current one, oldest first. */
    private final Deque<Segment.Name> closed;

    private final long replayedBytes;
    private ByteBuffer batch = allocate(BATCH_BYTES);
    private Segment current;
    private @Nullable SegmentPreparation next;
    /** Offset in the current segment behind what is durable. */
    private int syncedEnd;

    private long lastIndex;
    private long writtenBytes;
    private DiskMetrics metrics = new DiskMetrics();

    /** The log behind what {@link WalRecovery} found. */
    Wal(
            StorageDirectory directory,
            int segmentBytes,
            Executor background,
            Deque<Segment.Name> closed,
            Segment current,
            int syncedEnd,
            long lastIndex,
            long replayedBytes) {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.background = background;
        this.closed = new ArrayDeque<>(closed);
        this.current = current;
        this.syncedEnd = syncedEnd;
        this.lastIndex = lastIndex;
        this.replayedBytes = replayedBytes;
    }

    /** From now on writes and syncs are told there. */
    public void measure(DiskMetrics to) {
        metrics = to;
    }

    /** Bytes of the records that were read back when the log was opened. */
    public long replayedBytes() {
        return replayedBytes;
    }

    /** Bytes of the records made durable since the log was opened. */
    public long writtenBytes() {
        return writtenBytes;
    }

    /** Index of the last record appended. */
    public long lastIndex() {
        return lastIndex;
    }

    /** Bytes of all segments, each counted with its standard size. */
    public long sizeBytes() {
        return (long) closed.size() * segmentBytes + current.sizeBytes();
    }

    /** A request as {@link #append} takes it. May be called by any thread. */
    public static ByteBuffer encode(WriteRequest request) {
        ByteSink sink = new ByteSink(CommandCodec.sizeHint(request));
        CommandCodec.encode(request, sink);
        return sink.written();
    }

    /**
     * Reads what {@link #encode} made. May be called by any thread.
     *
     * @throws CorruptException when it is something else
     */
    public static WriteRequest decode(ByteBuffer payload) throws IOException {
        return CommandCodec.decode(payload.order(ByteOrder.LITTLE_ENDIAN));
    }

    /** The largest request that a record can hold, in bytes as encoded. May be called by any thread. */
    public int requestBytesMax() {
        return segmentBytes - Segment.HEADER_BYTES - RecordFrame.HEADER_BYTES - Long.BYTES;
    }

    /** Appends an encoded request; as {@link #append(int, ByteBuffer)}. */
    public boolean append(ByteBuffer payload) {
        return append(RecordFrame.KIND_REQUEST, payload);
    }

    /**
     * Appends a record to the batch when the current segment has room.
     *
     * @param payload left as it is when there is no room
     * @return false when there is none: {@link #sync} what was appended, {@link #roll}, and append again
     * @throws IllegalArgumentException when it is larger than {@link #requestBytesMax}
     */
    boolean append(int kind, ByteBuffer payload) {
        if (payload.remaining() > requestBytesMax()) {
            throw new IllegalArgumentException("request of " + payload.remaining() + " bytes");
        }
        int size = RecordFrame.sizeBytes(payload.remaining());
        if (syncedEnd + batch.position() + size > current.sizeBytes()) {
            return false;
        }
        if (batch.remaining() < size) {
            batch = allocate(Math.max(batch.capacity() * 2, batch.position() + size))
                    .put(batch.flip());
        }
        RecordFrame.encode(batch, syncedEnd + batch.position(), kind, lastIndex + 1, syncedEnd, payload);
        lastIndex++;
        return true;
    }

    /** The segments before the current one, oldest first. */
    List<Segment.Name> closedSegments() {
        return List.copyOf(closed);
    }

    Segment.Name currentSegment() {
        return current.name();
    }

    /** Bytes of records that the current segment can still take. */
    long roomBytes() {
        return (long) current.sizeBytes() - syncedEnd - batch.position();
    }

    /** Bytes appended and not yet synced. */
    public int pendingBytes() {
        return batch.position();
    }

    /** Makes all that was appended durable. */
    public void sync() throws IOException {
        int length = batch.position();
        if (length == 0) {
            return;
        }
        long startNs = System.nanoTime();
        current.file().write(batch.flip(), syncedEnd);
        long writtenNs = System.nanoTime();
        current.file().sync();
        metrics.logged(length, writtenNs - startNs, System.nanoTime() - writtenNs);
        syncedEnd += length;
        writtenBytes += length;
        batch.clear();
        if (batch.capacity() > 4 * BATCH_BYTES) {
            batch = allocate(BATCH_BYTES); // one huge request must not be paid for forever
        }
        if (next == null && syncedEnd > current.sizeBytes() / 2) {
            next = SegmentPreparation.start(directory, Segment.NEXT, segmentBytes, background);
        }
    }

    /**
     * Goes on in a new segment; everything appended must be synced. When it throws (as with a full disk), nothing is
     * lost: the log stays as it is and may be rolled later.
     */
    public void roll() throws IOException {
        StorageFile file = nextFile();
        Segment.Name name = new Segment.Name(current.name().sequence() + 1, lastIndex + 1);
        Segment rolled = Segment.create(directory, file, Segment.NEXT, name);
        Segment full = current;
        closed.addLast(full.name());
        current = rolled;
        syncedEnd = Segment.HEADER_BYTES;
        full.close();
    }

    /** The file of the next segment. What failed for want of space when it was prepared may find some by now. */
    private StorageFile nextFile() throws IOException {
        SegmentPreparation prepared = next;
        next = null;
        if (prepared != null) {
            try {
                return prepared.await();
            } catch (NoSpaceException _) {
                // told below, if it is still so
            }
        }
        return SegmentPreparation.start(directory, Segment.NEXT, segmentBytes, background)
                .await();
    }

    /** Deletes the segments that hold only records up to and including an index. */
    public void dropThrough(long index) throws IOException {
        boolean dropped = false;
        while (!closed.isEmpty()) {
            Segment.Name second = closed.size() > 1 ? second(closed) : current.name();
            if (second.firstIndex() > index + 1) {
                break;
            }
            directory.delete(closed.removeFirst().fileName());
            dropped = true;
        }
        if (dropped) {
            directory.sync();
        }
    }

    private static Segment.Name second(Deque<Segment.Name> names) {
        return names.stream().skip(1).findFirst().orElseThrow();
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        try {
            if (next != null) {
                next.abandon();
                next = null;
            }
        } finally {
            current.close();
        }
    }
}
