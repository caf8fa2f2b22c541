package dev.carafe.etcd.raft;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member's log behind its last compaction, in memory, and how far it is durable, committed and applied.
 *
 * <p>Invariants: {@code offset <= applied <= committed <= lastIndex}; {@code stable <= lastIndex}.
 */
final class RaftLog {
    /** Most bytes of entries handed out for applying at once, but always one entry. */
    private static final long APPLY_BYTES_MAX = 4 << 20;

    /** Behind {@link #offset}, without a gap. */
    private final List<Entry> entries = new ArrayList<>();

    /** The entry before the first, and its term. */
    private long offset;

    private long offsetTerm;
    private long stable;
    private long committed;
    private long applied;
    /** The newest snapshot: what a member is sent that needs entries from before {@link #offset}. */
    private RaftSnapshot snapshot;
    /** A leader's snapshot that is not durable yet. */
    private @Nullable RaftSnapshot pending;

    RaftLog(RaftSnapshot snapshot, List<Entry> stored, long commit) {
        this.snapshot = snapshot;
        this.offset = snapshot.index();
        this.offsetTerm = snapshot.term();
        for (Entry entry : stored) {
            if (entry.index() > offset) {
                if (entry.index() != lastIndex() + 1) {
                    throw new IllegalArgumentException("entry " + entry.index() + " after entry " + lastIndex());
                }
                entries.add(entry);
            }
        }
        if (commit > lastIndex()) {
            throw new IllegalArgumentException("commit index " + commit + " behind the last entry " + lastIndex());
        }
        this.stable = lastIndex();
        this.committed = Math.max(commit, offset);
        this.applied = offset;
    }

    long firstIndex() {
        return offset + 1;
    }

    long lastIndex() {
        return offset + entries.size();
    }

    long lastTerm() {
        return entries.isEmpty() ? offsetTerm : entries.getLast().term();
    }

    long committed() {
        return committed;
    }

    long applied() {
        return applied;
    }

    long stable() {
        return stable;
    }

    RaftSnapshot snapshot() {
        return snapshot;
    }

    @Nullable
    RaftSnapshot pendingSnapshot() {
        return pending;
    }

    /** The term of an entry, -1 when it is not here. */
    long term(long index) {
        if (index == offset) {
            return offsetTerm;
        }
        return index < offset || index > lastIndex() ? -1 : at(index).term();
    }

    boolean matches(long index, long term) {
        return term(index) == term;
    }

    /** Whether a log that ends so holds at least what this one does (Raft, section 5.4.1). */
    boolean upToDate(long otherLastIndex, long otherLastTerm) {
        return otherLastTerm > lastTerm() || (otherLastTerm == lastTerm() && otherLastIndex >= lastIndex());
    }

    /** The last index up to one whose term is not above another: where two logs may agree. */
    long lastNotAbove(long index, long term) {
        long at = Math.min(index, lastIndex());
        while (at > offset && term(at) > term) {
            at--;
        }
        return Math.max(at, 0);
    }

    void append(Entry entry) {
        if (entry.index() != lastIndex() + 1) {
            throw new IllegalStateException("entry " + entry.index() + " after entry " + lastIndex());
        }
        entries.add(entry);
    }

    /** Takes a leader's entries, whose predecessor is known to match; those that are here already are left alone. */
    void merge(List<Entry> incoming) {
        for (Entry entry : incoming) {
            if (entry.index() <= offset || matches(entry.index(), entry.term())) {
                continue;
            }
            if (entry.index() <= lastIndex()) {
                if (entry.index() <= committed) {
                    throw new IllegalStateException("entry " + entry.index() + " conflicts with a committed one");
                }
                entries.subList(position(entry.index()), entries.size()).clear();
                stable = Math.min(stable, lastIndex());
            }
            append(entry);
        }
    }

    /** Moves the commit index forward; never back, never behind the end. */
    void commitTo(long index) {
        committed = Math.max(committed, Math.min(index, lastIndex()));
    }

    void persistedThrough(long index, long term) {
        if (index > stable && matches(index, term)) {
            stable = index;
        }
    }

    void snapshotPersisted() {
        pending = null;
    }

    void appliedTo(long index) {
        if (index > committed) {
            throw new IllegalStateException("applied " + index + ", committed " + committed);
        }
        applied = Math.max(applied, index); // less when a snapshot came meanwhile
    }

    List<Entry> unstable() {
        return slice(Math.max(stable, offset) + 1, lastIndex(), Long.MAX_VALUE);
    }

    List<Entry> toApply() {
        return pending == null ? slice(applied + 1, committed, APPLY_BYTES_MAX) : List.of();
    }

    /** Entries of a range, both ends in it, cut where they exceed a size; always one when there is any. */
    List<Entry> slice(long from, long to, long bytesMax) {
        List<Entry> out = new ArrayList<>();
        long bytes = 0;
        for (long index = from; index <= to; index++) {
            Entry entry = at(index);
            bytes += entry.sizeBytes();
            if (!out.isEmpty() && bytes > bytesMax) {
                break;
            }
            out.add(entry);
        }
        return out;
    }

    /** Replaces everything by a leader's snapshot. */
    void restore(RaftSnapshot from) {
        entries.clear();
        snapshot = from;
        pending = from;
        offset = from.index();
        offsetTerm = from.term();
        stable = from.index();
        committed = from.index();
        applied = from.index();
    }

    /** Remembers a snapshot of this member's own state and forgets the entries up to an index. */
    void compact(RaftSnapshot own, long through) {
        if (own.index() > applied || through > own.index()) {
            throw new IllegalArgumentException(
                    "snapshot of " + own.index() + ", compaction to " + through + ", applied " + applied);
        }
        if (own.index() > snapshot.index()) {
            snapshot = own;
        }
        if (through > offset) {
            long term = term(through);
            entries.subList(0, position(through) + 1).clear();
            offset = through;
            offsetTerm = term;
        }
    }

    private Entry at(long index) {
        return entries.get(position(index));
    }

    private int position(long index) {
        return Math.toIntExact(index - offset - 1);
    }
}
