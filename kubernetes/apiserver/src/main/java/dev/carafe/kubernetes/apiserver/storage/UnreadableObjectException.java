package dev.carafe.kubernetes.apiserver.storage;

/** The store's bytes at a key are no object of this server: damaged, or of a kind that it does not know. */
public final class UnreadableObjectException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnreadableObjectException(String key, Exception cause) {
        super("the store holds no object at " + key + ": " + cause.getMessage(), cause);
    }
}
