package dev.carafe.kubernetes.client.informer;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One informer a resource and scope, shared by everyone in a process who asks. Thread-safe.
 *
 * <p>Ask for the informers and add handlers and indexes first, then {@link #start}; an informer that is asked for later
 * needs another start.
 */
public final class InformerFactory implements AutoCloseable {
    private record Key(ResourceKey resource, Scope scope) {}

    private record ResourceKey(String group, String version, String plural) {}

    private final Client client;
    private final boolean streaming;
    private final Clock clock;
    private final Map<Key, Informer<?>> informers = new HashMap<>(); // guarded by this

    public InformerFactory(Client client, Clock clock) {
        this(client, false, clock);
    }

    /** @param streaming whether to list by watches ({@code sendInitialEvents}), where the server can */
    public InformerFactory(Client client, boolean streaming, Clock clock) {
        this.client = client;
        this.streaming = streaming;
        this.clock = clock;
    }

    /** The informer of all objects of a resource. */
    public <T extends ApiObject<T>> Informer<T> informer(ResourceType<T> type) {
        return informer(type, Scope.ALL);
    }

    /** The informer of some objects of a resource; two who ask must ask with the same Java type. */
    @SuppressWarnings("unchecked") // by the contract above
    public synchronized <T extends ApiObject<T>> Informer<T> informer(ResourceType<T> type, Scope scope) {
        Key key = new Key(new ResourceKey(type.group(), type.version(), type.plural()), scope);
        return (Informer<T>)
                informers.computeIfAbsent(key, _ -> new Informer<>(client.of(type), scope, streaming, clock));
    }

    /** The informer of all objects of a resource, if someone asked for it; for those to whom the type is all one. */
    public synchronized Optional<Informer<?>> known(ResourceType<?> type) {
        return Optional.ofNullable(
                informers.get(new Key(new ResourceKey(type.group(), type.version(), type.plural()), Scope.ALL)));
    }

    /** Starts the informers that do not run yet. */
    public synchronized void start() {
        informers.values().forEach(Informer::start);
    }

    /** Waits until all informers have their first listing; false when they had not in time. */
    public boolean awaitSync(Duration timeout) throws InterruptedException {
        List<Informer<?>> all;
        synchronized (this) {
            all = List.copyOf(informers.values());
        }
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        for (Informer<?> informer : all) {
            if (!informer.awaitSync(Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime())))) {
                return false;
            }
        }
        return true;
    }

    /** Closes all informers. */
    @Override
    public void close() {
        List<Informer<?>> all;
        synchronized (this) {
            all = List.copyOf(informers.values());
        }
        all.forEach(Informer::close);
    }
}
