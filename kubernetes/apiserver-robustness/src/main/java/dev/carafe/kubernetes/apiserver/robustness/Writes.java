package dev.carafe.kubernetes.apiserver.robustness;

import dev.carafe.kubernetes.apiserver.robustness.History.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All writes of a run, held against the history: none that was acknowledged is lost, and nothing is there that nobody wrote. */
final class Writes {
    private final List<Write> all = new ArrayList<>();

    /** The moment before which what a write made does not end by itself, by the write's number; absent where it stays. */
    private final Map<Long, Long> ends = new HashMap<>();

    private int ended;

    void add(Write write) {
        all.add(write);
    }

    /** What a write made stays until a moment at least, and not for ever after. */
    void ends(long tag, long notBeforeMs) {
        ends.put(tag, notBeforeMs);
    }

    int size() {
        return all.size();
    }

    /** How many objects were seen to end by themselves when all was checked. */
    int ended() {
        return ended;
    }

    /**
     * What is wrong; empty when nothing is.
     *
     * @param endMs the moment of the history's end, long enough after all that has happened
     */
    List<String> check(History history, Moments moments, long endMs) {
        List<String> wrong = new ArrayList<>();
        for (Write write : all) {
            switch (write.told()) {
                case DONE -> acknowledged(write, history, wrong);
                case REFUSED -> {
                    if (!explained(write, history)) {
                        wrong.add("refused although the object was at the revision: " + write + ", changed by "
                                + history.of(write.key()));
                    }
                }
                case NOTHING -> {} // it may have happened
            }
        }
        unasked(history, moments, endMs, wrong);
        return wrong;
    }

    private static void acknowledged(Write write, History history, List<String> wrong) {
        var expected = List.of(new Change(write.key(), write.deletes() ? History.DELETED : write.tag()));
        List<Change> found = history.changes().get(write.revision());
        if (!expected.equals(found)) {
            wrong.add("acknowledged and lost: " + write + ", the store has " + found);
        } else if (revision(write.key(), write.revision() - 1, history) != write.guard()) {
            wrong.add("written over a change that the guard forbids: " + write);
        }
    }

    /** Finds what changed and was not acknowledged to anybody: it was asked for, or ended by itself in its time. */
    private void unasked(History history, Moments moments, long endMs, List<String> wrong) {
        Set<Long> acknowledged = new HashSet<>();
        Map<Long, Write> doubtfulPuts = new HashMap<>();
        Map<String, Integer> doubtfulDeletes = new HashMap<>();
        for (Write write : all) {
            switch (write.told()) {
                case DONE -> acknowledged.add(write.revision());
                case REFUSED -> {}
                case NOTHING -> {
                    if (write.deletes()) {
                        doubtfulDeletes.merge(write.key(), 1, Integer::sum);
                    } else {
                        doubtfulPuts.put(write.tag(), write);
                    }
                }
            }
        }
        ended = 0;
        Map<String, Long> existing = new HashMap<>();
        history.changes().forEach((revision, changes) -> {
            for (Change change : changes) {
                boolean deleted = change.tag() == History.DELETED;
                Long before = deleted ? existing.remove(change.key()) : existing.put(change.key(), change.tag());
                if (acknowledged.contains(revision)) {
                    continue;
                }
                if (!deleted) {
                    if (doubtfulPuts.remove(change.tag()) == null) {
                        wrong.add("written by nobody, or twice, at " + revision + ": " + change);
                    }
                    continue;
                }
                Long end = before == null ? null : ends.get(before);
                if (end != null && moments.latest(revision) >= end) {
                    ended++;
                } else if (doubtfulDeletes.merge(change.key(), -1, Integer::sum) < 0) {
                    wrong.add((end == null ? "deleted by nobody at " : "ended too early at ") + revision + ": "
                            + change.key());
                }
            }
        });
        existing.forEach((key, tag) -> {
            if (ends.getOrDefault(tag, Long.MAX_VALUE) <= endMs) {
                wrong.add("never ended: " + key);
            }
        });
    }

    /** Whether the object was at another revision than the guard's at some moment of the write. */
    private static boolean explained(Write write, History history) {
        boolean other = revision(write.key(), write.begun(), history) != write.guard();
        for (List<Change> changes :
                history.between(write.begun(), write.ended()).values()) {
            other |= changes.stream().anyMatch(change -> change.key().equals(write.key()));
        }
        return other;
    }

    /** The revision of an object as it was at one of the store; 0 where it was not there. */
    private static long revision(String key, long at, History history) {
        for (var changes : history.changes().headMap(at, true).descendingMap().entrySet()) {
            for (Change change : changes.getValue()) {
                if (change.key().equals(key)) {
                    return change.tag() == History.DELETED ? 0 : changes.getKey();
                }
            }
        }
        return 0;
    }
}
