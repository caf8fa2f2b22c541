package dev.carafe.kubernetes.apiserver.cacher;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a cache knows: the objects by key, and the changes of late. Pure; not thread-safe, its cache guards it. */
final class CacheState {
    /** Changes kept, at most. */
    static final int EVENTS_MAX = 10_000;

    /** Bytes that the changes kept may keep alive, but for the last {@value #EVENTS_MIN} of them. */
    static final long EVENTS_BYTES_MAX = 16L << 20;

    private static final int EVENTS_MIN = 100;

    /** Revisions that are remembered whole, since somebody pages through them. */
    private static final int PAGED_MAX = 4;

    /** Makes an object of a key, the revision that wrote it, and its bytes in the store. */
    interface Reader {
        StoredObject read(String key, long revision, Bytes value);
    }

    private final Reader reader;
    private final TreeMap<String, StoredObject> objects = new TreeMap<>();
    private final ArrayDeque<CacheEvent> events = new ArrayDeque<>();
    private long eventsBytes;
    private long objectsBytes;

    /** The objects in the order of their keys, made when somebody pages through them; null where they have changed since. */
    private @Nullable List<StoredObject> sorted;

    /** What was paged through of late, the newest last: to make the past anew for each page would cost as much as all of its pages. */
    private final ArrayDeque<Snapshot> paged = new ArrayDeque<>();

    private long revision;
    private long lastChange;

    /** Changes after this revision are all kept. */
    private long floor;

    CacheState(Reader reader) {
        this.reader = reader;
    }

    void load(List<StoredObject> all, long at) {
        clear();
        all.forEach(object -> {
            objects.put(object.key(), object);
            objectsBytes += object.size();
        });
        revision = at;
        lastChange = at;
        floor = at;
    }

    void clear() {
        objects.clear();
        objectsBytes = 0;
        sorted = null;
        paged.clear();
        events.clear();
        eventsBytes = 0;
    }

    /**
     * Takes a change; null when it changes nothing, such as the delete of an unknown key.
     *
     * @param isLast whether no other change of its revision follows
     */
    @Nullable
    CacheEvent apply(WatchEvent change, boolean isLast) {
        String key = change.kv().key().toUtf8();
        long at = change.kv().modRevision();
        StoredObject current =
                change.isDelete() ? null : reader.read(key, at, change.kv().value());
        StoredObject previous = current == null ? objects.remove(key) : objects.put(key, current);
        objectsBytes += (current == null ? 0 : current.size()) - (previous == null ? 0 : previous.size());
        sorted = null;
        revision = Math.max(revision, at);
        lastChange = at;
        if (current == null && previous == null) {
            return null;
        }
        CacheEvent event = new CacheEvent(at, isLast ? at : at - 1, previous, current);
        events.add(event);
        eventsBytes += event.size();
        while (events.size() > EVENTS_MAX || (eventsBytes > EVENTS_BYTES_MAX && events.size() > EVENTS_MIN)) {
            CacheEvent oldest = events.remove();
            eventsBytes -= oldest.size();
            floor = oldest.revision();
            paged.removeIf(snapshot -> snapshot.revision() < floor);
        }
        return event;
    }

    void progress(long at) {
        revision = Math.max(revision, at);
    }

    int size() {
        return objects.size();
    }

    /** About how many bytes the objects keep. */
    long bytes() {
        return objectsBytes;
    }

    long revision() {
        return revision;
    }

    long lastChange() {
        return lastChange;
    }

    /** The oldest revision whose change, were there one, is kept. */
    long oldestRevision() {
        return floor + 1;
    }

    @Nullable
    StoredObject get(String key) {
        return objects.get(key);
    }

    /** A copy of the list of objects whose keys begin with a prefix that ends in a slash. */
    List<StoredObject> list(String prefix) {
        String end = prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1);
        return new ArrayList<>(objects.subMap(prefix, end).values());
    }

    /** All objects as they are. */
    Snapshot snapshot() {
        List<StoredObject> known = sorted;
        if (known == null) {
            known = List.copyOf(objects.values());
            sorted = known;
        }
        return paged(new Snapshot(revision, known));
    }

    /** All objects as they were at a revision; empty where the changes since are not all kept, or it is yet to come. */
    Optional<Snapshot> snapshot(long at) {
        if (at < floor || at > revision) {
            return Optional.empty();
        }
        if (at >= lastChange) {
            return Optional.of(new Snapshot(at, snapshot().objects()));
        }
        return Optional.of(paged.stream()
                .filter(snapshot -> snapshot.revision() == at)
                .findFirst()
                .orElseGet(() -> paged(past(at))));
    }

    private Snapshot paged(Snapshot snapshot) {
        paged.removeIf(known -> known.revision() == snapshot.revision());
        paged.addLast(snapshot);
        if (paged.size() > PAGED_MAX) {
            paged.removeFirst();
        }
        return snapshot;
    }

    private Snapshot past(long at) {
        TreeMap<String, StoredObject> then = new TreeMap<>(objects);
        Iterator<CacheEvent> newestFirst = events.descendingIterator();
        while (newestFirst.hasNext()) {
            CacheEvent event = newestFirst.next();
            if (event.revision() <= at) {
                break;
            }
            StoredObject previous = event.previous();
            if (previous == null) {
                then.remove(event.key());
            } else {
                then.put(event.key(), previous);
            }
        }
        return new Snapshot(at, List.copyOf(then.values()));
    }

    List<CacheEvent> eventsAfter(long after, String prefix) {
        ArrayList<CacheEvent> found = new ArrayList<>();
        for (CacheEvent event : events) {
            if (event.revision() > after && event.key().startsWith(prefix)) {
                found.add(event);
            }
        }
        return found;
    }
}
