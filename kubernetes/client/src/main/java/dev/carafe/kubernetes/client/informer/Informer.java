package dev.carafe.kubernetes.client.informer;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.informer.HandlerQueue.News;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A resource's objects, kept here and kept fresh (client-go's SharedIndexInformer).
 *
 * <p>Handlers may be added at any time and are told of what is already there. All methods are thread-safe.
 *
 * @param <T> the objects' type
 */
public final class Informer<T extends ApiObject<T>> implements AutoCloseable {
    private final String name;
    private final Indexer<T> store = new Indexer<>();
    private final Reflector<T> reflector;
    private final Clock clock;
    private final CountDownLatch listed = new CountDownLatch(1);

    /** Orders what is written with what is told: held from a change of the store until it is in every queue. */
    private final ReentrantLock telling = new ReentrantLock();

    /** Grows under telling; read without it when closing. */
    private final List<HandlerQueue<T>> handlers = new CopyOnWriteArrayList<>();

    private final Map<HandlerQueue<T>, Clock.Timer> resyncs = new HashMap<>(); // guarded by telling
    private volatile @Nullable Thread thread; // written under telling
    private volatile boolean closed;

    /**
     * An informer that does nothing yet.
     *
     * @param streaming whether to list by a watch, where the server can
     */
    public Informer(ResourceClient<T> client, Scope scope, boolean streaming, Clock clock) {
        this.name = client.type().toString();
        this.clock = clock;
        this.reflector =
                new Reflector<>(client, scope, streaming, new Writer(), clock, RandomGenerator.of("L64X128MixRandom"));
    }

    /** Reads what is kept here. */
    public Lister<T> lister() {
        return store;
    }

    /** Adds an index to the copy; see {@link Indexer#addIndex}. */
    public void addIndex(String index, Function<T, ? extends Collection<String>> values) {
        store.addIndex(index, values);
    }

    /** Adds a handler. */
    public HandlerRegistration addHandler(ResourceHandler<? super T> handler) {
        return addHandler(handler, Duration.ZERO);
    }

    /**
     * Adds a handler that is told of every object again and again.
     *
     * @param resync how often; zero for never
     */
    public HandlerRegistration addHandler(ResourceHandler<? super T> handler, Duration resync) {
        HandlerQueue<T> queue = new HandlerQueue<>(name + " handler", handler);
        queue.start();
        telling.lock();
        try {
            if (closed) {
                queue.close();
                return queue;
            }
            handlers.add(queue);
            if (listed.getCount() == 0) {
                for (T object : store.list()) {
                    queue.offer(new News.Add<>(object, true));
                }
                queue.offer(new News.Synced<>());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            telling.unlock();
        }
        if (resync.isPositive()) {
            scheduleResync(queue, resync);
        }
        return queue;
    }

    /** Begins to list and watch; a second call does nothing. */
    public void start() {
        telling.lock();
        try {
            if (thread == null && !closed) {
                thread = Thread.ofVirtual().name(name + " reflector").start(this::reflect);
            }
        } finally {
            telling.unlock();
        }
    }

    /** Whether the first listing is in the store. */
    public boolean hasSynced() {
        return listed.getCount() == 0;
    }

    /** Waits for the first listing; false when it did not come in time. */
    public boolean awaitSync(Duration timeout) throws InterruptedException {
        return listed.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends the watch and the handlers, and waits until their threads are gone. */
    @Override
    public void close() {
        closed = true;
        reflector.close();
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        handlers.forEach(HandlerQueue::close); // before the lock, which one who waits for room in a queue may hold
        telling.lock();
        try {
            resyncs.values().forEach(Clock.Timer::cancel);
            resyncs.clear();
        } finally {
            telling.unlock();
        }
        try {
            if (running != null) {
                running.join();
            }
            for (HandlerQueue<T> queue : handlers) {
                queue.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void reflect() {
        try {
            reflector.run();
        } catch (InterruptedException _) {
            // closed
        } catch (RuntimeException e) {
            System.getLogger(Informer.class.getName()).log(Level.ERROR, "the reflector of " + name + " failed", e);
        }
    }

    private void scheduleResync(HandlerQueue<T> queue, Duration period) {
        telling.lock();
        try {
            if (!closed) {
                resyncs.put(
                        queue, clock.schedule(period, () -> Thread.ofVirtual().start(() -> resync(queue, period))));
            }
        } finally {
            telling.unlock();
        }
    }

    private void resync(HandlerQueue<T> queue, Duration period) {
        telling.lock();
        try {
            for (T object : store.list()) {
                queue.offer(new News.Update<>(object, object));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            telling.unlock();
        }
        scheduleResync(queue, period);
    }

    /** Writes the store and tells the handlers; runs on the reflector's thread. */
    private final class Writer implements Reflector.Sink<T> {
        @Override
        public void replace(List<T> objects) {
            telling.lock();
            try {
                boolean first = listed.getCount() > 0;
                Set<ObjectKey> gone = new HashSet<>(store.keys());
                for (T object : objects) {
                    gone.remove(ObjectKey.of(object));
                    write(object, first);
                }
                for (ObjectKey key : gone) {
                    T last = store.remove(key);
                    if (last != null) {
                        tell(new News.Delete<>(last, true));
                    }
                }
                if (first) {
                    tell(new News.Synced<>());
                    listed.countDown();
                }
            } finally {
                telling.unlock();
            }
        }

        @Override
        public void put(T object) {
            telling.lock();
            try {
                write(object, false);
            } finally {
                telling.unlock();
            }
        }

        @Override
        public void remove(T object) {
            telling.lock();
            try {
                T last = store.remove(ObjectKey.of(object));
                if (last != null) {
                    tell(new News.Delete<>(object, false));
                }
            } finally {
                telling.unlock();
            }
        }

        private void write(T object, boolean initial) {
            T before = store.put(object);
            if (before == null) {
                tell(new News.Add<>(object, initial));
            } else if (!before.metadata().uid().equals(object.metadata().uid())) {
                tell(new News.Delete<>(before, true)); // made anew under the same name while nobody looked
                tell(new News.Add<>(object, false));
            } else if (!before.metadata()
                    .resourceVersion()
                    .equals(object.metadata().resourceVersion())) {
                tell(new News.Update<>(before, object));
            }
        }

        private void tell(News<T> news) {
            try {
                for (HandlerQueue<T> handler : handlers) {
                    handler.offer(news);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
