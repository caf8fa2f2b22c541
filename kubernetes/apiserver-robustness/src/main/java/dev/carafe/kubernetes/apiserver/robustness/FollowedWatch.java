package dev.carafe.kubernetes.apiserver.robustness;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.cacher.CacheWatcher;
import dev.carafe.kubernetes.apiserver.cacher.WatchItem;
import dev.carafe.kubernetes.apiserver.cacher.WatchStart;
import dev.carafe.kubernetes.apiserver.storage.ListPage;
import dev.carafe.kubernetes.apiserver.storage.SelectionPredicate;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A client like an informer: lists, watches from there, goes on where it was when the watch ends, lists anew when that is too old. */
final class FollowedWatch {
    /** What it heard. */
    private record Heard(String type, String key, long revision, long tag) {}

    /** A stretch without a gap: a list, and what followed it. */
    private static final class Stretch {
        final long from;
        final Map<String, Long> listed;
        final List<Heard> heard = new ArrayList<>();
        final List<String> wrong = new ArrayList<>();
        long reached;

        Stretch(ListPage page) {
            from = page.revision();
            reached = from;
            listed = revisions(page.items());
        }
    }

    private final SimulatedServer server;
    private final String namespace;
    private final List<Stretch> stretches = new ArrayList<>();
    private @Nullable CacheWatcher watcher;

    FollowedWatch(SimulatedServer server, String namespace) {
        this.server = server;
        this.namespace = namespace;
    }

    static Map<String, Long> revisions(List<StoredObject> objects) {
        Map<String, Long> found = new TreeMap<>();
        objects.forEach(object -> found.put(object.key(), object.revision()));
        return found;
    }

    /** The server it was connected to has died: what waited to be told is gone. */
    void lost() {
        watcher = null;
    }

    /** Begins where there is no watch; else hears what there is, so many items at most. */
    void act(int items) throws InterruptedException {
        if (!server.ready()) {
            return;
        }
        CacheWatcher current = watcher;
        if (current == null) {
            begin();
            return;
        }
        Stretch stretch = stretches.getLast();
        for (int i = 0; i < items; i++) {
            switch (current.next(0)) {
                case WatchItem.Added(StoredObject object, var _) -> hear(stretch, "ADDED", object);
                case WatchItem.Modified(StoredObject object, var _) -> hear(stretch, "MODIFIED", object);
                case WatchItem.Deleted(StoredObject object, var _) -> hear(stretch, "DELETED", object);
                case WatchItem.Bookmark _ -> stretch.wrong.add("a bookmark that nobody asked for");
                case WatchItem.Failed(StatusError error) -> {
                    watcher = null;
                    if (error.code() != 410) {
                        stretch.wrong.add("the watch failed: " + error.getMessage());
                    }
                    list();
                    return;
                }
                case WatchItem.Ended _ -> {
                    watcher = null;
                    return;
                }
                case WatchItem.Idle _ -> {
                    WatchItem.Bookmark mark = current.bookmark();
                    if (mark != null) {
                        if (mark.revision() < stretch.reached) {
                            stretch.wrong.add("a bookmark goes back: " + mark + " after " + stretch.reached);
                        }
                        stretch.reached = mark.revision();
                    }
                    return;
                }
            }
        }
    }

    private static void hear(Stretch stretch, String type, StoredObject object) {
        if (object.revision() <= stretch.reached) {
            stretch.wrong.add(type + " of " + object.key() + " at " + object.revision() + ", told already up to "
                    + stretch.reached);
        }
        long tag = type.equals("DELETED") ? History.DELETED : History.tag(object.tree());
        stretch.heard.add(new Heard(type, object.key(), object.revision(), tag));
        stretch.reached = object.revision();
    }

    private void begin() {
        if (stretches.isEmpty()) {
            list();
            return;
        }
        watcher = server.cache()
                .watch(prefix(), SelectionPredicate.EVERYTHING, new WatchStart.After(stretches.getLast().reached));
    }

    private void list() {
        stretches.add(new Stretch(server.cache().list(prefix(), 0, SelectionPredicate.EVERYTHING)));
    }

    private String prefix() {
        return SimulatedServer.PREFIX + namespace + "/";
    }

    /** What is wrong with what it heard. */
    List<String> check(History history) {
        List<String> wrong = new ArrayList<>();
        for (Stretch stretch : stretches) {
            wrong.addAll(stretch.wrong);
            Map<String, Long> expected = below(history.at(stretch.from));
            if (!stretch.listed.equals(expected)) {
                wrong.add("a list at " + stretch.from + " has " + stretch.listed + ", the history " + expected);
            }
            List<Heard> told = expected(history.between(stretch.from, stretch.reached), new HashMap<>(expected));
            if (!told.equals(stretch.heard)) {
                wrong.add("a watch from " + stretch.from + " to " + stretch.reached + " heard " + stretch.heard
                        + ", the history has " + told);
            }
        }
        return wrong;
    }

    /** How far it is; 0 while it has seen nothing. */
    long reached() {
        return stretches.isEmpty() ? 0 : stretches.getLast().reached;
    }

    private Map<String, Long> below(Map<String, Long> all) {
        Map<String, Long> found = new TreeMap<>(all);
        found.keySet().removeIf(key -> !key.startsWith(prefix()));
        return found;
    }

    private List<Heard> expected(NavigableMap<Long, History.Change> changes, Map<String, Long> existing) {
        List<Heard> heard = new ArrayList<>();
        changes.forEach((revision, change) -> {
            if (!change.key().startsWith(prefix())) {
                return;
            }
            if (change.tag() == History.DELETED) {
                existing.remove(change.key());
                heard.add(new Heard("DELETED", change.key(), revision, History.DELETED));
            } else {
                boolean known = existing.put(change.key(), revision) != null;
                heard.add(new Heard(known ? "MODIFIED" : "ADDED", change.key(), revision, change.tag()));
            }
        });
        return heard;
    }
}
