package dev.carafe.etcd.wal;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.mvcc.MvccState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The snapshots of a directory. Safe for any thread: one is written at a time. */
public final class SnapshotFiles {
    private static final System.Logger LOG = System.getLogger(SnapshotFiles.class.getName());
    private static final String SUFFIX = ".snap";
    private static final String TEMPORARY = "snapshot.tmp";
    private static final String VALUES = "values.tmp"; // what is left behind goes at the next start
    private static final int HEX = 16;
    private static final int KEPT = 2;

    private final StorageDirectory directory;

    public SnapshotFiles(StorageDirectory directory) {
        this.directory = directory;
    }

    /**
     * The newest snapshot that is whole, null when there is none. Whether the log can stand in for a damaged one shows
     * when it is opened: it says so when it does not reach back far enough.
     */
    public synchronized @Nullable Snapshot newest() throws IOException {
        for (long index : indexes().reversed()) {
            try (StorageFile file = directory.open(name(index))) {
                return new SnapshotReader(file).read();
            } catch (CorruptException | RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "snapshot " + name(index) + " is damaged, trying an older one", e);
            }
        }
        return null;
    }

    /** Writes a snapshot, durably, and lets its larger values leave the heap; returns its size in bytes. */
    public long write(Snapshot snapshot) throws IOException {
        return write(snapshot, () -> {});
    }

    /**
     * The same with a rest now and then.
     *
     * @param rest called by this thread after each quarter of a megabyte
     */
    public synchronized long write(Snapshot snapshot, Runnable rest) throws IOException {
        long size;
        StoredValues values;
        Bytes.@Nullable Storage stored;
        try (StorageFile file = directory.create(TEMPORARY)) {
            SnapshotWriter writer = new SnapshotWriter(file, rest);
            size = writer.write(snapshot);
            values = writer.values();
            stored = file.mapped();
        }
        directory.rename(TEMPORARY, name(snapshot.index()));
        directory.sync();
        values.moveTo(stored);
        return size;
    }

    /**
     * Lets the larger values of a state's changes leave the heap for a file that has no name and is gone with the process.
     * Called by one thread at a time; a snapshot may be written meanwhile.
     *
     * @param after changes up to this revision are left alone
     */
    public void spill(MvccState state, long after) throws IOException {
        StoredValues values = new StoredValues();
        Bytes.@Nullable Storage stored;
        try (StorageFile file = directory.create(VALUES)) {
            long size = values.writeTo(file, state, Math.max(after + 1, state.firstChange()));
            stored = size == 0 ? null : file.mapped();
        } finally {
            directory.delete(VALUES);
        }
        values.moveTo(stored);
    }

    /** Deletes all but the newest ones; returns the index up to which (inclusive) the log is not needed any more. */
    public synchronized long dropOld() throws IOException {
        List<Long> indexes = indexes();
        int drop = Math.max(0, indexes.size() - KEPT);
        for (long index : indexes.subList(0, drop)) {
            directory.delete(name(index));
        }
        return indexes.size() < KEPT ? 0 : indexes.get(drop);
    }

    /** Bytes of all snapshots. */
    public synchronized long sizeBytes() throws IOException {
        long size = 0;
        for (long index : indexes()) {
            try (StorageFile file = directory.open(name(index))) {
                size += file.size();
            }
        }
        return size;
    }

    private List<Long> indexes() throws IOException {
        List<Long> indexes = new ArrayList<>();
        for (String name : directory.list()) {
            if (name.endsWith(SUFFIX) && name.length() == HEX + SUFFIX.length()) {
                try {
                    indexes.add(HexFormat.fromHexDigitsToLong(name, 0, HEX));
                } catch (IllegalArgumentException e) {
                    LOG.log(System.Logger.Level.WARNING, "ignored a file that is no snapshot: " + name, e);
                }
            }
        }
        indexes.sort(null);
        return indexes;
    }

    private static String name(long index) {
        return HexFormat.of().toHexDigits(index) + SUFFIX;
    }
}
