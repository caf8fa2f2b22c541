package dev.carafe.kubernetes.apiserver.endpoints;

import static dev.carafe.kubernetes.apiserver.endpoints.AutoscalerMetrics.copy;
import static dev.carafe.kubernetes.apiserver.endpoints.AutoscalerMetrics.put;
import static dev.carafe.kubernetes.apiserver.endpoints.AutoscalerMetrics.text;

import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Conditions of an autoscaler, in the one form that autoscaling/v2 and the annotation of autoscaling/v1 have. Pure. */
final class AutoscalerConditions {
    private AutoscalerConditions() {}

    /** What is written into the annotation, its fields in the order of upstream's declaration. */
    static Struct older(Struct condition) {
        Object time = condition.get("lastTransitionTime");
        Struct.Builder older = Struct.builder()
                .put("type", text(condition, "type"))
                .put("status", text(condition, "status"))
                .put("lastTransitionTime", time == null ? Null.NULL : time);
        copy(condition, "reason", older, "reason");
        copy(condition, "message", older, "message");
        copy(condition, "observedGeneration", older, "observedGeneration");
        return older.build();
    }

    /**
     * What is stored.
     *
     * @throws MalformedJsonException when a value has another type than is declared
     */
    static Struct newer(AnnotatedFields older) throws MalformedJsonException {
        Struct.Builder condition = Struct.builder()
                .put("type", older.text("type"))
                .put("status", older.text("status"))
                .put("lastTransitionTime", time(older.text("lastTransitionTime")));
        putText(condition, "reason", older);
        putText(condition, "message", older);
        put(condition, "observedGeneration", older.integer("observedGeneration", Long.SIZE));
        return condition.build();
    }

    private static void putText(Struct.Builder condition, String name, AnnotatedFields older)
            throws MalformedJsonException {
        String text = older.text(name);
        put(condition, name, text.isEmpty() ? null : text);
    }

    private static Object time(String text) throws MalformedJsonException {
        if (text.isEmpty()) {
            return Null.NULL;
        }
        try {
            return OffsetDateTime.parse(text)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .truncatedTo(ChronoUnit.SECONDS)
                    .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
        } catch (DateTimeException e) {
            throw new MalformedJsonException("not a time: " + e.getMessage());
        }
    }
}
