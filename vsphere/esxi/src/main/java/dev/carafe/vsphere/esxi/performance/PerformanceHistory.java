package dev.carafe.vsphere.esxi.performance;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The samples of the last hour of the host and each machine. Thread-safe. */
public final class PerformanceHistory {
    /** How far samples are apart, in seconds: ESXi's real-time interval. */
    static final int INTERVAL_SECONDS = 20;
    /** So many samples are an hour. */
    static final int SAMPLES_MAX = 3600 / INTERVAL_SECONDS;

    private static final class Entity {
        private Reading last;
        private final Deque<Sample> samples = new ArrayDeque<>();

        Entity(Reading first) {
            last = first;
        }
    }

    /** Guarded by this. */
    private final Map<ManagedObjectReference<?>, Entity> entities = new HashMap<>();

    synchronized void add(ManagedObjectReference<?> entity, Reading reading) {
        Entity known = entities.get(entity);
        if (known == null) {
            entities.put(entity, new Entity(reading));
            return;
        }
        known.samples.addLast(Sample.between(known.last, reading));
        known.last = reading;
        if (known.samples.size() > SAMPLES_MAX) {
            known.samples.removeFirst();
        }
    }

    /** The samples of an entity, the oldest first. */
    synchronized List<Sample> of(ManagedObjectReference<?> entity) {
        Entity known = entities.get(entity);
        return known == null ? List.of() : List.copyOf(known.samples);
    }

    /** Forgets entities that are not among these. */
    synchronized void retain(Set<? extends ManagedObjectReference<?>> there) {
        entities.keySet().retainAll(there);
    }
}
