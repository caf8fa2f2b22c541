package dev.carafe.kubernetes.scheduler.framework;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What plugins keep for themselves while one pod is looked at. Used by one thread at a time. */
public final class CycleState {
    private final Map<Class<?>, Object> values = new HashMap<>();
    private final Set<String> skippedFilters = new HashSet<>();

    /** Keeps a value, one of each class. */
    public void put(Object value) {
        values.put(value.getClass(), value);
    }

    public <T> Optional<T> find(Class<T> type) {
        return Optional.ofNullable(type.cast(values.get(type)));
    }

    void skipFilter(String plugin) {
        skippedFilters.add(plugin);
    }

    boolean isSkipped(String plugin) {
        return skippedFilters.contains(plugin);
    }
}
