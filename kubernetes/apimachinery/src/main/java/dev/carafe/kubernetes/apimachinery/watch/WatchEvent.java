package dev.carafe.kubernetes.apimachinery.watch;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Optional;

/**
 * One piece of news from a watch.
 *
 * @param object the object as it is now; of a deleted one its last state; of a bookmark only its resource version; of an
 *     error a Status
 */
public record WatchEvent(Type type, Struct object) {
    /** What happened, in the word of the wire. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED,
        /** Nothing changed up to this resource version. */
        BOOKMARK,
        /** The watch ends with this. */
        ERROR
    }

    /** The event that ends a watch. */
    public static WatchEvent error(StatusError error) {
        return new WatchEvent(Type.ERROR, error.toStatus());
    }

    /** Reads the form on the wire, {@code {"type": …, "object": …}}; empty where it is not one. */
    public static Optional<WatchEvent> ofTree(Struct tree) {
        Struct object = tree.struct("object");
        String word = tree.string("type");
        if (object == null || word == null) {
            return Optional.empty();
        }
        for (Type type : Type.values()) {
            if (type.name().equals(word)) {
                return Optional.of(new WatchEvent(type, object));
            }
        }
        return Optional.empty();
    }

    /** The form on the wire. */
    public Struct toTree() {
        return Struct.of("type", type.name(), "object", object);
    }
}
