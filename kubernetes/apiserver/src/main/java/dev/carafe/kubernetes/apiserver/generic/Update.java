package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Optional;

/** Makes the new object of the stored one; called again when another writer came between. */
@FunctionalInterface
public interface Update {
    /**
     * The object as the client wants it, decoded and with defaults.
     *
     * @param current the stored object, empty when there is none and the kind can be created by an update
     */
    Struct apply(Optional<Struct> current);
}
