package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.Times;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The conditions of objects that the server makes for itself, which no controller of another part sets. Pure. */
final class BootstrapStatus {
    private BootstrapStatus() {}

    /** A flow schema leads to a priority level that is there. */
    static Struct flowSchema(Struct schema, Instant now) {
        Struct spec = Objects.requireNonNullElse(schema.struct("spec"), Struct.EMPTY);
        Struct level = Objects.requireNonNullElse(spec.struct("priorityLevelConfiguration"), Struct.EMPTY);
        return condition(
                "Dangling",
                "False",
                now,
                "Found",
                "This FlowSchema references the PriorityLevelConfiguration object named "
                        + Quoted.of(String.valueOf(level.string("name"))) + " and it exists");
    }

    /** What this server serves itself is there. */
    static Struct apiService(Struct service, Instant now) {
        return condition("Available", "True", now, "Local", "Local APIServices are always available");
    }

    /** The range that the server was started with is ready. */
    static Struct serviceCidr(Struct range, Instant now) {
        return condition("Ready", "True", now, "", "Kubernetes default Service CIDR is ready");
    }

    private static Struct condition(String type, String status, Instant now, String reason, String message) {
        Struct condition = Struct.builder()
                .put("type", type)
                .put("status", status)
                .put("lastTransitionTime", Times.format(now))
                .put("reason", reason)
                .put("message", message)
                .build();
        return Struct.of("conditions", List.of(condition));
    }
}
