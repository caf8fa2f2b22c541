package dev.carafe.vsphere.vcenter.dataset;

/** Something cannot be done with data sets. */
public final class DataSetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why not, as vAPI tells them apart. */
    public enum Kind {
        ALREADY_EXISTS,
        INVALID_ARGUMENT,
        NOT_ALLOWED_IN_CURRENT_STATE,
        NOT_FOUND,
        RESOURCE_IN_USE,
        SERVICE_UNAVAILABLE,
        UNABLE_TO_ALLOCATE_RESOURCE,
        UNAUTHORIZED,
        UNSUPPORTED
    }

    private final Kind kind;

    DataSetException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
