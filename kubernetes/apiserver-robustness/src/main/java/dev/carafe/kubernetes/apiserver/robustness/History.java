package dev.carafe.kubernetes.apiserver.robustness;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.robustness.simulator.SimulatedWorkers;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * All that ever changed, as the store tells it when asked for everything from its first revision on. What the store is about to
 * forget is read before; what it still has is read again at the end, and must be the same.
 */
final class History {
    /** What a write put; {@link #DELETED} where it deleted. */
    record Change(String key, long tag) {}

    /** An object as it was written. */
    record Version(long revision, long tag) {}

    static final long DELETED = -1;

    /** Where an object carries the number of the write that made it. */
    static final List<String> TAG = List.of("spec", "tag");

    private static final int TURNS_MAX = 10_000;

    /** The changes of each revision in the store's order: a lease that ends takes all of its objects in one. */
    private final TreeMap<Long, List<Change>> changes = new TreeMap<>();

    private final List<String> wrong = new ArrayList<>();

    /** The store may have forgotten what was before this revision. */
    private long compacted;

    /** A history that is told; each change has a revision of its own. */
    static History of(Map<Long, Change> changes) {
        History history = new History();
        changes.forEach((revision, change) -> history.changes.put(revision, List.of(change)));
        return history;
    }

    /** Has a revision in which all of this changes. */
    History with(long revision, List<Change> all) {
        changes.put(revision, List.copyOf(all));
        return this;
    }

    /** Reads a store's history up to a revision, and takes note that the store is about to forget what is before it. */
    void beforeCompaction(EmbeddedStore store, SimulatedWorkers workers, long revision) {
        long upTo = Math.min(revision, store.status().revision());
        if (upTo > compacted) {
            read(store, workers, upTo);
            compacted = upTo;
        }
    }

    /** Reads the rest of a store's history, which must lead to what the store has. */
    void finish(EmbeddedStore store, SimulatedWorkers workers) {
        long revision = store.status().revision();
        read(store, workers, revision);
        if (revision() != revision) {
            wrong.add("the store is at " + revision + ", its history ends at " + revision());
        }
        Map<String, Version> stored = new TreeMap<>();
        for (KeyValue kv : store.range(RangeRequest.prefix(Bytes.EMPTY)).kvs()) {
            stored.put(kv.key().toUtf8(), new Version(kv.modRevision(), tag(kv.value())));
        }
        if (!stored.equals(at(revision))) {
            wrong.add("the store has " + stored + ", its history leads to " + at(revision));
        }
    }

    private void read(EmbeddedStore store, SimulatedWorkers workers, long upTo) {
        Listener listener = new Listener();
        var watcher = store.watch(WatchRequest.prefix(Bytes.EMPTY).withStartRevision(compacted + 1), listener);
        for (int turn = 0; turn < TURNS_MAX && listener.reached < upTo && !listener.ended; turn++) {
            workers.watchers();
        }
        watcher.close();
        listener.read.forEach((revision, all) -> {
            List<Change> before = changes.put(revision, all);
            if (before != null && !before.equals(all)) {
                wrong.add("the store told " + before + " of revision " + revision + ", and now " + all);
            }
        });
    }

    private final class Listener implements WatchListener {
        final TreeMap<Long, List<Change>> read = new TreeMap<>();
        long reached;
        boolean ended;

        @Override
        public void events(List<WatchEvent> events, long revision) {
            long before = reached;
            for (WatchEvent event : events) {
                long at = event.kv().modRevision();
                if (at <= before) {
                    wrong.add("the store told of revision " + at + " in pieces");
                }
                long tag = event.isDelete() ? DELETED : tag(event.kv().value());
                read.computeIfAbsent(at, _ -> new ArrayList<>())
                        .add(new Change(event.kv().key().toUtf8(), tag));
                reached = at;
            }
        }

        @Override
        public void progress(long revision) {}

        @Override
        public void cancelled(EtcdException cause, long compactRevision) {
            ended = true;
            wrong.add("the history was cut off: " + cause.getMessage());
        }
    }

    private static long tag(Bytes value) {
        try {
            return tag(Json.decodeStruct(value.toByteArray()));
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("the store holds no object", e);
        }
    }

    /** The number of the write that made an object. */
    static long tag(Struct object) {
        return object.find(TAG) instanceof Long tag ? tag : Long.MIN_VALUE;
    }

    List<String> wrong() {
        return wrong;
    }

    long revision() {
        return changes.isEmpty() ? 1 : changes.lastKey();
    }

    NavigableMap<Long, List<Change>> changes() {
        return changes;
    }

    /** The changes after a revision, up to and with another. */
    NavigableMap<Long, List<Change>> between(long after, long upTo) {
        return upTo <= after ? new TreeMap<>() : changes.subMap(after, false, upTo, true);
    }

    /** The revisions that changed an object. */
    List<Long> of(String key) {
        return changes.entrySet().stream()
                .filter(all ->
                        all.getValue().stream().anyMatch(change -> change.key().equals(key)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Each object that existed at a revision, by its key. */
    Map<String, Version> at(long revision) {
        Map<String, Version> objects = new TreeMap<>();
        changes.headMap(revision, true).forEach((at, all) -> {
            for (Change change : all) {
                if (change.tag() == DELETED) {
                    objects.remove(change.key());
                } else {
                    objects.put(change.key(), new Version(at, change.tag()));
                }
            }
        });
        return objects;
    }
}
