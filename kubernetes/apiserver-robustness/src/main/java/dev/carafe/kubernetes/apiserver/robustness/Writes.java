package dev.carafe.kubernetes.apiserver.robustness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All writes of a run, held against the history: none that was acknowledged is lost, and nothing is there that nobody wrote. */
final class Writes {
    private final List<Write> all = new ArrayList<>();

    void add(Write write) {
        all.add(write);
    }

    int size() {
        return all.size();
    }

    List<String> check(History history) {
        List<String> wrong = new ArrayList<>();
        Set<Long> acknowledged = new HashSet<>();
        Map<Long, Write> puts = new HashMap<>();
        Map<String, Integer> doubtfulDeletes = new HashMap<>();
        for (Write write : all) {
            if (!write.deletes()) {
                puts.put(write.tag(), write);
            }
            switch (write.told()) {
                case DONE -> {
                    acknowledged.add(write.revision());
                    var expected = new History.Change(write.key(), write.deletes() ? History.DELETED : write.tag());
                    History.Change found = history.changes().get(write.revision());
                    if (!expected.equals(found)) {
                        wrong.add("acknowledged and lost: " + write + ", the store has " + found);
                    } else if (revision(write.key(), write.revision() - 1, history) != write.guard()) {
                        wrong.add("written over a change that the guard forbids: " + write);
                    }
                }
                case REFUSED -> {
                    if (!explained(write, history)) {
                        wrong.add("refused although the object was at the revision: " + write + ", changed by "
                                + history.of(write.key()));
                    }
                }
                case NOTHING -> {
                    if (write.deletes()) {
                        doubtfulDeletes.merge(write.key(), 1, Integer::sum);
                    }
                }
            }
        }
        Set<Long> seen = new HashSet<>();
        history.changes().forEach((revision, change) -> {
            if (acknowledged.contains(revision)) {
                seen.add(change.tag());
                return;
            }
            if (change.tag() == History.DELETED) {
                if (doubtfulDeletes.merge(change.key(), -1, Integer::sum) < 0) {
                    wrong.add("deleted by nobody at " + revision + ": " + change.key());
                }
                return;
            }
            Write write = puts.get(change.tag());
            if (write == null || write.told() != Write.Told.NOTHING || !seen.add(change.tag())) {
                wrong.add("written by nobody, or twice, at " + revision + ": " + change + " of " + write);
            }
        });
        return wrong;
    }

    /** Whether the object was at another revision than the guard's at some moment of the write. */
    private static boolean explained(Write write, History history) {
        boolean other = revision(write.key(), write.begun(), history) != write.guard();
        for (History.Change change :
                history.between(write.begun(), write.ended()).values()) {
            other |= change.key().equals(write.key());
        }
        return other;
    }

    /** The revision of an object as it was at one of the store; 0 where it was not there. */
    private static long revision(String key, long at, History history) {
        for (var change : history.changes().headMap(at, true).descendingMap().entrySet()) {
            if (change.getValue().key().equals(key)) {
                return change.getValue().tag() == History.DELETED ? 0 : change.getKey();
            }
        }
        return 0;
    }
}
