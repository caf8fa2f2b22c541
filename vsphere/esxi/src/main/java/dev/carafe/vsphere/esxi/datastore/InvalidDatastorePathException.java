package dev.carafe.vsphere.esxi.datastore;

/** A path that names nothing a datastore could hold, or a datastore that is not there (the API's {@code InvalidDatastorePath}). */
public final class InvalidDatastorePathException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;

    InvalidDatastorePathException(String path, String reason) {
        super("Invalid datastore path '" + path + "': " + reason);
        this.path = path;
    }

    /** What was asked for, as it was asked. */
    public String path() {
        return path;
    }
}
