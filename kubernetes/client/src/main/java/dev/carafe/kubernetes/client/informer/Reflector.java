package dev.carafe.kubernetes.client.informer;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.apimachinery.watch.WatchEvent;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.ListOptions;
import dev.carafe.kubernetes.client.ObjectList;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.Watch;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a sink equal to what the server holds: lists, then watches from the version of the list, and lists again when
 * that version is no longer served (client-go's tools/cache Reflector, 1.37).
 *
 * <p>One thread calls {@link #run}; any thread may {@link #close}.
 *
 * @param <T> the objects' type
 */
final class Reflector<T extends ApiObject<T>> implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Reflector.class.getName());
    private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";
    private static final long PAGE_ITEMS = 500;
    private static final int WATCH_TIMEOUT_MIN_S = 300;

    /** What the reflector feeds; called on its thread only. */
    interface Sink<T> {
        /** The whole of what is there. */
        void replace(List<T> objects);

        void put(T object);

        void remove(T object);
    }

    private final ResourceClient<T> client;
    private final Scope scope;
    private final Sink<T> sink;
    private final Clock clock;
    private final RandomGenerator random;
    private final Backoff backoff;
    private final AtomicReference<@Nullable Watch<T>> open = new AtomicReference<>();
    private volatile boolean closed;

    /** Whether the server is to be asked for a watch that starts with what is there. */
    private boolean streaming;

    /** The newest version seen; empty before the first list, and when that version turned out to be gone. */
    private String version = "";

    private boolean versionGone;

    Reflector(
            ResourceClient<T> client,
            Scope scope,
            boolean streaming,
            Sink<T> sink,
            Clock clock,
            RandomGenerator random) {
        this.client = client;
        this.scope = scope;
        this.streaming = streaming;
        this.sink = sink;
        this.clock = clock;
        this.random = random;
        this.backoff = new Backoff(random);
    }

    /** Lists and watches until closed or interrupted. */
    void run() throws InterruptedException {
        while (!closed) {
            try {
                if (!streaming || !listByWatch()) {
                    list();
                    watchUntilGone();
                }
            } catch (ConnectionException e) {
                if (!closed) {
                    LOG.log(Level.WARNING, "listing {0}: {1}", client.type(), e.getMessage());
                }
                pause();
            } catch (StatusError e) {
                LOG.log(Level.WARNING, "listing {0}: {1}", client.type(), e.getMessage());
                pause();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        Watch<T> watch = open.get();
        if (watch != null) {
            watch.close();
        }
    }

    private void list() {
        ListOptions options = scope.options().at(versionGone ? "" : version.isEmpty() ? "0" : version, "");
        try {
            replace(options);
        } catch (StatusError e) {
            if (!expired(e)) {
                throw e;
            }
            replace(scope.options()); // straight from the store: its newest version is always there
        }
    }

    private void replace(ListOptions options) {
        List<T> objects = new ArrayList<>();
        String token = "";
        ObjectList<T> page;
        do {
            page = client.list(
                    scope.namespace(),
                    token.isEmpty()
                            ? options.page(PAGE_ITEMS, "")
                            : options.at("", "").page(PAGE_ITEMS, token));
            objects.addAll(page.items());
            token = page.continueToken();
        } while (!token.isEmpty());
        sink.replace(objects);
        version = page.resourceVersion();
        versionGone = false;
    }

    /** Watches from the known version, again and again, until that version is no longer served. */
    private void watchUntilGone() throws InterruptedException {
        while (!closed) {
            long startedNs = clock.nanoTime();
            String from = version;
            try {
                consume(options(from, false));
            } catch (StatusError e) {
                if (expired(e)) {
                    LOG.log(Level.DEBUG, "watching {0} from {1}: {2}", client.type(), from, e.getMessage());
                    versionGone = true;
                    return;
                }
                LOG.log(Level.WARNING, "watching {0}: {1}", client.type(), e.getMessage());
                pause();
            } catch (ConnectionException e) {
                if (!closed) {
                    LOG.log(Level.DEBUG, "watching {0}: {1}", client.type(), e.getMessage());
                }
                pause();
            }
            if (version.equals(from) && clock.nanoTime() - startedNs < 1_000_000_000L) {
                pause(); // a server that ends watches at once must not be hammered
            }
        }
    }

    private void consume(ListOptions options) throws InterruptedException {
        try (Watch<T> watch = open(options)) {
            for (Watch.Event<T> event = watch.next(); event != null && !closed; event = watch.next()) {
                apply(event);
            }
        } finally {
            open.set(null);
        }
    }

    /** Lists by a watch that starts with what is there; false when the server does not know how. */
    private boolean listByWatch() throws InterruptedException {
        List<T> initial = new ArrayList<>();
        boolean complete = false;
        try (Watch<T> watch = open(options(versionGone ? "" : version, true))) {
            for (Watch.Event<T> event = watch.next(); event != null && !closed; event = watch.next()) {
                if (complete) {
                    apply(event);
                } else if (event.type() == WatchEvent.Type.ADDED) {
                    initial.add(event.object());
                } else if (endsInitialEvents(event)) {
                    sink.replace(initial);
                    versionGone = false;
                    version = event.object().metadata().resourceVersion();
                    complete = true;
                    initial = List.of();
                }
            }
        } catch (StatusError e) {
            if (expired(e)) {
                versionGone = true;
                return true;
            }
            if (e.reason() == StatusReason.INVALID || e.code() == 400) {
                streaming = false;
                return false;
            }
            throw e;
        } finally {
            open.set(null);
        }
        if (complete && !closed) {
            watchUntilGone();
        }
        return true;
    }

    private static boolean endsInitialEvents(Watch.Event<? extends ApiObject<?>> event) {
        return event.type() == WatchEvent.Type.BOOKMARK
                && "true".equals(event.object().metadata().annotations().get(INITIAL_EVENTS_END));
    }

    private Watch<T> open(ListOptions options) {
        Watch<T> watch = client.watch(scope.namespace(), options);
        open.set(watch);
        if (closed) { // closed while opening: nobody else will
            watch.close();
        }
        return watch;
    }

    private ListOptions options(String from, boolean initialEvents) {
        return scope.options()
                .at(from, initialEvents ? "NotOlderThan" : "")
                .watching(WATCH_TIMEOUT_MIN_S + random.nextInt(WATCH_TIMEOUT_MIN_S), initialEvents);
    }

    private void apply(Watch.Event<T> event) {
        switch (event.type()) {
            case ADDED, MODIFIED -> sink.put(event.object());
            case DELETED -> sink.remove(event.object());
            case BOOKMARK -> {}
            case ERROR -> throw new IllegalStateException("error events are thrown");
        }
        version = event.object().metadata().resourceVersion();
    }

    private static boolean expired(StatusError e) {
        return e.code() == 410
                || (e.reason() == StatusReason.TIMEOUT && e.getMessage().contains("Too large resource version"));
    }

    private void pause() throws InterruptedException {
        if (!closed) {
            clock.sleep(backoff.next(clock.nanoTime()));
        }
    }
}
