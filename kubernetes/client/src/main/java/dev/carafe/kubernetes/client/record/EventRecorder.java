package dev.carafe.kubernetes.client.record;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Event;
import dev.carafe.kubernetes.api.core.v1.EventSource;
import dev.carafe.kubernetes.api.core.v1.ObjectReference;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import java.time.Instant;

/**
 * Records events of core/v1 in the name of one component. Thread-safe; recording never waits, and events that come faster
 * than they can be written are dropped.
 */
public final class EventRecorder implements AutoCloseable {
    private final String component;
    private final String host;
    private final Clock clock;
    private final ResourceClient<Event> events;
    private final EventCorrelator correlator;
    private final EventSink<Event> sink;

    private EventRecorder(Client client, String component, String host, Clock clock) {
        this.component = component;
        this.host = host;
        this.clock = clock;
        this.events = client.of(CoreV1.EVENTS);
        this.correlator = new EventCorrelator(clock);
        this.sink = new EventSink<>(component, this::write, clock);
    }

    /**
     * Starts a recorder.
     *
     * @param component such as {@code deployment-controller}
     * @param host the node, for a component of a node; else empty
     */
    public static EventRecorder start(Client client, String component, String host, Clock clock) {
        return new EventRecorder(client, component, host, clock);
    }

    /** Records an event about an object. */
    public void event(ApiObject<?> about, EventType type, String reason, String message) {
        event(References.of(about), type, reason, message);
    }

    /** Records an event about what a reference names. */
    public void event(ObjectReference about, EventType type, String reason, String message) {
        Instant now = clock.instant();
        EventSource source = new EventSource().withComponent(component);
        sink.offer(new Event()
                .withMetadata(new ObjectMeta()
                        .withName(EventNames.of(about.name(), now))
                        .withNamespace(about.namespace().isEmpty() ? "default" : about.namespace()))
                .withInvolvedObject(about)
                .withReason(reason)
                .withMessage(message)
                .withSource(host.isEmpty() ? source : source.withHost(host))
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withType(type.text())
                .withReportingComponent(component)
                .withReportingInstance(host));
    }

    private void write(Event event) {
        EventCorrelator.Result result = correlator.correlate(event);
        switch (result) {
            case EventCorrelator.Result.Skip() -> {}
            case EventCorrelator.Result.Create(Event created, String key) ->
                correlator.written(key, events.create(created));
            case EventCorrelator.Result.Repeat(Event repeated, String key) -> correlator.written(key, repeat(repeated));
        }
    }

    private Event repeat(Event event) {
        try {
            return events.patch(event.namespace(), event.name(), PatchType.STRATEGIC, EventCorrelator.patch(event));
        } catch (StatusError e) {
            if (e.code() != 404) {
                throw e;
            }
            return events.create(event.withMetadata(event.metadata()
                    .withoutResourceVersion()
                    .withName(EventNames.of(event.involvedObject().name(), clock.instant()))));
        }
    }

    /** Writes what waits, for a short time, and ends. */
    @Override
    public void close() {
        sink.close();
    }
}
