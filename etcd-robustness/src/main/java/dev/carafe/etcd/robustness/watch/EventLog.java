package dev.carafe.etcd.robustness.watch;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.WatchEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that happened to a store: what each revision changed, and hence what each revision held. Takes events as a watcher of
 * all keys is told them, and refuses what cannot follow from what was before: a log that lacks a change or has one twice
 * is not taken.
 */
public final class EventLog {
    private final List<List<WatchEvent>> changes = new ArrayList<>(List.of(List.of(), List.of()));
    private final List<SortedMap<Bytes, KeyValue>> states =
            new ArrayList<>(List.of(Collections.emptySortedMap(), Collections.emptySortedMap()));

    /** The newest revision. */
    public long revision() {
        return changes.size() - 1L;
    }

    /** What a revision changed. */
    public List<WatchEvent> change(long revision) {
        return changes.get((int) revision);
    }

    /** The keys at a revision. */
    public SortedMap<Bytes, KeyValue> at(long revision) {
        return states.get((int) revision);
    }

    /** A key at a revision, null when it did not exist. */
    public @Nullable KeyValue at(Bytes key, long revision) {
        return at(revision).get(key);
    }

    /**
     * Takes the next events; all of a revision in one call.
     *
     * @return what is wrong with them, empty when nothing is
     */
    public List<String> append(List<WatchEvent> events) {
        List<String> wrong = new ArrayList<>();
        int from = 0;
        while (from < events.size()) {
            int to = from;
            long revision = events.get(from).kv().modRevision();
            while (to < events.size() && events.get(to).kv().modRevision() == revision) {
                to++;
            }
            if (revision == revision() + 1) {
                apply(events.subList(from, to), wrong);
            } else {
                wrong.add("log: revision " + revision + " follows " + revision());
            }
            from = to;
        }
        return wrong;
    }

    private void apply(List<WatchEvent> events, List<String> wrong) {
        long revision = revision() + 1;
        SortedMap<Bytes, KeyValue> next = new TreeMap<>(states.getLast());
        for (WatchEvent event : events) {
            KeyValue kv = event.kv();
            KeyValue old = next.get(kv.key());
            if (kv.isTombstone()) {
                if (old == null) {
                    wrong.add("log: revision " + revision + " deletes " + kv.key() + ", which does not exist");
                }
                next.remove(kv.key());
            } else {
                long created = old == null ? revision : old.createRevision();
                long version = old == null ? 1 : old.version() + 1;
                if (kv.createRevision() != created || kv.version() != version) {
                    wrong.add("log: revision " + revision + " puts " + kv + " after " + old);
                }
                next.put(kv.key(), kv);
            }
        }
        changes.add(List.copyOf(events));
        states.add(Collections.unmodifiableSortedMap(next));
    }
}
