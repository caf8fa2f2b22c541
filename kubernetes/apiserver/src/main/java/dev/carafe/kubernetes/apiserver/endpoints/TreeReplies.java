package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.cacher.WatchItem;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Replies as trees, for clients in this process. */
public final class TreeReplies {
    private static final long BOOKMARK_NANOS = TimeUnit.MINUTES.toNanos(1);

    private TreeReplies() {}

    /** The object of a reply. */
    public static Struct tree(Reply reply) {
        return switch (reply) {
            case Reply.Stored(int _, ServedResource resource, StoredObject object) ->
                resource.served(object).tree();
            case Reply.Tree(int _, ServedResource _, Struct object) -> object;
            case Reply.Listed listed ->
                Responder.listOf(
                        listed.resource().declaration().kind() + "List",
                        listed.resource().apiVersion(),
                        Responder.metadata(listed.page()),
                        listed.page().items().stream()
                                .map(object -> listed.resource().served(object).tree())
                                .toList());
            case Reply.Found(ServedResource resource, List<Struct> objects) ->
                Responder.listOf(resource.declaration().kind() + "List", resource.apiVersion(), Struct.EMPTY, objects);
            case Reply.Watched watched -> {
                watched.watcher().close();
                throw StatusError.badRequest("a watch has no single answer");
            }
            case Reply.Connected _ -> throw StatusError.badRequest("a connection needs a socket");
        };
    }

    /**
     * One event of a watch.
     *
     * @param type ADDED, MODIFIED, DELETED, BOOKMARK or ERROR
     * @param object the object, for an error its Status
     */
    public record Event(String type, Struct object) {}

    /** An open watch. One thread reads; any thread may close. */
    public static final class Watch implements AutoCloseable {
        private final Reply.Watched watched;
        private final long end;
        private long bookmark = System.nanoTime() + BOOKMARK_NANOS;
        private boolean over;

        public Watch(Reply.Watched watched) {
            this.watched = watched;
            this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(watched.timeoutSeconds());
        }

        /** Waits for the next event; null once the watch has ended or was closed. */
        public @Nullable Event next() throws InterruptedException {
            while (!over) {
                long now = System.nanoTime();
                if (now - end >= 0) {
                    break;
                }
                if (watched.bookmarks() && now - bookmark >= 0) {
                    WatchItem.Bookmark mark = watched.watcher().bookmark();
                    if (mark != null) {
                        bookmark = now + BOOKMARK_NANOS;
                        return event(mark);
                    }
                }
                long wait = watched.bookmarks() ? Math.max(0, Math.min(end - now, bookmark - now)) : end - now;
                Event event = event(watched.watcher().next(wait));
                if (event != null) {
                    return event;
                }
            }
            close();
            return null;
        }

        private @Nullable Event event(WatchItem item) {
            return switch (item) {
                case WatchItem.Change change -> new Event(change.line().type(), served(change.object()));
                case WatchItem.Bookmark mark ->
                    new Event("BOOKMARK", WatchStream.bookmarkObject(watched.resource(), mark));
                case WatchItem.Failed(StatusError error) -> {
                    over = true;
                    yield new Event("ERROR", error.toStatus());
                }
                case WatchItem.Ended _ -> {
                    over = true;
                    yield null;
                }
                case WatchItem.Idle _ -> null;
            };
        }

        private Struct served(StoredObject object) {
            return watched.resource().served(object).tree();
        }

        @Override
        public void close() {
            watched.watcher().close();
        }
    }
}
