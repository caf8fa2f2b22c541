package dev.carafe.kubernetes.apiserver.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Counts what the store and the watch cache do for one resource. Thread-safe. */
public final class ResourceMetrics {
    private final Map<StoreOperation, Operation> operations = new EnumMap<>(StoreOperation.class);
    private final Lists ofStore;
    private final Lists ofCache;
    private final Histogram listDuration;
    private final LongAdder decodeErrors;
    private final LongAdder storeEvents;
    private final LongAdder storeBookmarks;
    private final LongAdder initEvents;
    private final LongAdder cacheEvents;
    private final LongAdder dispatched;
    private final LongAdder terminatedWatchers;
    private final LongAdder initializations;
    private final LongAdder initializationErrors;
    private final Histogram initializationDuration;
    private final Histogram readWait;
    private final LongAdder freshReads;
    private final LongAdder failedReads;

    ResourceMetrics(StorageMetrics all, String group, String resource) {
        for (StoreOperation operation : StoreOperation.values()) {
            String label = operation.label();
            operations.put(
                    operation,
                    new Operation(
                            all.requests.with(label, group, resource),
                            all.requestErrors.with(label, group, resource),
                            all.requestDurations.with(label, group, resource)));
        }
        ofStore = Lists.of(all, group, resource, "etcd");
        ofCache = Lists.of(all, group, resource, "watchcache");
        listDuration = all.listDurations.with("false", group, resource);
        decodeErrors = all.decodeErrors.with(group, resource);
        storeEvents = all.storeEvents.with(group, resource);
        storeBookmarks = all.storeBookmarks.with(group, resource);
        initEvents = all.initEvents.with(group, resource);
        cacheEvents = all.cacheEvents.with(group, resource);
        dispatched = all.dispatched.with(group, resource);
        terminatedWatchers = all.terminatedWatchers.with(group, resource);
        initializations = all.initializations.with(group, resource);
        initializationErrors = all.initializationErrors.with(group, resource);
        initializationDuration = all.initializationDurations.with(group, resource);
        readWait = all.readWaits.with(group, resource);
        freshReads = all.consistentReads.with(group, resource, "true", "false");
        failedReads = all.consistentReads.with(group, resource, "false", "false");
    }

    private record Operation(LongAdder total, LongAdder errors, Histogram duration) {}

    private record Lists(LongAdder total, LongAdder fetched, LongAdder evaluated, LongAdder returned) {
        static Lists of(StorageMetrics all, String group, String resource, String storage) {
            return new Lists(
                    all.lists.with(group, resource, storage, ""),
                    all.fetched.with(group, resource, storage, ""),
                    all.evaluated.with(group, resource, storage),
                    all.returned.with(group, resource, storage));
        }

        void add(long read, long tested, long answered) {
            total.increment();
            fetched.add(read);
            evaluated.add(tested);
            returned.add(answered);
        }
    }

    /** Asks the store, and counts that it did and how long it took. */
    public <T> T asked(StoreOperation operation, Supplier<T> request) {
        Operation counted = operations.get(operation);
        if (counted == null) {
            throw new IllegalStateException("nobody counts " + operation);
        }
        long start = System.nanoTime();
        boolean answered = false;
        try {
            T answer = request.get();
            answered = true;
            return answer;
        } finally {
            counted.duration.observeNanos(System.nanoTime() - start);
            counted.total.increment();
            if (!answered) {
                counted.errors.increment();
            }
        }
    }

    /** A list was read of the store. */
    public void listedOfStore(long fetched, long returned, long nanos) {
        ofStore.add(fetched, fetched, returned);
        listDuration.observeNanos(nanos);
    }

    /** A list was read of the cache; upstream counts there no objects that are held against selectors. */
    public void listedOfCache(long fetched, long returned) {
        ofCache.add(fetched, 0, returned);
    }

    /** A value of the store was no object. */
    public void decodeFailed() {
        decodeErrors.increment();
    }

    /** The store told of changes. */
    public void changesReceived(long count) {
        storeEvents.add(count);
        cacheEvents.add(count);
    }

    /** The store told how far it is. */
    public void progressReceived() {
        storeBookmarks.increment();
    }

    /** A change was handed to those who watch. */
    public void changeDispatched() {
        dispatched.increment();
    }

    /** A watch began that is told of so much that was there before. */
    public void watchBegan(long initial) {
        initEvents.add(initial);
    }

    /** A watch was ended since its client read too slowly. */
    public void watcherTerminated() {
        terminatedWatchers.increment();
    }

    /** The cache was filled. */
    public void initialized(long nanos) {
        initializations.increment();
        initializationDuration.observeNanos(nanos);
    }

    /** The cache could not be filled. */
    public void initializationFailed() {
        initializationErrors.increment();
    }

    /** A read waited for the cache to be fresh enough. */
    public void readWaited(long nanos) {
        readWait.observeNanos(nanos);
    }

    /** A read of the newest was answered by the cache, or could not be. */
    public void readConsistently(boolean success) {
        (success ? freshReads : failedReads).increment();
    }
}
