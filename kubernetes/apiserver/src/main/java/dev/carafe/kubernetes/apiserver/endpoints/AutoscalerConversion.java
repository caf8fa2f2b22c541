package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Horizontal pod autoscalers of autoscaling/v1, which know one metric, the CPU; stored as autoscaling/v2. What v1 has no
 * field for is in annotations there, as upstream writes them (pkg/apis/autoscaling/v1/conversion.go), so that a client of
 * v1 writes back all that it read.
 */
final class AutoscalerConversion implements Conversion {
    private static final String SPEC_TARGET = "targetCPUUtilizationPercentage";
    private static final String STATUS_CURRENT = "currentCPUUtilizationPercentage";
    private static final String REPLICAS = "currentReplicas";
    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
    private static final String METRICS = PREFIX + "metrics";
    private static final String BEHAVIOR = PREFIX + "behavior";
    private static final String CURRENT_METRICS = PREFIX + "current-metrics";
    private static final String CONDITIONS = PREFIX + "conditions";
    /** Those that stand for fields, and what earlier versions of upstream wrote. */
    private static final List<String> ANNOTATIONS = List.of(
            METRICS,
            BEHAVIOR,
            CURRENT_METRICS,
            CONDITIONS,
            PREFIX + "scale-down-tolerance",
            PREFIX + "scale-up-tolerance");

    /** Reads one item of a list in an annotation. */
    private interface ItemReader {
        Struct read(AnnotatedFields item) throws MalformedJsonException;
    }

    @Override
    public Struct toStored(Struct served) {
        Struct annotations = annotations(served);
        Struct stored = annotated(served, withoutFields(annotations)).with("apiVersion", "autoscaling/v2");
        Struct spec = storedSpec(orEmpty(served.struct("spec")), annotations);
        Struct status = storedStatus(orEmpty(served.struct("status")), annotations);
        stored = spec.isEmpty() && !served.has("spec") ? stored : stored.with("spec", spec);
        return status.isEmpty() && !served.has("status") ? stored : stored.with("status", status);
    }

    private static Struct storedSpec(Struct served, Struct annotations) {
        List<Object> metrics = new ArrayList<>(read(annotations.string(METRICS), AutoscalerMetrics::newer));
        if (served.get(SPEC_TARGET) instanceof Long percent) {
            metrics.add(cpu("target", Struct.of("type", "Utilization", "averageUtilization", percent)));
        }
        Struct spec = served.without(SPEC_TARGET);
        spec = metrics.isEmpty() ? spec : spec.with("metrics", metrics);
        Struct behavior = behavior(annotations.string(BEHAVIOR));
        return behavior.isEmpty() ? spec : spec.with("behavior", behavior);
    }

    private static Struct storedStatus(Struct served, Struct annotations) {
        List<Object> current = read(annotations.string(CURRENT_METRICS), AutoscalerReadings::newer);
        if (current.isEmpty() && served.get(STATUS_CURRENT) instanceof Long percent) {
            current = List.of(cpu("current", Struct.of("averageUtilization", percent)));
        }
        Struct status = served.without(STATUS_CURRENT);
        status = Long.valueOf(0).equals(status.get(REPLICAS)) ? status.without(REPLICAS) : status;
        status = current.isEmpty() ? status : status.with("currentMetrics", current);
        List<Object> conditions = read(annotations.string(CONDITIONS), AutoscalerConditions::newer);
        return conditions.isEmpty() ? status : status.with("conditions", conditions);
    }

    @Override
    public Struct toServed(Struct stored) {
        Struct spec = orEmpty(stored.struct("spec"));
        Struct status = orEmpty(stored.struct("status"));
        List<Struct> metrics = structs(spec.get("metrics"));
        List<Struct> current = structs(status.get("currentMetrics"));
        Struct annotations = withoutFields(annotations(stored));
        annotations = write(annotations, METRICS, metrics, metric -> !isUse(metric), AutoscalerMetrics::older);
        Struct behavior = spec.struct("behavior");
        if (behavior != null) {
            annotations = annotations.with(BEHAVIOR, json(AutoscalerBehavior.internal(behavior)));
        }
        // also the CPU's, of which the field has the percentage alone
        annotations = write(annotations, CURRENT_METRICS, current, _ -> true, AutoscalerReadings::older);
        annotations = write(
                annotations, CONDITIONS, structs(status.get("conditions")), _ -> true, AutoscalerConditions::older);

        Struct served = annotated(stored, annotations).with("apiVersion", "autoscaling/v1");
        Long percent = null;
        for (Struct metric : metrics) { // the first one counts
            percent = percent == null ? percent(metric, "target") : percent;
        }
        served = replace(served, "spec", spec.without("metrics").without("behavior"), SPEC_TARGET, percent);
        percent = null;
        for (Struct metric : current) { // here the last one
            Long next = percent(metric, "current");
            percent = next == null ? percent : next;
        }
        Struct plain = status.without("currentMetrics").without("conditions");
        plain = plain.has(REPLICAS) ? plain : plain.with(REPLICAS, 0L); // a number that the other version leaves out
        return replace(served, "status", plain, STATUS_CURRENT, percent);
    }

