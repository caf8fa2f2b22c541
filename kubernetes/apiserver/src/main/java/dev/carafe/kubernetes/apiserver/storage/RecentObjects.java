package dev.carafe.kubernetes.apiserver.storage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Objects written or read of late, so that the watch cache and the next reader need not decode what this server has just had
 * in its hands. Thread-safe; the least recently used go first.
 */
final class RecentObjects {
    /** Objects kept, at most. */
    static final int OBJECTS_MAX = 2_048;

    /** Bytes of JSON kept, at most. */
    static final long BYTES_MAX = 8L << 20;

    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock, as is the sum of their sizes. */
    private final LinkedHashMap<String, StoredObject> objects = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;

    /** The object at a key as it was written at a revision, if it is still known. */
    Optional<StoredObject> get(String key, long revision) {
        return get(key).filter(known -> known.revision() == revision);
    }

    /** The newest known object at a key. */
    Optional<StoredObject> get(String key) {
        lock.lock();
        try {
            return Optional.ofNullable(objects.get(key));
        } finally {
            lock.unlock();
        }
    }

    /** Remembers an object where an older one at its key is known: another server has written it. */
    void renew(StoredObject object) {
        if (get(object.key()).isPresent()) {
            put(object);
        }
    }

    /** Remembers an object, unless a newer one at its key is known. */
    void put(StoredObject object) {
        lock.lock();
        try {
            StoredObject known = objects.get(object.key());
            if (object.size() > BYTES_MAX / 8 || (known != null && known.revision() >= object.revision())) {
                return;
            }
            objects.put(object.key(), object);
            bytes += object.size() - (known == null ? 0 : known.size());
            var eldest = objects.entrySet().iterator();
            while (objects.size() > OBJECTS_MAX || bytes > BYTES_MAX) {
                Map.Entry<String, StoredObject> oldest = eldest.next();
                bytes -= oldest.getValue().size();
                eldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }
}
