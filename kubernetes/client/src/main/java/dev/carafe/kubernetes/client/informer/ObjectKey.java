package dev.carafe.kubernetes.client.informer;

import dev.carafe.kubernetes.api.ApiObject;

/**
 * Names an object of a known resource.
 *
 * @param namespace empty for objects of the whole cluster
 */
public record ObjectKey(String namespace, String name) {
    public static ObjectKey of(ApiObject<?> object) {
        return new ObjectKey(object.namespace(), object.name());
    }

    /** The form {@code namespace/name}, or {@code name} alone. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
