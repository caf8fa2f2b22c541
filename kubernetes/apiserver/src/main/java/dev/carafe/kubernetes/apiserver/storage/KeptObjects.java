package dev.carafe.kubernetes.apiserver.storage;

import java.util.Optional;

/** Objects of one resource that somebody keeps anyway, as its watch cache does. Thread-safe. */
@FunctionalInterface
public interface KeptObjects {
    /** None are kept. */
    KeptObjects NONE = (_, _) -> Optional.empty();

    /** The object at a key as it was written at a revision, if just that one is at hand. Never waits. */
    Optional<StoredObject> find(String key, long revision);
}
