package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an autoscaler scales up and down: as autoscaling/v2 has it, and with the names of upstream's internal version, by
 * which the annotation of autoscaling/v1 calls it. Pure.
 */
final class AutoscalerBehavior {
    private AutoscalerBehavior() {}

    /** The internal form, in which absent fields are null. */
    static Struct internal(Struct behavior) {
        return Struct.of(
                "ScaleUp", internalRules(behavior.struct("scaleUp")),
                "ScaleDown", internalRules(behavior.struct("scaleDown")));
    }

    private static Object internalRules(@Nullable Struct rules) {
        if (rules == null) {
            return Null.NULL;
        }
        Struct.Builder internal = Struct.builder()
                .put("StabilizationWindowSeconds", orNull(rules.get("stabilizationWindowSeconds")))
                .put("SelectPolicy", orNull(rules.get("selectPolicy")));
        List<Object> policies = new ArrayList<>();
        if (rules.get("policies") instanceof List<?> given) {
            for (Object item : given) {
                if (item instanceof Struct policy) {
                    policies.add(Struct.builder()
                            .put("Type", orNull(policy.get("type")))
                            .put("Value", orNull(policy.get("value")))
                            .put("PeriodSeconds", orNull(policy.get("periodSeconds")))
                            .build());
                }
            }
        }
        return internal.put("Policies", policies.isEmpty() ? Null.NULL : policies)
                .put("Tolerance", orNull(rules.get("tolerance")))
                .build();
    }

    private static Object orNull(@Nullable Object value) {
        return value == null ? Null.NULL : value;
    }

    /**
     * The form of autoscaling/v2; empty where it says nothing.
     *
     * @throws MalformedJsonException when a value has another type than is declared
     */
    static Optional<Struct> newer(AnnotatedFields internal) throws MalformedJsonException {
        Struct.Builder behavior = Struct.builder();
        if (internal.has("ScaleUp")) {
            behavior.put("scaleUp", rules(internal.object("ScaleUp")));
        }
        if (internal.has("ScaleDown")) {
            behavior.put("scaleDown", rules(internal.object("ScaleDown")));
        }
        return behavior.size() == 0 ? Optional.empty() : Optional.of(behavior.build());
    }

    private static Struct rules(AnnotatedFields internal) throws MalformedJsonException {
        Struct.Builder rules = Struct.builder();
        AutoscalerMetrics.put(
                rules, "stabilizationWindowSeconds", internal.integer("StabilizationWindowSeconds", Integer.SIZE));
        if (internal.has("SelectPolicy")) {
            rules.put("selectPolicy", internal.text("SelectPolicy"));
        }
        List<Object> policies = new ArrayList<>();
        for (AnnotatedFields policy : internal.objects("Policies")) {
            policies.add(Struct.builder()
                    .put("type", policy.text("Type"))
                    .put("value", orZero(policy.integer("Value", Integer.SIZE)))
                    .put("periodSeconds", orZero(policy.integer("PeriodSeconds", Integer.SIZE)))
                    .build());
        }
        if (!policies.isEmpty()) {
            rules.put("policies", policies);
        }
        AutoscalerMetrics.put(rules, "tolerance", internal.quantity("Tolerance"));
        return rules.build();
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }
}
