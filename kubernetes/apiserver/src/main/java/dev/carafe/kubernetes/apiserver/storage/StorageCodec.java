package dev.carafe.kubernetes.apiserver.storage;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

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

        @Override
        public List<StoredObject> decodeAll(List<StoredObject> stored) {
            return stored;
        }
    };

    /** What is stored of an object. */
    Struct encode(Struct object);

    /** A stored object as users see it. */
    StoredObject decode(StoredObject stored);

    /** Stored objects as users see them, in the same order. */
    default List<StoredObject> decodeAll(List<StoredObject> stored) {
        return stored.stream().map(this::decode).toList();
    }
}
