package dev.carafe.kubernetes.apiserver.storage;

/** The store's bytes at a key are no object of this server: damaged, or of a kind that it does not know. */
public final class UnreadableObjectException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final long revision;

    UnreadableObjectException(String key, long revision, Exception cause) {
        super("object not decodable revision=" + revision + ": " + cause.getMessage(), cause);
        this.key = key;
        this.revision = revision;
    }

    /** Where it lies. */
    public String key() {
        return key;
    }

    /** The revision that wrote it. */
    public long revision() {
        return revision;
    }

    /**
     * What upstream says of it where it was asked for alone or with others.
     *
     * @param shown the key, as it is told of there
     */
    public String storageError(String shown) {
        return "StorageError: corrupt object, Code: 7, Key: " + shown + ", ResourceVersion: 0, AdditionalErrorMsg: "
                + getMessage();
    }
}
