package dev.carafe.kubernetes.apiserver.robustness;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.cacher.CacheWatcher;
import dev.carafe.kubernetes.apiserver.cacher.WatchItem;
import dev.carafe.kubernetes.apiserver.cacher.WatchStart;
import dev.carafe.kubernetes.apiserver.robustness.History.Version;
import dev.carafe.kubernetes.apiserver.storage.ListPage;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A client like an informer: lists, watches from there, goes on where it was when the watch ends, at whatever server it comes to, and
 * lists anew when that is too old.
 */
final class FollowedWatch {
    private final List<SimulatedServer> servers;
    private final SplittableRandom random;
    private final String below;
    private final Selection selection;
    private final List<Told> told = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private SimulatedServer server;
    private @Nullable CacheWatcher watcher;
    private boolean tooOld;

    FollowedWatch(List<SimulatedServer> servers, String namespace, Selection selection, SplittableRandom random) {
        this.servers = servers;
        this.random = random;
        this.below = SimulatedServer.PREFIX + namespace + "/";
        this.selection = selection;
        this.server = servers.getFirst();
    }

    static Map<String, Version> versions(List<StoredObject> objects) {
        Map<String, Version> found = new TreeMap<>();
        objects.forEach(object -> found.put(object.key(), new Version(object.revision(), History.tag(object.tree()))));
        return found;
    }

    /** A server has died: what waited to be told by it is gone. */
    void lost(SimulatedServer died) {
        if (server.equals(died)) {
            watcher = null;
        }
    }

    /** Begins where there is no watch; else hears what there is, so many items at most. */
    void act(int items) throws InterruptedException {
        CacheWatcher current = watcher;
        if (current == null) {
            server = servers.get(random.nextInt(servers.size()));
            if (server.ready()) {
                begin();
            }
            return;
        }
        if (!server.ready()) {
            return;
        }
        for (int i = 0; i < items; i++) {
            switch (current.next(0)) {
                case WatchItem.Added(StoredObject object, var _) -> hear("ADDED", object);
                case WatchItem.Modified(StoredObject object, var _) -> hear("MODIFIED", object);
                case WatchItem.Deleted(StoredObject object, var _) -> hear("DELETED", object);
                case WatchItem.Bookmark _ -> wrong.add("a bookmark that nobody asked for");
                case WatchItem.Failed(StatusError error) -> {
                    watcher = null;
                    tooOld = true;
                    if (error.code() != 410) {
                        wrong.add("the watch failed: " + error.getMessage());
                    }
                    return;
                }
                case WatchItem.Ended _ -> {
                    watcher = null;
                    return;
                }
                case WatchItem.Idle _ -> {
                    WatchItem.Bookmark mark = current.bookmark();
                    if (mark != null) {
                        told.getLast().add(new Told.Bookmark(mark.revision()));
                    }
                    return;
                }
            }
        }
    }

    private void hear(String type, StoredObject object) {
        told.getLast().add(new Told.Event(type, object.key(), object.revision(), History.tag(object.tree())));
    }

    private void begin() {
        if (told.isEmpty() || tooOld) {
            tooOld = false;
            ListPage page = server.cache().list(below, 0, selection.predicate());
            told.add(new Told(below, selection, page.revision(), versions(page.items())));
            return;
        }
        long reached = told.getLast().reached();
        told.getLast().add(new Told.Resumed(reached));
        watcher = server.cache().watch(below, selection.predicate(), new WatchStart.After(reached));
    }

    /** What is wrong with what it heard. */
    List<String> check(History history) {
        List<String> found = new ArrayList<>(wrong);
        told.forEach(each -> found.addAll(each.check(history)));
        if (reached() < history.revision()) {
            found.add("a watch has come to " + reached() + " of " + history.revision());
        }
        return found;
    }

    /** How often it listed anew since it could not go on. */
    int relists() {
        return Math.max(0, told.size() - 1);
    }

    private long reached() {
        return told.isEmpty() ? 0 : told.getLast().reached();
    }
}
