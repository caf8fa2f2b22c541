package dev.carafe.etcd.wal;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.metrics.DiskMetrics;
import dev.carafe.etcd.raft.Entry;
import dev.carafe.etcd.raft.HardState;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The log of a cluster's member: entries, hard states and snapshots taken, as records of a {@link Wal}. An entry of an
 * index that is there already stands for the end of all from that index on; nothing is ever overwritten in place.
 *
 * <p>Each segment begins with whose log it is and with the hard state, so that any number of older ones may go.
 *
 * <p>Belongs to one thread. After an {@link IOException} that is no {@link NoSpaceException} what the disk holds is
 * unknown, and the owner must stop.
 */
public final class RaftWal implements Closeable {
    private static final int ENTRY_HEADER_BYTES = 2 * Long.BYTES + 1;
    private static final int BATCH_BYTES_MAX = 1 << 20;

    /** What a segment keeps for hard states and the beginnings of terms, of which there may be many while a disk is full. */
    private static final int SPARE_BYTES = 8 << 10;

    /**
     * Whose log it is.
     *
     * @param memberId the member
     * @param clusterId its cluster
     */
    public record Identity(long memberId, long clusterId) {}

    /** What takes the records, in order. */
    public interface Replay {
        /** A request from when the member was alone; its index counts as an entry's of term 1. */
        void request(long index, WriteRequest request) throws IOException;

        void entry(Entry entry) throws IOException;

        void state(HardState state) throws IOException;

        /** The log begins again behind a snapshot. */
        void snapshot(long index, long term) throws IOException;
    }

    private record Waiting(int kind, ByteBuffer payload) {}

    /**
     * A segment that is not written to any more.
     *
     * @param endRecord the first record behind it
     * @param lastEntry the highest index of its entries
     */
    private record Closed(long endRecord, long lastEntry) {}

    private final Wal wal;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Deque<Closed> closed = new ArrayDeque<>();
    private @Nullable Identity identity;
    private HardState state = HardState.EMPTY;
    /** The highest index of the entries in the current segment. */
    private long lastEntry;

    private RaftWal(StorageDirectory directory, int segmentBytes, Executor background, long afterRequest, Replay replay)
            throws IOException {
        Opening opening = new Opening(replay, afterRequest);
        wal = new WalRecovery(directory, segmentBytes, background).openFrames(-1, opening);
        identity = opening.identity;
        state = opening.state;
        opening.enter(wal.currentSegment());
        closed.addAll(opening.closed);
        lastEntry = opening.lastEntry;
        Identity known = identity;
        if (known != null) {
            head(known); // the last segment may have been begun just before the end
        }
    }

    /**
     * Opens the log, or begins a new one.
     *
     * @param background where the next segment is prepared
     * @param afterRequest requests up to this index are not told, as a snapshot holds them
     * @throws CorruptException when acknowledged records are missing or damaged
     */
    public static RaftWal open(
            StorageDirectory directory, int segmentBytes, Executor background, long afterRequest, Replay replay)
            throws IOException {
        return new RaftWal(directory, segmentBytes, background, afterRequest, replay);
    }

    /** Takes records apart and follows where segments end. */
    private static final class Opening implements WalRecovery.Frames {
        private final Replay replay;
        private long nextRequest;
        private final Deque<Closed> closed = new ArrayDeque<>();
        private Segment.@Nullable Name segment;
        private @Nullable Identity identity;
        private HardState state = HardState.EMPTY;
        private long lastEntry;

        Opening(Replay replay, long afterRequest) {
            this.replay = replay;
            this.nextRequest = afterRequest + 1;
        }

        void enter(Segment.Name name) {
            if (segment != null && !segment.equals(name)) {
                closed.addLast(new Closed(name.firstIndex(), lastEntry));
                lastEntry = 0;
            }
            segment = name;
        }

        @Override
        public void frame(Segment.Name name, Bytes.@Nullable Storage stored, RecordFrame frame) throws IOException {
            enter(name);
            ByteBuffer payload = frame.payload();
            switch (frame.kind()) {
                case RecordFrame.KIND_REQUEST -> {
                    if (identity != null) {
                        throw new CorruptException(name.fileName() + ": a request behind a cluster's entries");
                    }
                    lastEntry = frame.index();
                    if (frame.index() >= nextRequest) {
                        if (frame.index() > nextRequest) {
                            throw new CorruptException(
                                    "log starts at index " + frame.index() + ", needed from " + nextRequest);
                        }
                        nextRequest++;
                        replay.request(frame.index(), CommandCodec.decode(frame, stored));
                    }
                }
                case RecordFrame.KIND_ENTRY -> {
                    check(payload.remaining() >= ENTRY_HEADER_BYTES, name);
                    long term = payload.getLong();
                    long index = payload.getLong();
                    Entry.Kind kind = CommandCodec.constant(Entry.Kind.values(), payload.get() & 0xff);
                    lastEntry = Math.max(lastEntry, index);
                    replay.entry(new Entry(term, index, kind, Bytes.copyOf(payload)));
                }
                case RecordFrame.KIND_STATE -> {
                    check(payload.remaining() == 3 * Long.BYTES, name);
                    state = new HardState(payload.getLong(), payload.getLong(), payload.getLong());
                    replay.state(state);
                }
                case RecordFrame.KIND_SNAPSHOT -> {
                    check(payload.remaining() == 2 * Long.BYTES, name);
                    replay.snapshot(payload.getLong(), payload.getLong());
                }
                case RecordFrame.KIND_IDENTITY -> {
                    check(payload.remaining() == 2 * Long.BYTES, name);
                    Identity now = new Identity(payload.getLong(), payload.getLong());
                    check(identity == null || identity.equals(now), name);
                    identity = now;
                }
                default -> throw new CorruptException(name.fileName() + ": unknown record kind " + frame.kind());
            }
        }

