package dev.carafe.etcd.raft;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The four properties of Raft (figure 3 of the paper) and linearizable reads, watched over all members. */
final class SimChecks {
    private record At(long index, long term) {}

    private record Made(long prevTerm, Entry entry) {}

    /** @param seenIn the lowest term in which a member applied it: it was committed in that term or before */
    private record Committed(Entry entry, long seenIn) {}

    private final Map<Long, Long> leaders = new HashMap<>();
    private final Map<At, Made> made = new HashMap<>();
    private final SortedMap<Long, Committed> committed = new TreeMap<>();
    private final Map<Long, Long> states = new HashMap<>();

    /** The highest index that any member has applied. */
    long appliedAnywhere() {
        return committed.isEmpty() ? 1 : committed.lastKey();
    }

    int terms() {
        return leaders.size();
    }

    /** Election safety, and leader completeness. */
    void leads(RaftCore core, long id) {
        Long other = leaders.putIfAbsent(core.term(), id);
        check(other == null || other == id, "two leaders in term " + core.term() + ": " + other + " and " + id);
        if (other != null) {
            return;
        }
        committed.forEach((index, was) -> {
            if (was.seenIn() < core.term() && index >= core.firstIndex()) {
                check(
                        core.termOf(index) == was.entry().term(),
                        "leader " + id + " of term " + core.term() + " lacks committed " + was.entry());
            }
        });
    }

    /** Log matching: an index and a term say what the entry is and what is before it. */
    void stored(Entry entry, long prevTerm) {
        Made now = new Made(prevTerm, entry);
        Made before = made.putIfAbsent(new At(entry.index(), entry.term()), now);
        check(before == null || before.equals(now), "one place in the log holds " + before + " and " + now);
    }

    /** State machine safety. */
    void applied(Entry entry, long term, long stateAfter) {
        Committed before = committed.get(entry.index());
        check(before == null || before.entry().equals(entry), "applied " + entry + " where " + before + " was");
        if (before == null || before.seenIn() > term) {
            committed.put(entry.index(), new Committed(entry, term));
        }
        state(entry.index(), stateAfter);
    }

    /** A member's state after an index. */
    void state(long index, long hash) {
        Long before = states.putIfAbsent(index, hash);
        check(before == null || before == hash, "two states after entry " + index);
    }

    /** A read may not be older than what anybody had seen when it was asked. */
    void read(long index, long floor) {
        check(index >= floor, "read at " + index + ", but " + floor + " was applied before it was asked");
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
