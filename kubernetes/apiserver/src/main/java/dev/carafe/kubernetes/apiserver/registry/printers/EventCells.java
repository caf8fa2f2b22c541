package dev.carafe.kubernetes.apiserver.registry.printers;

import dev.carafe.kubernetes.api.core.v1.Event;
import dev.carafe.kubernetes.api.core.v1.ObjectReference;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Rows of events, in the fields of the old group or of the new one. */
public final class EventCells {
    private EventCells() {}

    /** Last Seen, Type, Reason, Object, Subobject, Source, Message, First Seen, Count, Name. */
    public static List<Object> event(Event event) {
        Optional<Instant> first = event.firstTimestamp().or(event::eventTime);
        Optional<Instant> last = event.lastTimestamp().or(() -> first);
        long count = Math.max(1, event.count());
        if (event.hasSeries()) {
            last = event.series().lastObservedTime();
            count = event.series().count();
        }
        return row(
                event,
                new Seen(Cell.since(first), Cell.since(last), count),
                event.involvedObject(),
                source(event.source().component(), event.source().host(), event),
                event.message());
    }

    /** The same row of an {@code events.k8s.io/v1} event. */
    public static List<Object> event(dev.carafe.kubernetes.api.events.v1.Event event) {
        Optional<Instant> first = event.deprecatedFirstTimestamp().or(event::eventTime);
        Optional<Instant> last = event.deprecatedLastTimestamp().or(() -> first);
        long count = Math.max(1, event.deprecatedCount());
        if (event.hasSeries()) {
            last = event.series().lastObservedTime();
            count = event.series().count();
        }
        var source = event.deprecatedSource();
        Event common = new Event(event.struct()); // type, reason and reporter have the same names in both groups
        return row(
                common,
                new Seen(Cell.since(first), Cell.since(last), count),
                event.regarding(),
                source(source.component(), source.host(), common),
                event.note());
    }

    /** When, and how often, it happened. */
    private record Seen(Object first, Object last, long count) {}

    private static List<Object> row(Event event, Seen seen, ObjectReference object, String source, String message) {
        String kind = object.kind().toLowerCase(Locale.ROOT);
        return List.of(
                seen.last(),
                event.type(),
                event.reason(),
                object.name().isEmpty() ? kind : kind + "/" + object.name(),
                object.fieldPath(),
                source,
                message.strip(),
                seen.first(),
                seen.count(),
                event.name());
    }

    private static String source(String component, String host, Event event) {
        String name = component.isEmpty() ? event.reportingComponent() : component;
        String instance = component.isEmpty() ? event.reportingInstance() : host;
        return instance.isEmpty() ? name : name + ", " + instance;
    }
}
