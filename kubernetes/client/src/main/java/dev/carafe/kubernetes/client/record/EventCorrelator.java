package dev.carafe.kubernetes.client.record;

import dev.carafe.kubernetes.api.core.v1.Event;
import dev.carafe.kubernetes.api.core.v1.ObjectReference;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.Times;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.TokenBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Decides what becomes of an event: a new one, one more of a known one, or nothing (client-go's EventCorrelator, 1.37).
 *
 * <p>Ten different messages of one kind within ten minutes are combined into one event; an object may cause 25 events at
 * once and one in five minutes after. It knows a bounded number of each. One thread uses it.
 */
final class EventCorrelator {
    private static final int CACHE_MAX = 4_096;
    private static final int SIMILAR_MAX = 10;
    private static final Duration SIMILAR_WITHIN = Duration.ofMinutes(10);
    private static final int OBJECT_BURST = 25;
    private static final double OBJECT_PER_S = 1.0 / 300;
    private static final String COMBINED = "(combined from similar events): ";

    /** What to do with an event. */
    sealed interface Result {
        record Skip() implements Result {}

        /** @param key to be handed to {@link #written} */
        record Create(Event event, String key) implements Result {}

        /** The event exists; its count, time and message change. */
        record Repeat(Event event, String key) implements Result {}
    }

    /** Similar events: the messages seen, and when the last came. */
    private static final class Similar {
        private final Set<String> messages = new HashSet<>();
        private Instant last = Instant.EPOCH;
    }

    private record Known(String name, int count, Instant first, String resourceVersion) {}

    private final Clock clock;
    private final Map<String, Similar> similar = bounded();
    private final Map<String, Known> known = bounded();
    private final Map<String, TokenBucket> buckets = bounded();

    EventCorrelator(Clock clock) {
        this.clock = clock;
    }

    Result correlate(Event event) {
        String group = groupKey(event);
        String key = group + event.message();
        Event combined = event;
        Instant now = event.lastTimestamp().orElse(clock.instant());
        Similar alike = similar.computeIfAbsent(group, _ -> new Similar());
        if (Duration.between(alike.last, now).compareTo(SIMILAR_WITHIN) > 0) {
            alike.messages.clear();
        }
        alike.last = now;
        if (alike.messages.contains(event.message()) || alike.messages.size() < SIMILAR_MAX - 1) {
            alike.messages.add(event.message());
        } else {
            combined = event.withMessage(COMBINED + event.message());
            key = group;
        }
        Known before = known.get(key);
        Result result = before == null
                ? new Result.Create(combined, key)
                : new Result.Repeat(
                        combined.withMetadata(combined.metadata()
                                        .withName(before.name())
                                        .withResourceVersion(before.resourceVersion()))
                                .withCount(before.count() + 1)
                                .withFirstTimestamp(before.first()),
                        key);
        TokenBucket bucket = buckets.computeIfAbsent(
                sourceKey(event), _ -> new TokenBucket(OBJECT_PER_S, OBJECT_BURST, clock::nanoTime));
        return bucket.tryTake() ? result : new Result.Skip();
    }

    /** Takes note of an event as the server holds it. */
    void written(String key, Event event) {
        known.put(
                key,
                new Known(
                        event.name(),
                        event.count(),
                        event.firstTimestamp().orElse(clock.instant()),
                        event.metadata().resourceVersion()));
    }

    /** What changes of an event that is repeated. */
    static Struct patch(Event event) {
        return Struct.builder()
                .put("count", (long) event.count())
                .put("lastTimestamp", Times.format(event.lastTimestamp().orElse(Instant.EPOCH)))
                .put("message", event.message())
                .build();
    }

    private static String sourceKey(Event event) {
        ObjectReference object = event.involvedObject();
        return String.join(
                "\0",
                event.source().component(),
                event.source().host(),
                object.kind(),
                object.namespace(),
                object.name(),
                object.uid(),
                object.apiVersion());
    }

    private static String groupKey(Event event) {
        return String.join(
                "\0",
                sourceKey(event),
                event.involvedObject().fieldPath(),
                event.type(),
                event.reason(),
                event.reportingComponent(),
                event.reportingInstance(),
                "");
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > CACHE_MAX;
            }
        };
    }
}
