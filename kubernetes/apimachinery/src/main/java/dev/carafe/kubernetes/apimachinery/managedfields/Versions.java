package dev.carafe.kubernetes.apimachinery.managedfields;

import dev.carafe.kubernetes.apimachinery.typed.FieldType;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Optional;

/** Converts objects of one kind between the versions in which it is served. */
@FunctionalInterface
public interface Versions {
    /**
     * An object in a version.
     *
     * @param type its type there
     */
    record Versioned(Struct object, FieldType type) {}

    /**
     * The object in another version; empty where that version is not served any more.
     *
     * @param from the version it is in
     * @param to the version wanted, which may be the same
     */
    Optional<Versioned> convert(Struct object, String from, String to);
}
