package dev.carafe.kubernetes.apiserver.metrics;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What is counted of the store and of the watch caches, by resource. Thread-safe. */
public final class StorageMetrics {
    private static final String[] RESOURCE = {"group", "resource"};

    final Counters requests;
    final Counters requestErrors;
    final Histograms requestDurations;
    final Counters lists;
    final Counters fetched;
    final Counters evaluated;
    final Counters returned;
    final Histograms listDurations;
    final Counters decodeErrors;
    final Counters storeEvents;
    final Counters storeBookmarks;
    final Counters initEvents;
    final Counters cacheEvents;
    final Counters dispatched;
    final Counters terminatedWatchers;
    final Counters initializations;
    final Counters initializationErrors;
    final Histograms initializationDurations;
    final Histograms readWaits;
    final Counters consistentReads;

    private final Map<List<String>, ResourceMetrics> resources = new ConcurrentHashMap<>();

    StorageMetrics(Registry registry) {
        String[] operation = {"operation", "group", "resource"};
        requests = registry.counters("etcd_requests_total", "Requests to the store.", operation);
        requestErrors = registry.counters("etcd_request_errors_total", "Requests to the store that failed.", operation);
        requestDurations = registry.histograms(
                "etcd_request_duration_seconds",
                "How long requests to the store took, in seconds.",
                Buckets.REQUESTS,
                operation);
        String[] indexed = {"group", "resource", "storage", "index"};
        String[] stored = {"group", "resource", "storage"};
        lists = registry.counters("apiserver_storage_list_total", "Lists, by what they were read of.", indexed);
        fetched = registry.counters(
                "apiserver_storage_list_fetched_objects_total", "Objects read to answer lists.", indexed);
        evaluated = registry.counters(
                "apiserver_storage_list_evaluated_objects_total", "Objects held against lists' selectors.", stored);
        returned = registry.counters(
                "apiserver_storage_list_returned_objects_total", "Objects that lists were answered with.", stored);
        listDurations = registry.histograms(
                "apiserver_storage_list_duration_seconds",
                "How long lists of the store took, in seconds.",
                Buckets.REQUESTS,
                "streamed",
                "group",
                "resource");
        decodeErrors = registry.counters(
                "apiserver_storage_decode_errors_total", "Values of the store that are no objects.", RESOURCE);
        storeEvents =
                registry.counters("apiserver_storage_events_received_total", "Changes told by the store.", RESOURCE);
        storeBookmarks = registry.counters("etcd_bookmark_total", "Words of the store on how far it is.", RESOURCE);
        initEvents = registry.counters(
                "apiserver_init_events_total", "What watches were told of what was there when they began.", RESOURCE);
        cacheEvents = registry.counters(
                "apiserver_watch_cache_events_received_total", "Changes that a watch cache took.", RESOURCE);
        dispatched = registry.counters(
                "apiserver_watch_cache_events_dispatched_total",
                "Changes that a watch cache had for those who watch.",
                RESOURCE);
        terminatedWatchers = registry.counters(
                "apiserver_terminated_watchers_total", "Watches ended since they read too slowly.", RESOURCE);
        initializations = registry.counters(
                "apiserver_watch_cache_initializations_total", "How often a watch cache was filled.", RESOURCE);
        initializationErrors = registry.counters(
                "apiserver_watch_cache_initialization_errors_total",
                "How often a watch cache could not be filled.",
                RESOURCE);
        initializationDurations = registry.histograms(
                "apiserver_watch_cache_initialization_duration_seconds",
                "How long it took to fill a watch cache, in seconds.",
                Buckets.of(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180, 600),
                RESOURCE);
        readWaits = registry.histograms(
                "apiserver_watch_cache_read_wait_seconds",
                "How long reads waited for a watch cache to be fresh enough, in seconds.",
                Buckets.of(0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3),
                RESOURCE);
        consistentReads = registry.counters(
                "apiserver_watch_cache_consistent_read_total",
                "Reads of the newest that a watch cache answered.",
                "group",
                "resource",
                "success",
                "fallback");
    }

    /** What counts for one resource; of a resource without a name too. */
    public ResourceMetrics of(String group, String resource) {
        return resources.computeIfAbsent(List.of(group, resource), _ -> new ResourceMetrics(this, group, resource));
    }

    /** What counts for nobody to see. */
    public static ResourceMetrics untold() {
        return new StorageMetrics(new Registry()).of("", "");
    }

    /**
     * How a watch cache is.
     *
     * @param objects how many there are
     * @param bytes about how much they keep
     * @param revision the newest that it shows
     * @param capacity how many changes it keeps at most
     */
    public record CacheState(String group, String resource, long objects, long bytes, long revision, long capacity) {}

    /**
     * Adds what is read of the store and of the caches when the page is made.
     *
     * @param caches those that somebody has read
     * @param bytes how large the store is, empty while it does not say
     */
    static void addReadings(Registry registry, Iterable<CacheState> caches, Supplier<OptionalLong> bytes) {
        List<String> labels = List.of(RESOURCE);
        registry.readings(
                "apiserver_resource_objects",
                "gauge",
                "Objects stored, of resources that somebody has read.",
                labels,
                out -> caches.forEach(cache -> out.take(cache.objects(), cache.group(), cache.resource())));
        registry.readings(
                "apiserver_resource_size_estimate_bytes",
                "gauge",
                "About how much the objects of a resource are, in bytes.",
                labels,
                out -> caches.forEach(cache -> out.take(cache.bytes(), cache.group(), cache.resource())));
        registry.readings(
                "apiserver_watch_cache_resource_version",
                "gauge",
                "The newest revision that a watch cache shows, in its last 15 digits.",
                labels,
                out -> caches.forEach(
                        cache -> out.take(cache.revision() % 1_000_000_000_000_000L, cache.group(), cache.resource())));
        registry.readings(
                "watch_cache_capacity",
                "gauge",
                "How many changes a watch cache keeps at most.",
                labels,
                out -> caches.forEach(cache -> out.take(cache.capacity(), cache.group(), cache.resource())));
        registry.readings(
                "apiserver_storage_size_bytes",
                "gauge",
                "How large the store is, in bytes.",
                List.of("storage_cluster_id"),
                out -> bytes.get().ifPresent(size -> out.take(size, "etcd-0")));
    }
}
