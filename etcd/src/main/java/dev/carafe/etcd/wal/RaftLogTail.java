package dev.carafe.etcd.wal;

import dev.carafe.etcd.raft.Entry;
import dev.carafe.etcd.raft.HardState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Puts a log together that is being read back: what stands behind a snapshot, with later entries in the place of earlier
 * ones. Committed entries can be taken out on the way, so that not all of a long log is ever in memory.
 *
 * <p>Invariant: the entries follow {@code index}, without a gap. Belongs to one thread.
 */
public final class RaftLogTail {
    private final Deque<Entry> entries = new ArrayDeque<>();
    /** The snapshot that all begins from. */
    private long snapshotIndex;

    private long snapshotTerm;

    /** The last entry that was taken out, or that a snapshot stands for. */
    private long index;

    private HardState state;

    /** Whether what is being read is of another history than the snapshot. */
    private boolean foreign;

    /** A log behind a snapshot, (0, 0) for none. */
    public RaftLogTail(long snapshotIndex, long snapshotTerm) {
        this.snapshotIndex = snapshotIndex;
        this.snapshotTerm = snapshotTerm;
        this.index = snapshotIndex;
        this.state = new HardState(snapshotTerm, 0, snapshotIndex);
    }

    /** Begins anew behind a snapshot. */
    public void begin(long atIndex, long atTerm) {
        snapshotIndex = atIndex;
        snapshotTerm = atTerm;
        index = atIndex;
        entries.clear();
        foreign = false;
        state = new HardState(atTerm, 0, atIndex);
    }

    /**
     * Reads an entry.
     *
     * @throws CorruptException when there is a gap before it
     */
    public void entry(Entry entry) throws CorruptException {
        if (entry.index() <= snapshotIndex) {
            if (index > snapshotIndex) {
                throw new CorruptException("entry " + entry.index() + " is written again after it was committed");
            }
            entries.clear();
            foreign = entry.index() == snapshotIndex && entry.term() != snapshotTerm;
            return;
        }
        if (foreign && entry.term() < snapshotTerm) {
            return;
        }
        // The snapshot is of what was committed, so whoever leads in its term or a later one has that: the other
        // history is
        // over, though the log may not say where, when the end came between the snapshot and its record.
        foreign = false;
        if (entry.index() <= index) {
            throw new CorruptException("entry " + entry.index() + " is written again after it was committed");
        }
        cut(entry.index());
        if (entry.index() != lastIndex() + 1) {
            throw new CorruptException("entries " + (lastIndex() + 1) + " to " + (entry.index() - 1) + " are missing");
        }
        entries.addLast(entry);
    }

    private void cut(long from) {
        while (!entries.isEmpty() && entries.getLast().index() >= from) {
            entries.removeLast();
        }
    }

    /** Reads a hard state. */
    public void state(HardState next) {
        // A snapshot that was taken just before the end may be ahead of the hard state.
        boolean behind = next.term() < snapshotTerm;
        state = new HardState(
                behind ? snapshotTerm : next.term(), behind ? 0 : next.vote(), Math.max(next.commit(), snapshotIndex));
    }

    /**
     * Reads that the log began again behind a snapshot.
     *
     * @throws CorruptException when that snapshot, and any later one, is missing
     */
    public void snapshot(long at) throws CorruptException {
        if (at > snapshotIndex) {
            throw new CorruptException("snapshot of " + at + " is missing");
        }
        foreign = at == snapshotIndex ? false : foreign;
        if (index == snapshotIndex) {
            entries.clear();
        }
    }

    /** Takes out what is committed and not taken out yet. */
    public List<Entry> takeCommitted() {
        List<Entry> committed = new ArrayList<>();
        while (!entries.isEmpty() && entries.getFirst().index() <= state.commit()) {
            committed.add(entries.removeFirst());
        }
        if (!committed.isEmpty()) {
            index = committed.getLast().index();
        }
        return committed;
    }

    public HardState state() {
        return state;
    }

    /** What is left. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The last entry that was read, or what a snapshot stands for. */
    public long lastIndex() {
        return entries.isEmpty() ? index : entries.getLast().index();
    }
}