        private static void check(boolean holds, Segment.Name name) throws CorruptException {
            if (!holds) {
                throw new CorruptException(name.fileName() + ": impossible record");
            }
        }
    }

    /** Whether the log in a directory says whose it is, so that it is no log of a store that is alone. */
    public static boolean isBegun(StorageDirectory directory) throws IOException {
        return WalRecovery.newestHolds(directory, RecordFrame.KIND_IDENTITY);
    }

    /** Whose log it is; null while it is new, or of a member that was alone. */
    public @Nullable Identity identity() {
        return identity;
    }

    /** Whether nothing was ever written to it. */
    public boolean isNew() {
        return wal.lastIndex() == 0;
    }

    /** Says whose log it is, before anything else is written. */
    public void begin(Identity whose) {
        if (identity != null) {
            throw new IllegalStateException("the log is of " + identity);
        }
        identity = whose;
        head(whose);
    }

    /** The largest data of an entry, in bytes. May be called by any thread. */
    public int dataBytesMax() {
        return wal.requestBytesMax() - ENTRY_HEADER_BYTES - 1024; // what each segment begins with
    }

    /** From now on writes and syncs are told there. */
    public void measure(DiskMetrics to) {
        wal.measure(to);
    }

    public long replayedBytes() {
        return wal.replayedBytes();
    }

    public long writtenBytes() {
        return wal.writtenBytes();
    }

    public long sizeBytes() {
        return wal.sizeBytes();
    }

    /**
     * Whether the current segment can take entries beside the small records that follow them. Nothing may be waiting for {@link #flush}.
     *
     * @param dataBytes the entries' data together
     * @param entries how many they are
     */
    public boolean hasRoom(long dataBytes, int entries) {
        long each = RecordFrame.HEADER_BYTES + ENTRY_HEADER_BYTES + Long.BYTES;
        return dataBytes + entries * each + SPARE_BYTES <= wal.roomBytes();
    }

    /**
     * Goes on in a new segment. Nothing may be waiting for {@link #flush}.
     *
     * @throws NoSpaceException when there is no room for it; the log stays as it is
     */
    public void nextSegment() throws IOException {
        wal.sync();
        roll();
    }

    /** Takes an entry, to be written by the next {@link #flush}. */
    public void entry(Entry entry) {
        ByteBuffer payload = ByteBuffer.allocate(
                        ENTRY_HEADER_BYTES + entry.data().length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(entry.term())
                .putLong(entry.index())
                .put((byte) (entry.kind() == Entry.Kind.CONF_CHANGE ? 1 : 0));
        entry.data().writeTo(payload);
        waiting.addLast(new Waiting(RecordFrame.KIND_ENTRY, payload.flip()));
    }

    /** Takes a hard state, to be written by the next {@link #flush}. */
    public void state(HardState next) {
        waiting.addLast(new Waiting(RecordFrame.KIND_STATE, encode(next)));
    }

    /** Takes that the log begins again behind a snapshot which is durable. */
    public void snapshot(long index, long term) {
        waiting.addLast(new Waiting(RecordFrame.KIND_SNAPSHOT, longs(index, term)));
    }

    /**
     * Writes what was taken.
     *
     * @param sync whether it must be durable when this returns; otherwise it may get lost, but only from the end
     * @throws NoSpaceException when there is no room for a new segment: what is left stays taken, and may be flushed again
     */
    public void flush(boolean sync) throws IOException {
        while (!waiting.isEmpty()) {
            Waiting next = waiting.getFirst();
            if (!wal.append(next.kind(), next.payload())) {
                wal.sync();
                roll();
                continue;
            }
            noteAppended(waiting.removeFirst());
            if (wal.pendingBytes() >= BATCH_BYTES_MAX) {
                wal.sync();
            }
        }
        if (sync) {
            wal.sync();
        }
    }

    private void noteAppended(Waiting record) {
        ByteBuffer payload = record.payload();
        if (record.kind() == RecordFrame.KIND_ENTRY) {
            lastEntry = Math.max(lastEntry, payload.getLong(Long.BYTES));
        } else if (record.kind() == RecordFrame.KIND_STATE) {
            state = new HardState(payload.getLong(0), payload.getLong(Long.BYTES), payload.getLong(2 * Long.BYTES));
        }
    }

    private void roll() throws IOException {
        wal.roll();
        closed.addLast(new Closed(wal.currentSegment().firstIndex(), lastEntry));
        lastEntry = 0;
        Identity known = identity;
        if (known != null) {
            head(known);
        }
    }

    private void head(Identity whose) {
        waiting.addFirst(new Waiting(RecordFrame.KIND_STATE, encode(state)));
        waiting.addFirst(new Waiting(RecordFrame.KIND_IDENTITY, longs(whose.memberId(), whose.clusterId())));
    }

    /** Deletes segments at the beginning of the log that hold no entry behind an index. */
    public void dropThrough(long index) throws IOException {
        if (closed.isEmpty() || closed.getFirst().lastEntry() > index) {
            return;
        }
        flush(true); // the hard state must be durable in a segment that stays
        long end = 0;
        while (!closed.isEmpty() && closed.getFirst().lastEntry() <= index) {
            end = closed.removeFirst().endRecord();
        }
        wal.dropThrough(end - 1);
    }

    private static ByteBuffer encode(HardState state) {
        return longs(state.term(), state.vote(), state.commit());
    }

    private static ByteBuffer longs(long... values) {
        ByteBuffer payload = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            payload.putLong(value);
        }
        return payload.flip();
    }

    /** Closes the files; what was not flushed is gone. */
    @Override
    public void close() throws IOException {
        wal.close();
    }
}
