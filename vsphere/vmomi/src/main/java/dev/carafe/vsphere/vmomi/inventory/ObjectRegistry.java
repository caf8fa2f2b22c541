package dev.carafe.vsphere.vmomi.inventory;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All objects of a server. Safe for all threads. */
public final class ObjectRegistry {
    private record Entry(ServedObject object, DataObject properties) {}

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    /** In the order in which they were added. */
    private final Map<ManagedObjectReference<?>, Entry> entries = new LinkedHashMap<>();

    private record Listening(ChangeListener listener, Runnable afterwards) {}

    private final List<Listening> listeners = new CopyOnWriteArrayList<>();
    private final ObjectSource source = new Source();

    /** The object of a name. */
    public Optional<ServedObject> find(ManagedObjectReference<?> reference) {
        lock.readLock().lock();
        try {
            return Optional.ofNullable(entries.get(reference)).map(Entry::object);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** What an object's properties are now. */
    public Optional<DataObject> properties(ManagedObjectReference<?> reference) {
        lock.readLock().lock();
        try {
            return Optional.ofNullable(entries.get(reference)).map(Entry::properties);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Reads while nothing changes. What is given is not to be kept, and the reader neither waits nor changes anything. */
    public <R extends @Nullable Object> R read(Function<ObjectSource, R> reader) {
        lock.readLock().lock();
        try {
            return reader.apply(source);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Changes objects. Others see all of it or nothing; when the changer throws, nothing was changed.
     *
     * @param changer neither waits nor keeps what it is given
     */
    public void change(Consumer<Changes> changer) {
        List<Listening> told = List.of();
        lock.writeLock().lock();
        try {
            Pending pending = new Pending();
            changer.accept(pending);
            List<ObjectChange> news = pending.apply();
            if (!news.isEmpty()) {
                told = listeners;
                listeners.forEach(each -> each.listener().changed(news, source));
            }
        } finally {
            lock.writeLock().unlock();
            told.forEach(each -> each.afterwards().run());
        }
    }

    /**
     * Listens to all changes from now on.
     *
     * @return ends it
     */
    public Runnable listen(ChangeListener listener) {
        return listen(listener, () -> {});
    }

    /**
     * Listens to all changes from now on.
     *
     * @param afterwards is run after each change without the lock: to wake those who read then, who would only wait for the
     *     lock before. It neither throws nor waits for long
     * @return ends it
     */
    public Runnable listen(ChangeListener listener, Runnable afterwards) {
        Listening listening = new Listening(listener, afterwards);
        listeners.add(listening);
        return () -> listeners.remove(listening);
    }

    /** How many objects there are. */
    public int size() {
        lock.readLock().lock();
        try {
            return entries.size();
        } finally {
            lock.readLock().unlock();
        }
    }

    private final class Source implements ObjectSource {
        @Override
        public Set<ManagedObjectReference<?>> references() {
            return Collections.unmodifiableSet(entries.keySet());
        }

        @Override
        public @Nullable ManagedType type(ManagedObjectReference<?> reference) {
            Entry entry = entries.get(reference);
            return entry == null ? null : entry.object().managedType();
        }

        @Override
        public @Nullable DataObject properties(ManagedObjectReference<?> reference) {
            Entry entry = entries.get(reference);
            return entry == null ? null : entry.properties();
        }
    }

    /** A change in the making: it sees itself, nobody else does until it is applied. */
    private final class Pending implements Changes {
        private final LinkedHashMap<ManagedObjectReference<?>, Optional<Entry>> made = new LinkedHashMap<>();

        private @Nullable Entry entry(ManagedObjectReference<?> reference) {
            Optional<Entry> own = made.get(reference);
            return own == null ? entries.get(reference) : own.orElse(null);
        }

        @Override
        public void add(ServedObject object, DataObject properties) {
            if (entry(object.reference()) != null) {
                throw new IllegalStateException("there is an object " + object.reference() + " already");
            }
            require(object, properties);
            made.put(object.reference(), Optional.of(new Entry(object, properties)));
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // who changes nothing gives back what he was given
        public <P extends DataObject> void update(
                ManagedObjectReference<?> reference, Class<P> as, UnaryOperator<P> update) {
            Entry entry = entry(reference);
            if (entry == null) {
                throw new IllegalStateException("there is no object " + reference);
            }
            P updated = update.apply(as.cast(entry.properties()));
            if (updated == entry.properties()) {
                return;
            }
            require(entry.object(), updated);
            made.put(reference, Optional.of(new Entry(entry.object(), updated)));
        }

        private static void require(ServedObject object, DataObject properties) {
            if (properties.dataType() != object.managedType().properties()) {
                throw new IllegalArgumentException(object.reference() + " has no properties of the type "
                        + properties.dataType().vmodlName());
            }
        }

        @Override
        public void remove(ManagedObjectReference<?> reference) {
            made.put(reference, Optional.empty());
        }

        @Override
        public @Nullable ManagedType type(ManagedObjectReference<?> reference) {
            Entry entry = entry(reference);
            return entry == null ? null : entry.object().managedType();
        }

        @Override
        public @Nullable DataObject properties(ManagedObjectReference<?> reference) {
            Entry entry = entry(reference);
            return entry == null ? null : entry.properties();
        }

        @Override
        public Set<ManagedObjectReference<?>> references() {
            if (made.isEmpty()) {
                return Collections.unmodifiableSet(entries.keySet()); // thousands of names are not copied to be read
            }
            Set<ManagedObjectReference<?>> references = new LinkedHashSet<>(entries.keySet());
            made.forEach((reference, entry) -> {
                if (entry.isPresent()) {
                    references.add(reference);
                } else {
                    references.remove(reference);
                }
            });
            return references;
        }

        List<ObjectChange> apply() {
            List<ObjectChange> news = new ArrayList<>();
            made.forEach((reference, now) -> {
                Entry old = now.isPresent() ? entries.put(reference, now.get()) : entries.remove(reference);
                ObjectChange change = ObjectChange.of(
                        reference,
                        old == null ? null : old.properties(),
                        now.map(Entry::properties).orElse(null));
                if (old == null
                        ? now.isPresent()
                        : now.isEmpty() || !change.names().isEmpty()) {
                    news.add(change);
                }
            });
            return news;
        }
    }
}
