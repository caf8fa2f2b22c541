package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.util.List;

/** Between the version that is served and the one that is stored. Pure. */
public interface Conversion {
    /** The served version is the stored one. */
    Conversion NONE = new Conversion() {
        @Override
        public Struct toStored(Struct served) {
            return served;
        }

        @Override
        public Struct toServed(Struct stored) {
            return stored;
        }
    };

    Struct toStored(Struct served);

    Struct toServed(Struct stored);

    /**
     * Objects of a list, as the served version shows them where it is better to convert them together; as they are where each is
     * converted when its turn comes.
     */
    default List<StoredObject> together(List<StoredObject> stored) {
        return stored;
    }
}
