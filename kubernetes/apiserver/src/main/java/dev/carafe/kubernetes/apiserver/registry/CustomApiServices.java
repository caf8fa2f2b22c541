package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Keeps an APIService for each version of a group that only definitions serve (upstream's crdregistration and autoregister
 * controllers). Those that others wrote are left alone. Thread-safe.
 */
public final class CustomApiServices {
    private static final String GROUP = "apiregistration.k8s.io";
    private static final String RESOURCE = "apiservices";

    /** Who looks after an APIService: {@code true} for what comes and goes with definitions. */
    private static final String MANAGED = "kube-aggregator.kubernetes.io/automanaged";

    private static final long GROUP_PRIORITY = 1_000;
    private static final long VERSION_PRIORITY = 100;

    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final InstantSource clock;

    public CustomApiServices(ObjectReader reader, ObjectWriter writer, InstantSource clock) {
        this.reader = reader;
        this.writer = writer;
        this.clock = clock;
    }

    /**
     * Makes those that are missing, and removes those of versions that nobody serves any more.
     *
     * @param served the versions that definitions serve
     * @throws StatusError when the store cannot be asked; to be tried again
     */
    public void reconcile(Set<GroupVersion> served) {
        Map<String, GroupVersion> missing = new HashMap<>();
        served.forEach(version -> missing.put(version.version() + "." + version.group(), version));
        for (Struct service : reader.list(GROUP, RESOURCE, "")) {
            String name = text(service, "metadata", "name");
            boolean wanted = missing.containsKey(name);
            if (wanted && isReady(service)) {
                missing.remove(name);
            } else if (!wanted && isManaged(service)) {
                writer.delete(GROUP, RESOURCE, "", name);
            }
        }
        missing.forEach(this::make);
    }

    private static boolean isManaged(Struct service) {
        Struct metadata = Objects.requireNonNullElse(service.struct("metadata"), Struct.EMPTY);
        return "true".equals(text(metadata, "labels", MANAGED));
    }

    /** Whether it says how it is, or is somebody else's. */
    private static boolean isReady(Struct service) {
        return !isManaged(service)
                || Objects.requireNonNullElse(service.struct("status"), Struct.EMPTY)
                        .has("conditions");
    }

    private static String text(Struct object, String part, String field) {
        Struct struct = Objects.requireNonNullElse(object.struct(part), Struct.EMPTY);
        return Objects.requireNonNullElse(struct.string(field), "");
    }

    private void make(String name, GroupVersion version) {
        Struct service = Struct.builder()
                .put("apiVersion", GROUP + "/v1")
                .put("kind", "APIService")
                .put("metadata", Struct.of("name", name, "labels", Struct.of(MANAGED, "true")))
                .put(
                        "spec",
                        Struct.builder()
                                .put("group", version.group())
                                .put("version", version.version())
                                .put("groupPriorityMinimum", GROUP_PRIORITY)
                                .put("versionPriority", VERSION_PRIORITY)
                                .build())
                .build();
        try {
            writer.create(GROUP, RESOURCE, service);
        } catch (StatusError e) {
            if (e.reason() != StatusReason.ALREADY_EXISTS) {
                throw e;
            }
        }
        Struct status = BootstrapStatus.apiService(service, clock.instant());
        writer.updateStatus(GROUP, RESOURCE, "", name, found -> found.with("status", status));
    }
}
