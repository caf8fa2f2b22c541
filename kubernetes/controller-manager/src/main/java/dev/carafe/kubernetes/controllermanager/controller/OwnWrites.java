package dev.carafe.kubernetes.controllermanager.controller;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The versions in which a controller wrote its objects, so that it does not act upon an informer's older copy. Resource
 * versions of one resource are ordered numbers since 1.35. Thread-safe.
 */
public final class OwnWrites {
    private final Map<ObjectKey, Long> versions = new ConcurrentHashMap<>();

    /** Takes note of an object as the server answered. */
    public void written(ApiObject<?> object) {
        versions.merge(ObjectKey.of(object), version(object), Math::max);
    }

    /** Whether a copy is as new as what was written; the news of it comes as an event of its own otherwise. */
    public boolean areIn(ApiObject<?> copy) {
        return version(copy) >= versions.getOrDefault(ObjectKey.of(copy), 0L);
    }

    /** Forgets an object that is gone. */
    public void forget(ObjectKey key) {
        versions.remove(key);
    }

    private static long version(ApiObject<?> object) {
        try {
            return Long.parseLong(object.metadata().resourceVersion());
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
