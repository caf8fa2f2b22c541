package dev.carafe.etcd.wal;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Finds the log in a directory, hands its records on, repairs a torn tail, and opens it for appending. */
public final class WalRecovery {

    /** A store's first segment is smaller than the later ones, so that a fresh start need not wait for zeros. */
    private static final int FIRST_SEGMENT_BYTES = 4 << 20;

    /** What takes the records, in order. */
    public interface Replay {
        void record(long index, WriteRequest request) throws IOException;
    }

    /** What takes the records as they stand in the files, in order. */
    interface Frames {
        /** @param stored the segment, from which values can be read later, null when they cannot */
        void frame(Segment.Name segment, Bytes.@Nullable Storage stored, RecordFrame frame) throws IOException;
    }

    /** A segment as it was found. */
    private record Found(Segment.Name name, ByteBuffer bytes, Bytes.@Nullable Storage stored) {}

    private final StorageDirectory directory;
    private final int segmentBytes;
    private final Executor background;
    private long replayedBytes;

    /**
     * A log that was not opened yet.
     *
     * @param background where the log prepares its next segment, beside its owner's work
     */
    public WalRecovery(StorageDirectory directory, int segmentBytes, Executor background) {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.background = background;
    }

    /**
     * Opens the log and replays what comes after an index.
     *
     * @param afterIndex index that the snapshot holds already, 0 for none
     * @throws CorruptException when acknowledged records are missing or damaged
     */
    public Wal open(long afterIndex, Replay replay) throws IOException {
        return openFrames(afterIndex, (name, stored, frame) -> {
            if (frame.kind() != RecordFrame.KIND_REQUEST) {
                throw new CorruptException(
                        name.fileName() + ": is of a cluster's member, which cannot be opened as a store of its own");
            }
            replay.record(frame.index(), CommandCodec.decode(frame, stored));
        });
    }

    /**
     * As {@link #open}, for whoever knows all kinds of records.
     *
     * @param afterIndex negative when the log may begin and end anywhere
     */
    Wal openFrames(long afterIndex, Frames replay) throws IOException {
        List<Segment.Name> names = segments();
        if (names.isEmpty()) {
            if (afterIndex > 0) {
                throw new CorruptException("log is missing after index " + afterIndex);
            }
            StorageFile file =
                    Segment.preallocate(directory, Segment.FIRST, Math.min(segmentBytes, FIRST_SEGMENT_BYTES));
            Segment first = Segment.create(directory, file, Segment.FIRST, new Segment.Name(0, 1));
            return new Wal(directory, segmentBytes, background, new ArrayDeque<>(), first, Segment.HEADER_BYTES, 0, 0);
        }
        // Whoever made these files may have been killed before it synced their names; what is written now builds on
        // them.
        directory.sync();
        if (afterIndex >= 0 && names.getFirst().firstIndex() > afterIndex + 1) {
            throw new CorruptException(
                    "log starts at index " + names.getFirst().firstIndex() + ", needed from " + (afterIndex + 1));
        }
        Deque<Segment.Name> closed = new ArrayDeque<>();
        long expected = names.getFirst().firstIndex();
        for (int i = 0; i < names.size() - 1; i++) {
            Segment.Name name = names.get(i);
            closed.addLast(name);
            long next = names.get(i + 1).firstIndex();
            if (next <= afterIndex + 1) {
                expected = next; // a snapshot holds all of it; should that be lost, the segment is read and checked
                continue;
            }
            checkFollows(name, expected);
            Found found = read(directory, name);
            SegmentReader.Contents contents = new SegmentReader(found.bytes, name).read(false);
            expected = replay(found, contents, afterIndex, expected, replay);
        }
        Segment.Name name = names.getLast();
        checkFollows(name, expected);
        Found found = read(directory, name);
        SegmentReader.Contents contents = new SegmentReader(found.bytes, name).read(true);
        expected = replay(found, contents, afterIndex, expected, replay);
        if (expected - 1 < afterIndex) {
            throw new CorruptException("log ends at index " + (expected - 1) + ", snapshot is of " + afterIndex);
        }
        Segment current = reopen(name, found.bytes.limit(), contents);
        return new Wal(
                directory, segmentBytes, background, closed, current, contents.end(), expected - 1, replayedBytes);
    }

    /** Whether the newest segment in a directory holds a record of a kind; false where there is none. */
    static boolean newestHolds(StorageDirectory directory, int kind) throws IOException {
        Segment.Name newest = directory.list().stream()
                .map(Segment.Name::parse)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
        if (newest == null) {
            return false;
        }
        SegmentReader.Contents contents =
                new SegmentReader(read(directory, newest).bytes(), newest).read(true);
        return contents.records().stream().anyMatch(record -> record.kind() == kind);
    }

    private List<Segment.Name> segments() throws IOException {
        List<Segment.Name> names = new ArrayList<>();
        for (String file : directory.list()) {
            Segment.Name name = Segment.Name.parse(file);
            if (name != null) {
                names.add(name);
            } else if (file.endsWith(".tmp")) {
                directory.delete(file);
            }
        }
        names.sort(null);
        return names;
    }

    private static void checkFollows(Segment.Name name, long expected) throws CorruptException {
        if (name.firstIndex() != expected) {
            throw new CorruptException(name.fileName() + ": expected to start with record " + expected);
        }
    }

    private long replay(Found found, SegmentReader.Contents contents, long afterIndex, long expected, Frames replay)
            throws IOException {
        long index = expected;
        for (RecordFrame record : contents.records()) {
            if (index > afterIndex) {
                replayedBytes += RecordFrame.sizeBytes(record.payload().remaining());
                replay.frame(found.name, found.stored, record);
            }
            index++;
        }
        return index;
    }

    private static Found read(StorageDirectory directory, Segment.Name name) throws IOException {
        try (StorageFile file = directory.open(name.fileName())) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            return new Found(name, bytes.flip(), bytes.hasRemaining() ? file.mapped() : null);
        }
    }

    /** Opens the last segment and makes it all zeros behind its last record, and of a usable size. */
    private Segment reopen(Segment.Name name, int fileBytes, SegmentReader.Contents contents) throws IOException {
        StorageFile file = directory.open(name.fileName());
        boolean done = false;
        try {
            int wanted = Math.max(fileBytes, Math.min(segmentBytes, FIRST_SEGMENT_BYTES));
            if (contents.dirty()) {
                Segment.zero(file, contents.end(), wanted);
            } else if (wanted > fileBytes) {
                Segment.zero(file, fileBytes, wanted);
            }
            file.sync(); // what was read may never have been synced, and is going to be served
            done = true;
            return new Segment(file, name, wanted);
        } finally {
            if (!done) {
                file.close();
            }
        }
    }
}
