package dev.carafe.kubernetes.apiserver.controlplane;

import dev.carafe.kubernetes.api.core.v1.Event;
import dev.carafe.kubernetes.api.core.v1.ObjectReference;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.ObjectWriter;
import dev.carafe.kubernetes.apiserver.registry.ServiceRepair;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/** Tells of repairs by events of the objects. Thread-safe. */
public final class RepairEvents implements ServiceRepair.Events {
    private static final System.Logger LOG = System.getLogger(RepairEvents.class.getName());

    private final ObjectWriter writer;
    private final String hostname;
    private final InstantSource clock;

    public RepairEvents(ObjectWriter writer, String hostname, InstantSource clock) {
        this.writer = writer;
        this.hostname = hostname;
        this.clock = clock;
    }

    @Override
    public void warn(Struct object, String reason, String action, String text) {
        LOG.log(Level.WARNING, text);
        ObjectMeta about = new ObjectMeta(Objects.requireNonNullElse(object.struct("metadata"), Struct.EMPTY));
        String controller =
                action.startsWith("Port") ? "portallocator-repair-controller" : "ipallocator-repair-controller";
        Instant now = clock.instant();
        Event event = new Event(Struct.of("apiVersion", "v1", "kind", "Event"))
                .withMetadata(new ObjectMeta()
                        .withName(about.name() + "." + Long.toHexString(ChronoUnit.NANOS.between(Instant.EPOCH, now)))
                        .withNamespace(about.namespace().isEmpty() ? "default" : about.namespace()))
                .withEventTime(now)
                .withReportingComponent(controller)
                .withReportingInstance(controller + "-" + hostname)
                .withAction(action)
                .withReason(reason)
                .withMessage(text)
                .withType("Warning")
                .withInvolvedObject(new ObjectReference()
                        .withApiVersion(Objects.requireNonNullElse(object.string("apiVersion"), ""))
                        .withKind(Objects.requireNonNullElse(object.string("kind"), ""))
                        .withNamespace(about.namespace())
                        .withName(about.name())
                        .withUid(about.uid())
                        .withResourceVersion(about.resourceVersion()));
        try {
            writer.create("", "events", event.struct());
        } catch (StatusError e) {
            LOG.log(Level.DEBUG, "cannot write an event", e); // what it tells of is repaired all the same
        }
    }
}
