package dev.carafe.vsphere.esxi.datastore;

import java.util.Optional;

/**
 * A path that names nothing a datastore could hold, or a datastore that is not there (the API's {@code InvalidDatastorePath}), or one
 * that cannot be reached now (the API's {@code InaccessibleDatastore}).
 */
public final class InvalidDatastorePathException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;
    /** Empty unless it is all that is wrong. */
    private final String inaccessible;

    InvalidDatastorePathException(String path, String reason) {
        super("Invalid datastore path '" + path + "': " + reason);
        this.path = path;
        this.inaccessible = "";
    }

    private InvalidDatastorePathException(String path, String datastore, String message) {
        super(message);
        this.path = path;
        this.inaccessible = datastore;
    }

    /** The path may be right, but the folder of its datastore is not there. */
    static InvalidDatastorePathException unreachable(DatastorePath path) {
        return new InvalidDatastorePathException(
                path.toString(),
                path.datastore(),
                "The datastore '" + path.datastore() + "' is not accessible: its folder is not there");
    }

    /** The datastore that cannot be reached, where that is what is wrong. */
    public Optional<String> inaccessibleDatastore() {
        return inaccessible.isEmpty() ? Optional.empty() : Optional.of(inaccessible);
    }

    /** What was asked for, as it was asked. */
    public String path() {
        return path;
    }
}
