package dev.carafe.etcd.mvcc;

import java.util.Arrays;

/**
 * The changes of the last revisions, found by revision: every revision between the first and the last is there, so it
 * is an array cut into chunks.
 *
 * <p>The writer fills slots in place; a reader may look only at revisions up to that of the {@link MvccState} through
 * which it got this log, whose publication makes them visible. What else changes makes a new log.
 */
final class RevisionLog {
    private static final int CHUNK = 256;

    private final Change[][] chunks;
    /** Revision of the first slot of the first chunk; a multiple of {@link #CHUNK}. */
    private final long base;

    private RevisionLog(Change[][] chunks, long base) {
        this.chunks = chunks;
        this.base = base;
    }

    /** An empty log whose first change will be that of the given revision or a later one. */
    static RevisionLog startingAt(long revision) {
        return new RevisionLog(new Change[0][], revision - revision % CHUNK);
    }

    /**
     * The change that made a revision.
     *
     * @throws IllegalStateException when the log does not hold it
     */
    Change get(long revision) {
        long offset = revision - base;
        int chunk = (int) (offset / CHUNK);
        if (offset < 0 || chunk >= chunks.length) {
            throw new IllegalStateException("no change " + revision + ", log starts at " + base);
        }
        return chunks[chunk][(int) (offset % CHUNK)];
    }

    /** Puts a change behind the last one; only for the writer. */
    RevisionLog with(Change change) {
        long offset = change.revision() - base;
        int chunk = (int) (offset / CHUNK);
        if (chunk < chunks.length) {
            chunks[chunk][(int) (offset % CHUNK)] = change;
            return this;
        }
        Change[][] grown = Arrays.copyOf(chunks, chunk + 1);
        for (int i = chunks.length; i <= chunk; i++) {
            grown[i] = new Change[CHUNK];
        }
        grown[chunk][(int) (offset % CHUNK)] = change;
        return new RevisionLog(grown, base);
    }

    /** Forgets whole chunks of changes before a revision. */
    RevisionLog withoutBefore(long revision) {
        int drop = (int) Math.min(chunks.length, Math.max(0, (revision - base) / CHUNK));
        return drop == 0
                ? this
                : new RevisionLog(Arrays.copyOfRange(chunks, drop, chunks.length), base + (long) drop * CHUNK);
    }
}
