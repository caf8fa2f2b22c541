package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Optional;

/** Reads stored objects for steps that must look at others: admission, RBAC, allocators. Thread-safe. */
public interface ObjectReader {
    /**
     * One object, as fresh as the server's cache.
     *
     * @param group the API group, empty for core
     * @param resource the plural
     * @param namespace empty for an object of the whole cluster
     */
    Optional<Struct> get(String group, String resource, String namespace, String name);

    /** All objects of a resource, of one namespace or (empty) of all. */
    List<Struct> list(String group, String resource, String namespace);

    /** One object as storage has it now, for decisions that a stale cache would get wrong. */
    Optional<Struct> getLatest(String group, String resource, String namespace, String name);
}
