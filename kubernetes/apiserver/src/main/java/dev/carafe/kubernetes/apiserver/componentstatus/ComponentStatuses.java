package dev.carafe.kubernetes.apiserver.componentstatus;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Store;
import dev.carafe.kubernetes.api.coordination.v1.Lease;
import dev.carafe.kubernetes.api.coordination.v1.LeaseSpec;
import dev.carafe.kubernetes.api.core.v1.ComponentStatus;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.rest.Lister;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The store, the scheduler and the controller manager. Upstream asks the latter two at fixed ports of its own machine, where
 * they rarely are; here the lease says it by which each of them leads, wherever it runs.
 */
public final class ComponentStatuses implements Lister {
    private static final String LEASE_NAMESPACE = "kube-system";
    private static final String OK = "ok";

    private final Store store;
    private final ObjectReader objects;
    private final InstantSource clock;

    public ComponentStatuses(Store store, ObjectReader objects, InstantSource clock) {
        this.store = store;
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public List<Struct> list() {
        return List.of(
                leader("controller-manager", "kube-controller-manager"),
                storeStatus(),
                leader("scheduler", "kube-scheduler"));
    }

    private Struct storeStatus() {
        try {
            List<String> errors = store.status().errors();
            return errors.isEmpty() ? healthy("etcd-0") : unhealthy("etcd-0", String.join("; ", errors));
        } catch (EtcdException e) {
            return unhealthy("etcd-0", String.valueOf(e.getMessage()));
        }
    }

    private Struct leader(String component, String lease) {
        Optional<LeaseSpec> found = objects.get("coordination.k8s.io", "leases", LEASE_NAMESPACE, lease)
                .map(Lease::new)
                .map(Lease::spec);
        if (found.isEmpty() || found.get().holderIdentity().isEmpty()) {
            return unhealthy(component, "nobody holds the lease " + LEASE_NAMESPACE + "/" + lease);
        }
        LeaseSpec spec = found.get();
        Instant until = spec.renewTime().orElse(Instant.EPOCH).plusSeconds(spec.leaseDurationSeconds());
        return clock.instant().isBefore(until)
                ? healthy(component)
                : unhealthy(
                        component,
                        spec.holderIdentity() + " has not renewed its lease since "
                                + spec.renewTime().map(Instant::toString).orElse("it took it"));
    }

    private static Struct healthy(String name) {
        return status(name, "True", OK);
    }

    private static Struct unhealthy(String name, String message) {
        return status(name, "False", message);
    }

    private static Struct status(String name, String healthy, String message) {
        Struct condition = Struct.builder()
                .put("type", "Healthy")
                .put("status", healthy)
                .put("message", message)
                .build();
        return Struct.builder()
                .put("kind", "ComponentStatus")
                .put("apiVersion", "v1")
                .put("metadata", Struct.of("name", name))
                .put("conditions", List.of(condition))
                .build();
    }

    /** Name, Status, Message, Error. */
    @Override
    public List<Object> tableCells(Struct object) {
        ComponentStatus status = new ComponentStatus(object);
        return status.conditions().stream()
                .filter(condition -> condition.type().equals("Healthy"))
                .findFirst()
                .map(condition -> List.<Object>of(
                        status.name(),
                        condition.status().equals("True") ? "Healthy" : "Unhealthy",
                        condition.message(),
                        condition.error()))
                .orElse(List.of());
    }
}
