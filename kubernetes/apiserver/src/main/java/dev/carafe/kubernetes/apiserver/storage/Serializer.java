package dev.carafe.kubernetes.apiserver.storage;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import org.jspecify.annotations.Nullable;

/** Between objects and the bytes that the store keeps of them. Thread-safe. */
public interface Serializer {
    /** Everything in JSON. */
    Serializer JSON = new Serializer() {
        @Override
        public byte[] encode(Struct object) {
            return StoredObject.toStored(object);
        }

        @Override
        public @Nullable Struct decode(byte[] stored) {
            return null;
        }
    };

    /** What is kept of an object: no resource version, which is the store's revision. */
    byte[] encode(Struct object);

    /**
     * The object that bytes were made of; null where they are its JSON, which is served as it lies.
     *
     * @throws IllegalArgumentException where they hold no object
     */
    @Nullable
    Struct decode(byte[] stored);
}
