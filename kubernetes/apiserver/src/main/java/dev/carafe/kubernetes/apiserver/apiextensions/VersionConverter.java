package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/** Converts objects of a definition between its versions. Thread-safe. */
@FunctionalInterface
interface VersionConverter {
    /** What a definition without a webhook does: an object says another version, and is the same otherwise. */
    VersionConverter NONE = (object, apiVersion) -> object.with("apiVersion", apiVersion);

    /**
     * An object in another version.
     *
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError when it cannot be converted
     */
    Struct convert(Struct object, String apiVersion);

    /**
     * Objects in another version, all of them or none.
     *
     * @param objects one at least, none of them in that version yet
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError when one of them cannot be converted
     */
    default List<Struct> convertAll(List<Struct> objects, String apiVersion) {
        return objects.stream().map(object -> convert(object, apiVersion)).toList();
    }

    /** Whether many objects are better converted at once than one by one. */
    default boolean prefersMany() {
        return false;
    }
}
