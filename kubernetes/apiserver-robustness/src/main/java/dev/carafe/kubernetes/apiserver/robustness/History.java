package dev.carafe.kubernetes.apiserver.robustness;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdException;
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

/** All that ever changed, as the store tells it when asked for everything from its first revision on. */
final class History {
    /** What a write put; {@link #DELETED} where it deleted. */
    record Change(String key, long tag) {}

    static final long DELETED = -1;

    /** Where an object carries the number of the write that made it. */
    static final List<String> TAG = List.of("spec", "tag");

    private static final int TURNS_MAX = 10_000;

    private final TreeMap<Long, Change> changes = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();

    /** Reads a store's whole history. */
    static History of(EmbeddedStore store, SimulatedWorkers workers) {
        History history = new History();
        long revision = store.status().revision();
        var watcher = store.watch(WatchRequest.prefix(Bytes.EMPTY).withStartRevision(1), history.new Listener());
        for (int turn = 0; turn < TURNS_MAX && history.revision() < revision; turn++) {
            workers.watchers();
        }
        watcher.close();
        if (history.revision() != revision) {
            history.wrong.add("the store is at " + revision + ", its history ends at " + history.revision());
        }
        return history;
    }

    /** A history that is told. */
    static History of(Map<Long, Change> changes) {
        History history = new History();
        history.changes.putAll(changes);
        return history;
    }

    private final class Listener implements WatchListener {
        @Override
        public void events(List<WatchEvent> events, long revision) {
            for (WatchEvent event : events) {
                long at = event.kv().modRevision();
                long tag = event.isDelete() ? DELETED : tag(event.kv().value());
                if (changes.put(at, new Change(event.kv().key().toUtf8(), tag)) != null) {
                    wrong.add("two changes at revision " + at);
                }
            }
        }

        @Override
        public void progress(long revision) {}

        @Override
        public void cancelled(EtcdException cause, long compactRevision) {
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

    NavigableMap<Long, Change> changes() {
        return changes;
    }

    /** The changes after a revision, up to and with another. */
    NavigableMap<Long, Change> between(long after, long upTo) {
        return upTo <= after ? new TreeMap<>() : changes.subMap(after, false, upTo, true);
    }

    /** The revisions that changed an object. */
    List<Long> of(String key) {
        return changes.entrySet().stream()
                .filter(change -> change.getValue().key().equals(key))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The revision of each object that existed at a revision, by its key. */
    Map<String, Long> at(long revision) {
        Map<String, Long> objects = new TreeMap<>();
        changes.headMap(revision, true).forEach((at, change) -> {
            if (change.tag() == DELETED) {
                objects.remove(change.key());
            } else {
                objects.put(change.key(), at);
            }
        });
        return objects;
    }
}
