package dev.carafe.kubernetes.client.testing;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.ApiRequest;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.Transport;
import dev.carafe.kubernetes.client.WatchStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An API server in memory, good enough to test controllers against: every built-in resource with create, get, list, watch,
 * update, patch and delete, the status, scale, binding, eviction and finalize subresources, resource versions and
 * conflicts, generations, finalizers and graceful deletion of pods, and discovery.
 *
 * <p>It neither defaults nor validates, and keeps a status that an object is created with. Pods that are bound to a node
 * are deleted only with a grace period of 0, as there is no kubelet.
 */
public final class FakeApi implements Transport {
    private final FakeStore store = new FakeStore();
    private final FakeWrites writes;
    private final List<Function<ApiRequest, Optional<RuntimeException>>> faults = new CopyOnWriteArrayList<>();
    private final List<ApiRequest> requests = new ArrayList<>(); // guarded by itself
    private volatile boolean closed;

    /**
     * A change of an object.
     *
     * @param resource such as {@code apps/deployments} or {@code /pods}
     * @param before empty when it was created
     * @param after empty when it was removed
     */
    public record Change(String resource, Optional<Struct> before, Optional<Struct> after) {}

    public FakeApi() {
        this(Clock.system());
    }

    /** @param clock what creation and deletion times are taken from */
    public FakeApi(InstantSource clock) {
        this.writes = new FakeWrites(store, clock);
    }

    /** A client of this API. */
    public Client client() {
        return new Client(this);
    }

    /** Stores an object as if it had been created. */
    public <T extends ApiObject<T>> T given(ResourceType<T> type, T object) {
        return client().of(type).create(object);
    }

    /** Makes requests fail: each fault may answer with the exception to throw, before anything is done. */
    public void addFault(Function<ApiRequest, Optional<RuntimeException>> fault) {
        faults.add(fault);
    }

    public void clearFaults() {
        faults.clear();
    }

    /** Calls an observer at each change, in order, on the thread that makes it; it must not call back. */
    public void observe(Consumer<Change> observer) {
        store.observe(observer);
    }

    /** Forgets the history: watches from any version seen so far are answered with 410. */
    public void compact() {
        store.compact();
    }

    /** Ends all open watches, as a server does after a time. */
    public void endWatches() {
        store.endWatches();
    }

    /** How many watches are open. */
    public int watches() {
        return store.watches();
    }

    /** All calls so far, without watches. */
    public List<ApiRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    @Override
    public Struct call(ApiRequest request) {
        begin(request);
        synchronized (requests) {
            requests.add(request);
        }
        Optional<Struct> discovery = FakeDiscovery.answer(request);
        if (discovery.isPresent()) {
            return discovery.get();
        }
        Target target = Target.parse(request.path());
        synchronized (store) {
            return switch (request.method()) {
                case "GET" -> target.name().isEmpty() ? list(target, request) : writes.read(target);
                case "POST" -> writes.create(target, request);
                case "PUT" -> writes.update(target, request);
                case "PATCH" -> writes.patch(target, request);
                case "DELETE" -> writes.delete(target, request);
                default -> throw StatusError.methodNotSupported(target.groupResource(), request.method());
            };
        }
    }

    private Struct list(Target target, ApiRequest request) {
        return Struct.builder()
                .put("kind", target.resource().kind() + "List")
                .put("apiVersion", FakeDiscovery.groupVersion(target.resource()))
                .put("metadata", Struct.of("resourceVersion", Long.toString(store.version())))
                .put("items", List.<Object>copyOf(store.list(Selection.of(target, request))))
                .build();
    }

    @Override
    public WatchStream watch(ApiRequest request) {
        begin(request);
        return store.watch(Selection.of(Target.parse(request.path()), request), request);
    }

    private void begin(ApiRequest request) {
        if (closed) {
            throw new ConnectionException("the fake API is closed");
        }
        for (Function<ApiRequest, Optional<RuntimeException>> fault : faults) {
            Optional<RuntimeException> failure = fault.apply(request);
            if (failure.isPresent()) {
                throw failure.get();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        store.endWatches();
    }
}
