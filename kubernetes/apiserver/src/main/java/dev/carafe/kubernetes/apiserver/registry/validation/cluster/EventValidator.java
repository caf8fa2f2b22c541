package dev.carafe.kubernetes.apiserver.registry.validation.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.api.core.v1.Event;
import dev.carafe.kubernetes.api.core.v1.EventSeries;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;

/** Events (pkg/apis/core/validation/events.go): those that came through events.k8s.io obey more than the core group's. */
public final class EventValidator {
    private static final int NOTE_BYTES_MAX = 1_024;
    private static final int FIELD_BYTES_MAX = 128;
    private static final List<String> TYPES = List.of("Normal", "Warning");

    private EventValidator() {}

    /**
     * Checks an event in the form of the core group.
     *
     * @param strict whether it came through events.k8s.io
     */
    public static void event(Event event, boolean strict, List<FieldError> errors) {
        String namespace = event.metadata().namespace();
        String about = event.involvedObject().namespace();
        if (event.eventTime().isEmpty()) {
            boolean agrees =
                    about.isEmpty() ? namespace.isEmpty() || namespace.equals("default") : about.equals(namespace);
            namespaceAgrees(agrees, about, errors);
        } else {
            namespaceAgrees(
                    !about.isEmpty() || namespace.equals("default") || namespace.equals("kube-system"), about, errors);
            told(event, strict ? "reportingController" : "reportingComponent", errors);
        }
        if (strict) {
            strict(event, errors);
        }
    }

    private static void namespaceAgrees(boolean agrees, String namespace, List<FieldError> errors) {
        if (!agrees) {
            errors.add(FieldError.invalid(
                    FieldPath.of("involvedObject", "namespace"), namespace, "does not match event.namespace"));
        }
    }

    /** Who tells an event of the new kind, and what of. */
    private static void told(Event event, String reporter, List<FieldError> errors) {
        Check.present(errors, FieldPath.of(reporter), event.reportingComponent());
        Check.rule(
                errors,
                FieldPath.of(reporter),
                event.reportingComponent(),
                Names.qualifiedName(event.reportingComponent()));
        text("reportingInstance", event.reportingInstance(), errors);
        text("action", event.action(), errors);
        text("reason", event.reason(), errors);
        atMost("message", event.message(), NOTE_BYTES_MAX, errors);
    }

    private static void text(String field, String value, List<FieldError> errors) {
        Check.present(errors, FieldPath.of(field), value);
        atMost(field, value, FIELD_BYTES_MAX, errors);
    }

    private static void atMost(String field, String value, int bytes, List<FieldError> errors) {
        if (value.getBytes(UTF_8).length > bytes) {
            errors.add(FieldError.invalid(FieldPath.of(field), "", "can have at most " + bytes + " characters"));
        }
    }

    private static void strict(Event event, List<FieldError> errors) {
        if (!event.name().isEmpty()) {
            Check.rule(errors, FieldPath.of("metadata", "name"), event.name(), Names.dns1123Subdomain(event.name()));
        }
        if (event.hasSeries()) {
            series(event.series(), errors);
        }
        if (event.eventTime().isEmpty()) {
            errors.add(FieldError.required(FieldPath.of("eventTime"), ""));
        }
        if (!TYPES.contains(event.type())) {
            errors.add(FieldError.invalid(FieldPath.of("type"), "", "has invalid value: " + event.type()));
        }
        unset("firstTimestamp", event.firstTimestamp().isPresent(), errors);
        unset("lastTimestamp", event.lastTimestamp().isPresent(), errors);
        unset("count", event.count() != 0, errors);
        unset(
                "source",
                !event.source().component().isEmpty() || !event.source().host().isEmpty(),
                errors);
    }

    private static void series(EventSeries series, List<FieldError> errors) {
        FieldPath path = FieldPath.of("series");
        if (series.count() < 2) {
            errors.add(FieldError.invalid(path.child("count"), "", "should be at least 2"));
        }
        if (series.lastObservedTime().isEmpty()) {
            errors.add(FieldError.required(path.child("lastObservedTime"), ""));
        }
    }

    private static void unset(String field, boolean there, List<FieldError> errors) {
        if (there) {
            errors.add(FieldError.invalid(FieldPath.of(field), "", "needs to be unset"));
        }
    }
}
