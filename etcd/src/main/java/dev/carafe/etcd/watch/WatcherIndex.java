package dev.carafe.etcd.watch;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.mvcc.Change;
import dev.carafe.etcd.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Watchers by what they watch, so that a change costs by those that want it. Not thread-safe. */
final class WatcherIndex {
    private static final Comparator<KeyRange> BY_BOUNDS = Comparator.comparing(KeyRange::from)
            .thenComparing(KeyRange::end, Comparator.nullsLast(Comparator.naturalOrder()));

    private final Map<Bytes, Set<HubWatcher>> byKey = new HashMap<>();
    private final TreeMap<KeyRange, Set<HubWatcher>> byRange = new TreeMap<>(BY_BOUNDS);

    boolean isEmpty() {
        return byKey.isEmpty() && byRange.isEmpty();
    }

    void add(HubWatcher watcher) {
        KeyRange range = watcher.range();
        if (range.isSingle()) {
            byKey.computeIfAbsent(range.from(), key -> new LinkedHashSet<>()).add(watcher);
        } else {
            byRange.computeIfAbsent(range, key -> new LinkedHashSet<>()).add(watcher);
        }
    }

    void remove(HubWatcher watcher) {
        KeyRange range = watcher.range();
        if (range.isSingle()) {
            remove(byKey, range.from(), watcher);
        } else {
            remove(byRange, range, watcher);
        }
    }

    private static <K> void remove(Map<K, Set<HubWatcher>> map, K key, HubWatcher watcher) {
        Set<HubWatcher> watchers = map.get(key);
        if (watchers != null && watchers.remove(watcher) && watchers.isEmpty()) {
            map.remove(key);
        }
    }

    /** Puts a change into the queues of all who watch one of its keys; returns those that had no room left. */
    List<HubWatcher> offer(Change change) {
        List<HubWatcher> overflowed = new ArrayList<>();
        for (int i = 0; i < change.size(); i++) {
            Bytes key = change.kv(i).key();
            offer(byKey.getOrDefault(key, Set.of()), change, overflowed);
            // Ranges that begin behind the key cannot hold it.
            for (Map.Entry<KeyRange, Set<HubWatcher>> entry :
                    byRange.headMap(new KeyRange(key, null), true).entrySet()) {
                if (entry.getKey().contains(key)) {
                    offer(entry.getValue(), change, overflowed);
                }
            }
        }
        return overflowed;
    }

    private static void offer(Set<HubWatcher> watchers, Change change, List<HubWatcher> overflowed) {
        for (HubWatcher watcher : watchers) {
            if (!watcher.offer(change)) {
                overflowed.add(watcher);
            }
        }
    }
}
