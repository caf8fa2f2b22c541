package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Horizontal pod autoscalers of autoscaling/v1, which know one metric, the CPU; stored as autoscaling/v2. Further metrics
 * of an object made in v2 are kept from v1's clients only while they do not write it, as upstream keeps them in
 * annotations.
 */
final class AutoscalerConversion implements Conversion {
    private static final String SPEC_TARGET = "targetCPUUtilizationPercentage";
    private static final String STATUS_CURRENT = "currentCPUUtilizationPercentage";

    @Override
    public Struct toStored(Struct served) {
        Struct stored = served.with("apiVersion", "autoscaling/v2");
        Struct spec = served.struct("spec");
        if (spec != null && spec.get(SPEC_TARGET) instanceof Long percent) {
            Struct target = Struct.of("type", "Utilization", "averageUtilization", percent);
            stored = stored.with("spec", spec.without(SPEC_TARGET).with("metrics", List.of(cpu("target", target))));
        }
        Struct status = served.struct("status");
        if (status != null && status.get(STATUS_CURRENT) instanceof Long percent) {
            Struct current = Struct.of("averageUtilization", percent);
            stored = stored.with(
                    "status", status.without(STATUS_CURRENT).with("currentMetrics", List.of(cpu("current", current))));
        }
        return stored;
    }

    @Override
    public Struct toServed(Struct stored) {
        Struct served = stored.with("apiVersion", "autoscaling/v1");
        Struct spec = stored.struct("spec");
        if (spec != null) {
            Long percent = percent(spec.get("metrics"), "target");
            Struct plain = spec.without("metrics").without("behavior");
            served = served.with("spec", percent == null ? plain : plain.with(SPEC_TARGET, percent));
        }
        Struct status = stored.struct("status");
        if (status != null) {
            Long percent = percent(status.get("currentMetrics"), "current");
            Struct plain = status.without("currentMetrics").without("conditions");
            served = served.with("status", percent == null ? plain : plain.with(STATUS_CURRENT, percent));
        }
        return served;
    }

    private static Struct cpu(String part, Struct value) {
        return Struct.of("type", "Resource", "resource", Struct.of("name", "cpu", part, value));
    }

    private static @Nullable Long percent(@Nullable Object metrics, String part) {
        List<Object> items = metrics instanceof List<?> list ? new ArrayList<>(list) : List.of();
        for (Object item : items) {
            Struct resource = item instanceof Struct metric ? metric.struct("resource") : null;
            Struct value = resource != null && "cpu".equals(resource.string("name")) ? resource.struct(part) : null;
            if (value != null && value.get("averageUtilization") instanceof Long percent) {
                return percent;
            }
        }
        return null;
    }
}
