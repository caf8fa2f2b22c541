package dev.carafe.kubernetes.apiserver.storage;

import dev.carafe.kubernetes.apimachinery.value.Struct;

/** Between objects as they lie in the store and as those see them who use an {@link ObjectStorage}. Thread-safe. */
public interface StorageCodec {
    /** They see them as they lie. */
    StorageCodec NONE = new StorageCodec() {
        @Override
        public Struct encode(Struct object) {
            return object;
        }

        @Override
        public StoredObject decode(StoredObject stored) {
            return stored;
        }
    };

    /** What is stored of an object. */
    Struct encode(Struct object);

    /** A stored object as users see it. */
    StoredObject decode(StoredObject stored);
}
