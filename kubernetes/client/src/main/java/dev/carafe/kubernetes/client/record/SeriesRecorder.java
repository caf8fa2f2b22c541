package dev.carafe.kubernetes.client.record;

import dev.carafe.kubernetes.api.core.v1.ObjectReference;
import dev.carafe.kubernetes.api.events.v1.Event;
import dev.carafe.kubernetes.api.events.v1.EventSeries;
import dev.carafe.kubernetes.api.events.v1.EventsV1;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records events of events.k8s.io/v1, which name the reporting controller and the action, and of which repetitions become
 * a series (client-go's tools/events; the scheduler's). Thread-safe; recording never waits.
 */
public final class SeriesRecorder implements AutoCloseable {
    private static final int SERIES_MAX = 4_096;
    private static final int NOTE_MAX = 1_024;
    private static final Duration SERIES_ENDS_AFTER = Duration.ofMinutes(6);
    private static final Duration SERIES_WRITTEN_EVERY = Duration.ofMinutes(30);

    /** What makes two events the same series. */
    private record Key(
            String type,
            String action,
            String reason,
            ObjectReference regarding,
            @Nullable ObjectReference related) {}

    /** A series: its event, how often, and when last seen and written. */
    private record Series(Event event, int count, Instant seen, Instant written) {}

    private final String controller;
    private final String instance;
    private final Clock clock;
    private final ResourceClient<Event> events;
    private final EventSink<Event> sink;

    /** Used by the sink's thread only. */
    private final Map<Key, Series> series = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Series> eldest) {
            return size() > SERIES_MAX;
        }
    };

    private SeriesRecorder(Client client, String controller, String instance, Clock clock) {
        this.controller = controller;
        this.instance = instance;
        this.clock = clock;
        this.events = client.of(EventsV1.EVENTS);
        this.sink = new EventSink<>(controller, this::write, clock);
    }

    /**
     * Starts a recorder.
     *
     * @param controller such as {@code default-scheduler}
     * @param instance such as {@code default-scheduler-host1}
     */
    public static SeriesRecorder start(Client client, String controller, String instance, Clock clock) {
        return new SeriesRecorder(client, controller, instance, clock);
    }

    /**
     * Records an event.
     *
     * @param regarding what it is about
     * @param related a second object, or null
     * @param action what was done or tried, such as {@code Scheduling}
     * @param note the text for people; cut off at 1024 characters
     */
    public void event(
            ObjectReference regarding,
            @Nullable ObjectReference related,
            EventType type,
            String reason,
            String action,
            String note) {
        Instant now = clock.instant();
        Event event = new Event()
                .withMetadata(new ObjectMeta()
                        .withName(EventNames.of(regarding.name(), now))
                        .withNamespace(regarding.namespace().isEmpty() ? "default" : regarding.namespace()))
                .withEventTime(now)
                .withReportingController(controller)
                .withReportingInstance(instance)
                .withAction(action)
                .withReason(reason)
                .withRegarding(regarding)
                .withNote(note.length() > NOTE_MAX ? note.substring(0, NOTE_MAX) : note)
                .withType(type.text());
        sink.offer(related == null ? event : event.withRelated(related));
    }

    private void write(Event event) {
        Instant now = clock.instant();
        Key key = new Key(
                event.type(),
                event.action(),
                event.reason(),
                event.regarding().withoutResourceVersion(),
                event.hasRelated() ? event.related() : null);
        Series before = series.get(key);
        if (before == null || Duration.between(before.seen(), now).compareTo(SERIES_ENDS_AFTER) > 0) {
            series.put(key, new Series(events.create(event), 1, now, now));
            return;
        }
        int count = before.count() + 1;
        boolean due = count == 2 || Duration.between(before.written(), now).compareTo(SERIES_WRITTEN_EVERY) > 0;
        series.put(key, new Series(before.event(), count, now, due ? now : before.written()));
        if (due) {
            repeat(before.event(), count, now);
        }
    }

    private void repeat(Event event, int count, Instant now) {
        EventSeries more = new EventSeries().withCount(count).withLastObservedTime(now);
        try {
            events.patch(event.namespace(), event.name(), PatchType.STRATEGIC, Struct.of("series", more.struct()));
        } catch (StatusError e) {
            if (e.code() != 404) {
                throw e;
            }
            events.create(event.withSeries(more)
                    .withMetadata(new ObjectMeta()
                            .withName(EventNames.of(event.regarding().name(), now))
                            .withNamespace(event.namespace())));
        }
    }

    @Override
    public void close() {
        sink.close();
    }
}
