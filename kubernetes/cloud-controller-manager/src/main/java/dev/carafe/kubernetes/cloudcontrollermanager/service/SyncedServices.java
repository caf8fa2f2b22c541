package dev.carafe.kubernetes.cloudcontrollermanager.service;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The services that were looked at, as they were then, and the nodes each one's load balancer was last given. It holds no
 * more than there are services, and those that are gone but whose load balancer is not yet. Thread-safe.
 */
final class SyncedServices {
    private final ConcurrentMap<ObjectKey, Service> services = new ConcurrentHashMap<>();
    private final ConcurrentMap<ObjectKey, List<Node>> nodes = new ConcurrentHashMap<>();

    @Nullable
    Service get(ObjectKey key) {
        return services.get(key);
    }

    void put(ObjectKey key, Service service) {
        services.put(key, service);
    }

    List<Service> all() {
        return List.copyOf(services.values());
    }

    void forget(ObjectKey key) {
        services.remove(key);
        nodes.remove(key);
    }

    List<Node> nodes(ObjectKey key) {
        return nodes.getOrDefault(key, List.of());
    }

    void putNodes(ObjectKey key, List<Node> given) {
        nodes.put(key, given);
    }
}
