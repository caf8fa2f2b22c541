package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.function.UnaryOperator;

/** Writes objects on the server's own behalf (bootstrap roles, the kubernetes service, allocations). Thread-safe. */
public interface ObjectWriter {
    /**
     * Creates an object, through defaulting but without admission.
     *
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError AlreadyExists and the like
     */
    Struct create(String group, String resource, Struct object);

    /**
     * Reads, changes and writes until no other writer came between; returning the same tree writes nothing.
     *
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError NotFound and the like
     */
    Struct update(String group, String resource, String namespace, String name, UnaryOperator<Struct> change);

    /** As {@link #update}, of an object's status, whose fields are noted to be the server's. */
    Struct updateStatus(String group, String resource, String namespace, String name, UnaryOperator<Struct> change);

    /** Deletes an object if it is there. */
    void delete(String group, String resource, String namespace, String name);
}
