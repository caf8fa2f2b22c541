package dev.carafe.kubernetes.client.testing;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.watch.WatchEvent;
import dev.carafe.kubernetes.client.ApiRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The objects in memory, their history and those who watch. Guarded by its own monitor throughout. */
final class FakeStore {
    private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

    private record Key(String storage, String namespace, String name) {}

    /** A change of an object: from {@code before} (null when created) to {@code after} (null when removed). */
    record Change(
            String storage,
            long version,
            @Nullable Struct before,
            @Nullable Struct after,
            Struct last) {}

    private final Map<Key, Struct> objects = new LinkedHashMap<>();
    private final List<Change> history = new ArrayList<>();
    private final List<FakeWatch> watches = new ArrayList<>();
    private final List<Consumer<FakeApi.Change>> observers = new ArrayList<>();
    private long version = 1;
    private long compacted;

    synchronized @Nullable Struct get(String storage, String namespace, String name) {
        return objects.get(new Key(storage, namespace, name));
    }

    synchronized List<Struct> list(Selection selection) {
        List<Struct> found = new ArrayList<>();
        objects.forEach((key, object) -> {
            if (key.storage().equals(selection.storage()) && selection.matches(object)) {
                found.add(object);
            }
        });
        return found;
    }

    synchronized long version() {
        return version;
    }

    /** Stores an object under a new version. */
    synchronized Struct put(String storage, Struct object) {
        version++;
        Struct stored = Trees.withMeta(object, "resourceVersion", Long.toString(version));
        Struct before = objects.put(key(storage, stored), stored);
        changed(new Change(storage, version, before, stored, stored));
        return stored;
    }

    /** Removes an object; what watchers see has the version of the removal. */
    synchronized Struct remove(String storage, Struct object) {
        Struct before = objects.remove(key(storage, object));
        version++;
        Struct last = Trees.withMeta(object, "resourceVersion", Long.toString(version));
        changed(new Change(storage, version, before, null, last));
        return last;
    }

    private static Key key(String storage, Struct object) {
        Struct meta = Trees.meta(object);
        return new Key(storage, Trees.text(meta, "namespace"), Trees.text(meta, "name"));
    }

    private void changed(Change change) {
        history.add(change);
        watches.removeIf(FakeWatch::isClosed);
        watches.forEach(watch -> watch.tell(change));
        FakeApi.Change seen = new FakeApi.Change(
                change.storage(), Optional.ofNullable(change.before()), Optional.ofNullable(change.after()));
        observers.forEach(observer -> observer.accept(seen));
    }

    synchronized void observe(Consumer<FakeApi.Change> observer) {
        observers.add(observer);
    }

    synchronized FakeWatch watch(Selection selection, ApiRequest request) {
        String from = request.parameter("resourceVersion").orElse("");
        boolean initial = request.parameter("sendInitialEvents").orElse("").equals("true");
        FakeWatch watch = new FakeWatch(selection);
        if (initial || from.isEmpty() || from.equals("0")) {
            list(selection).forEach(object -> watch.send(new WatchEvent(WatchEvent.Type.ADDED, object)));
            if (initial) {
                watch.send(new WatchEvent(WatchEvent.Type.BOOKMARK, bookmark()));
            }
        } else {
            long after = Long.parseLong(from);
            if (after < compacted) {
                throw StatusError.tooOldResourceVersion(after, compacted);
            }
            history.stream().filter(change -> change.version() > after).forEach(watch::tell);
        }
        watches.add(watch);
        return watch;
    }

    private Struct bookmark() {
        return Struct.of(
                "metadata",
                Struct.of(
                        "resourceVersion",
                        Long.toString(version),
                        "annotations",
                        Struct.of(INITIAL_EVENTS_END, "true")));
    }

    synchronized void compact() {
        history.clear();
        version++; // so that what anyone has seen is now too old
        compacted = version;
    }

    synchronized void endWatches() {
        watches.forEach(FakeWatch::close);
        watches.clear();
    }

    synchronized int watches() {
        watches.removeIf(FakeWatch::isClosed);
        return watches.size();
    }
}
