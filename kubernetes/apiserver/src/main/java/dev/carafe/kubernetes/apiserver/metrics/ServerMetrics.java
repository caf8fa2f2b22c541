package dev.carafe.kubernetes.apiserver.metrics;

import dev.carafe.kubernetes.apiserver.chain.RequestContext;
import dev.carafe.kubernetes.apiserver.chain.Step;
import dev.carafe.kubernetes.apiserver.featuregate.Feature;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Counts requests as the first step of the chain, and tells of them at {@code /metrics}. Thread-safe. */
public final class ServerMetrics implements Step {
    public static final String MEDIA_TYPE = MetricsText.MEDIA_TYPE;

    private static final Set<String> PATHS = Set.of(
            "/healthz", "/livez", "/readyz", "/metrics", "/version", "/api", "/apis", "/openapi/v2", "/openapi/v3");

    private final Predicate<RequestInfo> served;
    private final LongSupplier nanoTime;
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private final Map<String, Durations> durations = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> longRunning = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> watchEvents = new ConcurrentHashMap<>();
    private final LongAdder mutating = new LongAdder();
    private final LongAdder readOnly = new LongAdder();

    /**
     * Metrics of nothing yet.
     *
     * @param served whether there is the resource that a request is about
     * @param nanoTime for durations
     */
    public ServerMetrics(Predicate<RequestInfo> served, LongSupplier nanoTime) {
        this.served = served;
        this.nanoTime = nanoTime;
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException {
        RequestInfo info = request.info();
        boolean known = info.resourceRequest() ? served.test(info) : PATHS.contains(info.path());
        if (!known) {
            next.handle(request);
            return;
        }
        boolean dryRun = request.exchange().query().all("dryRun").contains("All");
        RequestLabels labels = info.resourceRequest() ? RequestLabels.of(info, dryRun) : RequestLabels.ofPath(info);
        LongAdder running = running(info, labels);
        long start = nanoTime.getAsLong();
        running.increment();
        try {
            next.handle(request);
        } finally {
            running.decrement();
            String text = labels.text();
            if (!info.isLongRunning()) {
                durations.computeIfAbsent(text, _ -> new Durations()).observe(nanoTime.getAsLong() - start);
            }
            String coded = "code=\"" + request.exchange().status() + "\"," + text;
            requests.computeIfAbsent(coded, _ -> new LongAdder()).increment();
        }
    }

    private LongAdder running(RequestInfo info, RequestLabels labels) {
        if (info.isLongRunning()) {
            return longRunning.computeIfAbsent(labels.longRunningText(), _ -> new LongAdder());
        }
        return labels.isMutating() ? mutating : readOnly;
    }

    /** The counter of events sent to those who watch a resource. */
    public LongAdder watchEvents(String group, String version, String resource) {
        String labels = resource(group, resource) + ",version=\"" + version + "\"";
        return watchEvents.computeIfAbsent(labels, _ -> new LongAdder());
    }

    /** The labels of a resource. */
    private static String resource(String group, String resource) {
        return "group=\"" + group + "\",resource=\"" + resource + "\"";
    }

    /**
     * The state of a resource's watch cache.
     *
     * @param objects how many there are
     * @param revision the newest that it shows
     */
    public record CacheState(String group, String resource, long objects, long revision) {}

    /**
     * All metrics as text.
     *
     * @param caches the state of the watch caches
     * @param features which features are on
     * @param version the server's version by its field, such as gitVersion
     */
    public byte[] text(Iterable<CacheState> caches, FeatureGate features, Function<String, String> version) {
        MetricsText out = new MetricsText();
        out.metric(
                        "apiserver_current_inflight_requests",
                        "gauge",
                        "Requests under way, by kind, but for long-running ones.")
                .sample("apiserver_current_inflight_requests", "request_kind=\"mutating\"", mutating.sum())
                .sample("apiserver_current_inflight_requests", "request_kind=\"readOnly\"", readOnly.sum());
        out.metric("apiserver_longrunning_requests", "gauge", "Watches and connections under way.")
                .samples("apiserver_longrunning_requests", longRunning);
        out.metric("apiserver_request_duration_seconds", "histogram", "How long requests took, in seconds.");
        new TreeMap<>(durations)
                .forEach((labels, times) -> times.write(out, "apiserver_request_duration_seconds", labels));
        out.metric("apiserver_request_total", "counter", "Requests answered, by HTTP status code.")
                .samples("apiserver_request_total", requests);
        out.metric("apiserver_watch_events_total", "counter", "Events sent to watches.")
                .samples("apiserver_watch_events_total", watchEvents);
        out.metric("apiserver_resource_objects", "gauge", "Objects stored, of resources that somebody has read.");
        caches.forEach(cache ->
                out.sample("apiserver_resource_objects", resource(cache.group(), cache.resource()), cache.objects()));
        out.metric("apiserver_watch_cache_resource_version", "gauge", "The newest revision that a watch cache shows.");
        caches.forEach(cache -> out.sample(
                "apiserver_watch_cache_resource_version", resource(cache.group(), cache.resource()), cache.revision()));
        String build =
                "major=\"" + version.apply("major") + "\",minor=\"" + version.apply("minor") + "\",git_version=\""
                        + version.apply("gitVersion") + "\",platform=\"" + version.apply("platform") + "\"";
        out.metric("kubernetes_build_info", "gauge", "Always 1; its labels say which version this is.")
                .sample("kubernetes_build_info", build, 1);
        out.metric(
                "kubernetes_feature_enabled",
                "gauge",
                "Whether a feature is on, with its stage, empty for one that is GA.");
        for (Feature feature : features.features()) {
            String stage = feature.stage().equals("GA") ? "" : feature.stage();
            out.sample(
                    "kubernetes_feature_enabled",
                    "name=\"" + feature.name() + "\",stage=\"" + stage + "\"",
                    features.isEnabled(feature.name()) ? 1 : 0);
        }
        ProcessMetrics.write(out);
        return out.toBytes();
    }
}
