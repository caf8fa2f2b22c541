package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.apimachinery.value.Struct;

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
}
