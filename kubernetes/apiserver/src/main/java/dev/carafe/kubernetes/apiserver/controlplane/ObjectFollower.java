package dev.carafe.kubernetes.apiserver.controlplane;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.cacher.CacheWatcher;
import dev.carafe.kubernetes.apiserver.cacher.WatchCache;
import dev.carafe.kubernetes.apiserver.cacher.WatchItem;
import dev.carafe.kubernetes.apiserver.cacher.WatchStart;
import dev.carafe.kubernetes.apiserver.storage.FailureLog;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each object of a resource when it changes, and once more when that is asked for. What fails is tried again, so often at
 * most as upstream's repair controllers do. One virtual thread.
 */
public final class ObjectFollower implements AutoCloseable {
    private static final int ATTEMPTS_MAX = 15;
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** How long to wait when nothing is to be done later. */
    private static final Duration IDLE = Duration.ofMinutes(10);

    private static final System.Logger LOG = System.getLogger(ObjectFollower.class.getName());

    /** What is done about an object. */
    public interface Look {
        /**
         * An object is new or changed, or its time has come.
         *
         * @return after how long it is to be looked at again; zero for not before it changes
         */
        Duration changed(Struct object);

        /** An object is gone; its last version. */
        void removed(Struct object);
    }

    /** When an object is to be looked at again; of several for one object only the last that was noted counts. */
    private record Later(String key, long atNanos, int attempt) {}

    private final String name;
    private final WatchCache cache;
    private final String prefix;
    private final Look look;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable CacheWatcher watcher;

    // Only for the follower's own thread.
    private final Map<String, Later> noted = new HashMap<>();
    private final PriorityQueue<Later> queue =
            new PriorityQueue<>((one, other) -> Long.signum(one.atNanos() - other.atNanos()));

    private ObjectFollower(String name, WatchCache cache, String prefix, Look look) {
        this.name = name;
        this.cache = cache;
        this.prefix = prefix;
        this.look = look;
    }

    /**
     * Follows the objects below a prefix from now on.
     *
     * @param name of what is done, for the log
     */
    public static ObjectFollower start(String name, WatchCache cache, String prefix, Look look) {
        ObjectFollower follower = new ObjectFollower(name, cache, prefix, look);
        Thread.ofVirtual().name(name).start(follower::run);
        return follower;
    }

    private void run() {
        try {
            do {
                try {
                    follow();
                } catch (StatusError e) {
                    LOG.log(Level.DEBUG, name + " cannot watch, will try again", e);
                }
            } while (!closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Follows until the watch ends; what changes before there is the next one is told by that one. */
    private void follow() throws InterruptedException {
        try (CacheWatcher watch = cache.watch(prefix, _ -> true, new WatchStart.Initial(0, false))) {
            watcher = watch;
            while (closed.getCount() > 0) {
                switch (watch.next(patienceNanos())) {
                    case WatchItem.Deleted deleted -> removed(deleted.object());
                    case WatchItem.Change change -> changed(change.object(), 1);
                    case WatchItem.Idle _ -> lookLater();
                    case WatchItem.Bookmark _ -> {}
                    case WatchItem.Failed _, WatchItem.Ended _ -> {
                        return;
                    }
                }
            }
        }
    }

    private long patienceNanos() {
        Later next = queue.peek();
        return next == null ? IDLE.toNanos() : Math.max(0, next.atNanos() - System.nanoTime());
    }

    private void changed(StoredObject object, int attempt) {
        try {
            Duration again = look.changed(object.tree());
            if (again.isPositive()) {
                note(object.key(), again, 1);
            } else {
                noted.remove(object.key());
            }
        } catch (StatusError e) {
            FailureLog.warn(LOG, name + " failed for " + object.key(), e);
            if (attempt < ATTEMPTS_MAX) {
                note(object.key(), RETRY, attempt + 1);
            } else {
                noted.remove(object.key());
            }
        }
    }

    private void removed(StoredObject object) {
        noted.remove(object.key());
        try {
            look.removed(object.tree());
        } catch (StatusError e) {
            FailureLog.warn(LOG, name + " failed for " + object.key() + ", which is gone", e);
        }
    }

    private void note(String key, Duration after, int attempt) {
        Later later = new Later(key, System.nanoTime() + after.toNanos(), attempt);
        noted.put(key, later);
        queue.add(later);
    }

    private void lookLater() {
        Later due = queue.peek();
        if (due == null || due.atNanos() - System.nanoTime() > 0) {
            return;
        }
        queue.remove();
        if (noted.remove(due.key(), due)) {
            cache.get(due.key()).ifPresent(object -> changed(object, due.attempt()));
        }
    }

    /** Looks at nothing more; what is under way ends by itself. */
    @Override
    public void close() {
        closed.countDown();
        CacheWatcher open = watcher;
        if (open != null) {
            open.close();
        }
    }
}
