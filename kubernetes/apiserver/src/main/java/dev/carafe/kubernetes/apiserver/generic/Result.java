package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;

/** What a write answers with. */
public sealed interface Result {
    /** The object as it now is. */
    Struct tree();

    /**
     * The object as stored.
     *
     * @param created whether it is new
     */
    record Stored(StoredObject object, boolean created) implements Result {
        @Override
        public Struct tree() {
            return object.tree();
        }
    }

    /**
     * The object as it would be, or a status.
     *
     * @param created whether it would be new
     */
    record Unstored(Struct tree, boolean created) implements Result {}

    /** Whether a new object was made. */
    boolean created();
}
