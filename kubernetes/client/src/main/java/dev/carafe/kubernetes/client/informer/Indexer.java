package dev.carafe.kubernetes.client.informer;

import dev.carafe.kubernetes.api.ApiObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a resource by key, by namespace, and by whatever indexes were added.
 *
 * <p>Reads are safe from any thread and return copies; one thread writes.
 *
 * @param <T> the objects' type
 */
public final class Indexer<T extends ApiObject<T>> implements Lister<T> {
    private static final String NAMESPACE = "namespace";

    /** One index: its function and, by value, the objects by key. Guarded by the lock. */
    private record Index<T>(Function<T, ? extends Collection<String>> values, Map<String, Map<ObjectKey, T>> entries) {}

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<ObjectKey, T> objects = new HashMap<>(); // guarded by lock
    private final Map<String, Index<T>> indexes = new HashMap<>(); // guarded by lock

    /** An empty store with an index of namespaces. */
    public Indexer() {
        indexes.put(NAMESPACE, new Index<>(object -> List.of(object.namespace()), new HashMap<>()));
    }

    /**
     * Adds an index; what is there already is indexed at once. Adding one of the same name again does nothing.
     *
     * @param values the values under which an object is to be found
     */
    public void addIndex(String name, Function<T, ? extends Collection<String>> values) {
        write(() -> {
            if (!indexes.containsKey(name)) {
                Index<T> index = new Index<>(values, new HashMap<>());
                indexes.put(name, index);
                objects.forEach((key, object) -> insert(index, key, object));
            }
            return null;
        });
    }

    @Override
    public @Nullable T get(ObjectKey key) {
        return read(() -> objects.get(key));
    }

    @Override
    public Optional<T> find(String namespace, String name) {
        return Optional.ofNullable(get(new ObjectKey(namespace, name)));
    }

    @Override
    public List<T> list() {
        return read(() -> List.copyOf(objects.values()));
    }

    @Override
    public List<T> list(String namespace) {
        return namespace.isEmpty() ? list() : byIndex(NAMESPACE, namespace);
    }

    @Override
    public List<T> byIndex(String name, String value) {
        return read(() -> {
            Index<T> index = indexes.get(name);
            if (index == null) {
                throw new IllegalStateException("no index " + name);
            }
            Map<ObjectKey, T> entries = index.entries().get(value);
            return entries == null ? List.<T>of() : List.copyOf(entries.values());
        });
    }

    @Override
    public int size() {
        return read(objects::size);
    }

    Set<ObjectKey> keys() {
        return read(() -> Set.copyOf(objects.keySet()));
    }

    /** Puts an object; returns the one that was there. */
    public @Nullable T put(T object) {
        ObjectKey key = ObjectKey.of(object);
        return write(() -> {
            T before = objects.put(key, object);
            for (Index<T> index : indexes.values()) {
                if (before != null) {
                    remove(index, key, before);
                }
                insert(index, key, object);
            }
            return before;
        });
    }

    /** Removes an object; returns the one that was there. */
    public @Nullable T remove(ObjectKey key) {
        return write(() -> {
            T before = objects.remove(key);
            if (before != null) {
                indexes.values().forEach(index -> remove(index, key, before));
            }
            return before;
        });
    }

    private static <T> void insert(Index<T> index, ObjectKey key, T object) {
        for (String value : index.values().apply(object)) {
            index.entries().computeIfAbsent(value, _ -> new LinkedHashMap<>()).put(key, object);
        }
    }

    private static <T> void remove(Index<T> index, ObjectKey key, T object) {
        for (String value : new ArrayList<>(index.values().apply(object))) {
            index.entries().computeIfPresent(value, (_, entries) -> {
                entries.remove(key);
                return entries.isEmpty() ? null : entries;
            });
        }
    }

    private <R extends @Nullable Object> R read(Supplier<R> action) {
        lock.readLock().lock();
        try {
            return action.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    private <R extends @Nullable Object> R write(Supplier<R> action) {
        lock.writeLock().lock();
        try {
            return action.get();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
