package dev.carafe.kubernetes.api;

import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.value.Struct;

/**
 * A typed view of an object that the API server keeps.
 *
 * @param <T> the view's own type
 */
public interface ApiObject<T extends ApiObject<T>> {
    /** The tree beneath. */
    Struct struct();

    /** Such as {@code apps/v1}. */
    String apiVersion();

    /** Such as {@code Deployment}. */
    String kind();

    /** The object's metadata, an empty view where it has none. */
    ObjectMeta metadata();

    /** The same object with other metadata. */
    T withMetadata(ObjectMeta value);

    /** The object's name; empty while it has none. */
    default String name() {
        return metadata().name();
    }

    /** The object's namespace; empty for an object of the whole cluster. */
    default String namespace() {
        return metadata().namespace();
    }
}
