package dev.carafe.kubernetes.client.informer;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an informer's copy. What is read may be older than what the server holds.
 *
 * @param <T> the objects' type
 */
public interface Lister<T> {
    /** The object, or null when there is none of this key. */
    @Nullable
    T get(ObjectKey key);

    /** The object of this namespace (empty for one of the whole cluster) and name. */
    Optional<T> find(String namespace, String name);

    /** All objects, in no order. */
    List<T> list();

    /** The objects of a namespace; all of them where it is empty. */
    List<T> list(String namespace);

    /**
     * The objects that an index has under a value.
     *
     * @throws IllegalStateException when there is no such index
     */
    List<T> byIndex(String index, String value);

    /** How many objects there are. */
    int size();
}