    private static Struct replace(Struct object, String name, Struct plain, String field, @Nullable Long percent) {
        return object.has(name) ? object.with(name, percent == null ? plain : plain.with(field, percent)) : object;
    }

    /** The object with the given annotations alone. */
    private static Struct annotated(Struct object, Struct annotations) {
        Struct metadata = object.struct("metadata");
        if (metadata == null && annotations.isEmpty()) {
            return object;
        }
        Struct rest = orEmpty(metadata);
        return object.with(
                "metadata",
                annotations.isEmpty() ? rest.without("annotations") : rest.with("annotations", sorted(annotations)));
    }

    private static Struct sorted(Struct annotations) {
        TreeMap<String, Object> sorted = new TreeMap<>();
        annotations.forEach(sorted::put);
        return Struct.of(sorted);
    }

    private static Struct annotations(Struct object) {
        return orEmpty(orEmpty(object.struct("metadata")).struct("annotations"));
    }

    private static Struct withoutFields(Struct annotations) {
        Struct plain = annotations;
        for (String name : ANNOTATIONS) {
            plain = plain.without(name);
        }
        return plain;
    }

    private static Struct write(
            Struct annotations,
            String name,
            List<Struct> items,
            Predicate<Struct> which,
            Function<Struct, Struct> form) {
        List<Struct> written = items.stream().filter(which).map(form).toList();
        return written.isEmpty() ? annotations : annotations.with(name, json(written));
    }

    /** JSON with the characters escaped that mean something in HTML, as Go writes it. */
    private static String json(Object value) {
        return Json.toString(value)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026");
    }

    /** The items of an annotation; none where it is absent or cannot be read. */
    private static List<Object> read(@Nullable String json, ItemReader reader) {
        List<Object> items = new ArrayList<>();
        try {
            for (AnnotatedFields item : json == null ? List.<AnnotatedFields>of() : AnnotatedFields.parseList(json)) {
                items.add(reader.read(item));
            }
            return items;
        } catch (MalformedJsonException ignoredAsByUpstream) {
            return List.of();
        }
    }

    private static Struct behavior(@Nullable String json) {
        try {
            return json == null
                    ? Struct.EMPTY
                    : AutoscalerBehavior.newer(AnnotatedFields.parse(json)).orElse(Struct.EMPTY);
        } catch (MalformedJsonException ignoredAsByUpstream) {
            return Struct.EMPTY;
        }
    }

    private static Struct cpu(String part, Struct value) {
        return Struct.of("type", "Resource", "resource", Struct.of("name", "cpu", part, value));
    }

    private static List<Struct> structs(@Nullable Object items) {
        List<Struct> structs = new ArrayList<>();
        if (items instanceof List<?> list) {
            list.forEach(item -> {
                if (item instanceof Struct struct) {
                    structs.add(struct);
                }
            });
        }
        return structs;
    }

    /** Whether it is the one metric that v1 has a field for. */
    private static boolean isUse(Struct metric) {
        return percent(metric, "target") != null;
    }

    /** The percentage of a metric of the CPU; null for any other. */
    private static @Nullable Long percent(Struct metric, String part) {
        Struct resource = "Resource".equals(metric.string("type")) ? metric.struct("resource") : null;
        Struct value = resource != null && "cpu".equals(resource.string("name")) ? resource.struct(part) : null;
        return value != null && value.get("averageUtilization") instanceof Long percent ? percent : null;
    }

    private static Struct orEmpty(@Nullable Struct struct) {
        return struct == null ? Struct.EMPTY : struct;
    }
}
