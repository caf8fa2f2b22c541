package dev.carafe.kubernetes.apiserver.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of the requests that are answered over HTTP. Thread-safe. */
public final class RequestMetrics {
    private static final String[] BARE = {"verb", "group", "version", "resource", "subresource", "scope"};
    private static final String[] LABELS = {"verb", "group", "version", "resource", "subresource", "scope", "component"
    };

    private static final Buckets SLI =
            Buckets.of(0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60);

    private static final int SIZES = 7;

    private final Counters total;
    private final Histograms durations;
    private final Histograms sliDurations;
    private final Histograms sizes;
    private final Counters longRunning;
    private final Counters own;
    private final Counters deprecated;
    private final Counters terminations;
    private final Counters aborts;
    private final LongAdder mutating;
    private final LongAdder readOnly;
    private final Map<RequestLabels, Kind> kinds = new ConcurrentHashMap<>();

    RequestMetrics(Registry registry) {
        total = registry.counters(
                "apiserver_request_total",
                "Requests answered, by HTTP status code.",
                with("dry_run", with("code", LABELS)));
        durations = registry.histograms(
                "apiserver_request_duration_seconds",
                "How long requests took, in seconds.",
                Buckets.REQUESTS,
                with("dry_run", LABELS));
        sliDurations = registry.histograms(
                "apiserver_request_sli_duration_seconds",
                "How long requests took that were no dry run, without what admission webhooks took, in seconds.",
                SLI,
                LABELS);
        sizes = registry.histograms(
                "apiserver_response_sizes",
                "The answers to gets and lists, in bytes.",
                Buckets.exponential(1000, 10, SIZES),
                LABELS);
        longRunning = registry.gauges("apiserver_longrunning_requests", "Watches and connections under way.", LABELS);
        own = registry.counters(
                "apiserver_selfrequest_total",
                "Requests that the server sent to itself.",
                "verb",
                "group",
                "resource",
                "subresource");
        deprecated = registry.gauges(
                "apiserver_requested_deprecated_apis",
                "Always 1: deprecated versions that somebody asked for.",
                "group",
                "version",
                "resource",
                "subresource",
                "removed_release");
        terminations = registry.counters(
                "apiserver_request_terminations_total",
                "Requests that the server ended to defend itself.",
                with("code", LABELS));
        aborts = registry.counters(
                "apiserver_request_aborts_total", "Requests whose answer had begun and was broken off.", BARE);
        Counters inFlight = registry.gauges(
                "apiserver_current_inflight_requests",
                "Requests under way, by kind, but for long-running ones.",
                "request_kind");
        mutating = inFlight.with("mutating");
        readOnly = inFlight.with("readOnly");
    }

    /** The labels with one more in front. */
    private static String[] with(String first, String... labels) {
        String[] all = new String[labels.length + 1];
        all[0] = first;
        System.arraycopy(labels, 0, all, 1, labels.length);
        return all;
    }

    /** What counts one kind of request. */
    public Kind of(RequestLabels labels) {
        Kind known = kinds.get(labels);
        return known == null ? kinds.computeIfAbsent(labels, Kind::new) : known;
    }

    /** Counts the requests of one kind. Thread-safe. */
    public final class Kind {
        private final RequestLabels labels;
        private final String[] values;
        private final Histogram duration;
        private final Histogram sliDuration;
        private final Histogram size;
        private final Map<Integer, LongAdder> byCode = new ConcurrentHashMap<>();

        Kind(RequestLabels labels) {
            this.labels = labels;
            values = new String[] {
                labels.verb(),
                labels.group(),
                labels.version(),
                labels.resource(),
                labels.subresource(),
                labels.scope(),
                labels.component()
            };
            duration = durations.with(with(labels.dryRun(), values));
            sliDuration = sliDurations.with(values);
            size = sizes.with(values);
        }

        /** The gauge of such requests under way. */
        public LongAdder underWay(boolean isLongRunning) {
            if (isLongRunning) {
                return longRunning.with(values);
            }
            return labels.isMutating() ? mutating : readOnly;
        }

        /**
         * One was answered.
         *
         * @param status the HTTP code; 0 where nothing was answered
         * @param bytes the length of the answer's body as it was sent
         */
        public void answered(int status, long bytes, long nanos) {
            LongAdder count = byCode.get(status);
            if (count == null) {
                count = byCode.computeIfAbsent(
                        status, code -> total.with(with(labels.dryRun(), with(Integer.toString(code), values))));
            }
            count.increment();
            duration.observeNanos(nanos);
            if (labels.dryRun().isEmpty()) {
                sliDuration.observeNanos(nanos);
            }
            if (labels.isRead()) {
                size.observe((double) bytes);
            }
        }

        /** One was the server's own. */
        public void wasOwn() {
            own.with(labels.verb(), labels.group(), labels.resource(), labels.subresource())
                    .increment();
        }

        /** One was for a version that is called deprecated. */
        public void wasDeprecated() {
            LongAdder told =
                    deprecated.with(labels.group(), labels.version(), labels.resource(), labels.subresource(), "");
            if (told.sum() == 0) {
                told.increment();
            }
        }

        /** One was ended by the server, with this HTTP code. */
        public void terminated(int code) {
            terminations.with(with(Integer.toString(code), values)).increment();
        }

        /** The answer to one was broken off. */
        public void aborted() {
            aborts.with(
                            labels.verb(),
                            labels.group(),
                            labels.version(),
                            labels.resource(),
                            labels.subresource(),
                            labels.scope())
                    .increment();
        }
    }
}
