package dev.carafe.kubernetes.controllermanager.controller;

import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The slices written for each service, or for its Endpoints, so that a stale copy is recognized: acting upon one would write slices twice.
 * Resource versions of one resource are ordered numbers since 1.35. Thread-safe.
 */
public final class WrittenSlices {
    private final Map<ObjectKey, Map<String, Long>> versions = new HashMap<>(); // guarded by this; slice UID to version

    public synchronized void add(ObjectKey service, EndpointSlice slice) {
        versions.computeIfAbsent(service, _ -> new HashMap<>())
                .merge(slice.metadata().uid(), version(slice), Math::max);
    }

    /** A slice is gone, or is about to be. */
    public synchronized void remove(ObjectKey service, EndpointSlice slice) {
        Map<String, Long> known = versions.get(service);
        if (known != null) {
            known.remove(slice.metadata().uid());
        }
    }

    public synchronized void forget(ObjectKey service) {
        versions.remove(service);
    }

    /** Whether the copy lacks something that was written. */
    public synchronized boolean isStale(ObjectKey service, Collection<EndpointSlice> copy) {
        Map<String, Long> missing = new HashMap<>(versions.getOrDefault(service, Map.of()));
        copy.forEach(slice -> {
            if (version(slice) >= missing.getOrDefault(slice.metadata().uid(), Long.MAX_VALUE)) {
                missing.remove(slice.metadata().uid());
            }
        });
        return !missing.isEmpty();
    }

    private static long version(EndpointSlice slice) {
        try {
            return Long.parseLong(slice.metadata().resourceVersion());
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
