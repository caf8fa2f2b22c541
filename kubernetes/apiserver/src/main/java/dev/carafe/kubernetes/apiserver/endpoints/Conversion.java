package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.value.Struct;

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
}
