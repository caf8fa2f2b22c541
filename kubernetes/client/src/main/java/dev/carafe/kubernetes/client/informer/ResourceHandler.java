package dev.carafe.kubernetes.client.informer;

import java.util.function.Consumer;

/**
 * Is told what happens to the objects of an informer, in order, on one thread of its own.
 *
 * @param <T> the objects' type
 */
public interface ResourceHandler<T> {
    /**
     * An object is there that was not.
     *
     * @param initial whether it belongs to the first listing, or was there before the handler was
     */
    default void onAdd(T object, boolean initial) {}

    /** An object changed; at a resync both are the same object. */
    default void onUpdate(T before, T after) {}

    /**
     * An object is gone.
     *
     * @param last the object as it was last known
     * @param finalStateUnknown whether the deletion itself was missed, so that {@code last} may be stale
     */
    default void onDelete(T last, boolean finalStateUnknown) {}

    /** A handler for which every piece of news only says which object to look at again. */
    static <T> ResourceHandler<T> ofAny(Consumer<T> look) {
        return new ResourceHandler<>() {
            @Override
            public void onAdd(T object, boolean initial) {
                look.accept(object);
            }

            @Override
            public void onUpdate(T before, T after) {
                look.accept(after);
            }

            @Override
            public void onDelete(T last, boolean finalStateUnknown) {
                look.accept(last);
            }
        };
    }
}
