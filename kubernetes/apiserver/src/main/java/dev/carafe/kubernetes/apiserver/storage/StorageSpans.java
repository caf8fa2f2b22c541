package dev.carafe.kubernetes.apiserver.storage;

import java.util.function.Supplier;

/** Tells how long what is done in the store takes, within the request that it is done for. Thread-safe. */
public interface StorageSpans {
    /** Tells nobody. */
    StorageSpans NONE = new StorageSpans() {
        @Override
        public <T> T within(String name, String key, Supplier<T> work) {
            return work.get();
        }
    };

    /**
     * Does something within a span of its own.
     *
     * @param name upstream's name of it, such as {@code Get etcd3}
     * @param key what it is about, without what all keys begin with: {@code /pods/default/one}
     */
    <T> T within(String name, String key, Supplier<T> work);
}
