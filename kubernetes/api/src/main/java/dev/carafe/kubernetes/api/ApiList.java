package dev.carafe.kubernetes.api;

import dev.carafe.kubernetes.api.meta.v1.ListMeta;
import java.util.List;

/**
 * A typed view of a list of objects.
 *
 * @param <T> the items' type
 */
public interface ApiList<T> {
    /** The list's resource version and continuation. */
    ListMeta metadata();

    /** The objects. */
    List<T> items();
}
