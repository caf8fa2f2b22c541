package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;

/** Converts objects of a definition between its versions. Thread-safe. */
@FunctionalInterface
interface VersionConverter {
    /** What a definition without a webhook does: an object says another version, and is the same otherwise. */
    VersionConverter NONE = (object, apiVersion) -> object.with("apiVersion", apiVersion);

    /**
     * What a definition with a webhook does: webhooks are not asked yet, and to guess would spoil objects.
     *
     * @param kind the definition's kind
     */
    static VersionConverter refusing(String kind) {
        return (object, apiVersion) -> {
            throw StatusError.internal("conversion webhook for " + object.string("apiVersion") + ", Kind=" + kind
                    + " failed: this server does not call conversion webhooks yet; use the version "
                    + object.string("apiVersion") + " or the conversion strategy None");
        };
    }

    /**
     * An object in another version.
     *
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError when it cannot be converted
     */
    Struct convert(Struct object, String apiVersion);
}
