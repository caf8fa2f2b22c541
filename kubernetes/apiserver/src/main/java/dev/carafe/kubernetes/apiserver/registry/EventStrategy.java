package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Event;
import dev.carafe.kubernetes.api.core.v1.ObjectReference;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.EventCells;
import dev.carafe.kubernetes.apiserver.registry.validation.cluster.EventValidator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events, of the core group or of events.k8s.io, which names a few fields anew. */
final class EventStrategy extends DefaultStrategy {
    private final boolean core;
    private final boolean strict;

    EventStrategy(Kind kind) {
        this(kind, false);
    }

    /**
     * The strategy of events.
     *
     * @param strict whether those of the core group's form came through events.k8s.io, whose rules are stricter
     */
    EventStrategy(Kind kind, boolean strict) {
        super(kind);
        ResourceDeclaration resource = kind.resource();
        this.core = resource.group().isEmpty();
        this.strict = strict;
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        if (core) {
            EventValidator.event(new Event(object), strict, errors);
        }
    }

    private static final Struct UNSAID = Struct.builder()
            .put("involvedObject", Struct.EMPTY)
            .put("source", Struct.EMPTY)
            .put("reportingComponent", "")
            .put("reportingInstance", "")
            .build();

    /** Fields that upstream writes also where they say nothing. */
    @Override
    public Struct applyDefaults(Struct object) {
        if (!core) {
            return object;
        }
        Struct complete = object;
        for (int i = 0; i < UNSAID.size(); i++) {
            complete = present(complete, UNSAID.nameAt(i), UNSAID.valueAt(i));
        }
        return complete;
    }

    @Override
    public Struct unsaid() {
        return core ? UNSAID : Struct.EMPTY;
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
        boolean older = core && !strict;
        String prefix = older ? "involvedObject." : "regarding.";
        Map<String, String> fields = new LinkedHashMap<>();
        if (older) {
            fields.put("source", component.isEmpty() ? event.reportingComponent() : component);
        }
        fields.put(older ? "reportingComponent" : "reportingController", event.reportingComponent());
        fields.putAll(Map.of(
                prefix + "kind",
                about.kind(),
                prefix + "namespace",
                about.namespace(),
                prefix + "name",
                about.name(),
                prefix + "uid",
                about.uid(),
                prefix + "apiVersion",
                about.apiVersion(),
                prefix + "resourceVersion",
                about.resourceVersion(),
                prefix + "fieldPath",
                about.fieldPath(),
                "reason",
                event.reason(),
                "type",
                event.type()));
        return fields;
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return core
                ? EventCells.event(new Event(object))
                : EventCells.event(new dev.carafe.kubernetes.api.events.v1.Event(object));
    }
}
