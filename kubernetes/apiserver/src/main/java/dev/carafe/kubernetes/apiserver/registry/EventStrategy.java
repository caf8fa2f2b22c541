package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Event;
import dev.carafe.kubernetes.api.core.v1.ObjectReference;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.EventCells;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Events, of the core group or of events.k8s.io, which names a few fields anew. */
final class EventStrategy extends DefaultStrategy {
    private final boolean core;

    EventStrategy(Kind kind) {
        super(kind);
        ResourceDeclaration resource = kind.resource();
        this.core = resource.group().isEmpty();
    }

    /** Fields that upstream writes also where they say nothing. */
    @Override
    public Struct applyDefaults(Struct object) {
        if (!core) {
            return present(
                    present(object, "deprecatedFirstTimestamp", Null.NULL), "deprecatedLastTimestamp", Null.NULL);
        }
        Struct reported = present(present(object, "reportingComponent", ""), "reportingInstance", "");
        return present(reported, "eventTime", Null.NULL);
    }

    private static Struct present(Struct object, String field, Object value) {
        return object.has(field) ? object : object.with(field, value);
    }

    @Override
    public Map<String, String> selectableFields(Struct object) {
        Event event = new Event(object);
        var renamed = new dev.carafe.kubernetes.api.events.v1.Event(object);
        ObjectReference about = core ? event.involvedObject() : renamed.regarding();
        String component =
                core ? event.source().component() : renamed.deprecatedSource().component();
        String prefix = core ? "involvedObject." : "regarding.";
        return Map.ofEntries(
                Map.entry(prefix + "kind", about.kind()),
                Map.entry(prefix + "namespace", about.namespace()),
                Map.entry(prefix + "name", about.name()),
                Map.entry(prefix + "uid", about.uid()),
                Map.entry(prefix + "apiVersion", about.apiVersion()),
                Map.entry(prefix + "resourceVersion", about.resourceVersion()),
                Map.entry(prefix + "fieldPath", about.fieldPath()),
                Map.entry("reason", event.reason()),
                Map.entry("reportingComponent", event.reportingComponent()),
                Map.entry("source", component.isEmpty() ? event.reportingComponent() : component),
                Map.entry("type", event.type()));
    }

    @Override
    public List<Object> tableCells(Struct object, Instant now) {
        return core
                ? EventCells.event(new Event(object), now)
                : EventCells.event(new dev.carafe.kubernetes.api.events.v1.Event(object), now);
    }
}
