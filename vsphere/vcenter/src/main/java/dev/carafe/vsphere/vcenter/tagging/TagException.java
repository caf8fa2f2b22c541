package dev.carafe.vsphere.vcenter.tagging;

/** A change of tags is not allowed. */
public final class TagException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why not, as vAPI tells them apart. */
    public enum Kind {
        NOT_FOUND,
        ALREADY_EXISTS,
        INVALID_ARGUMENT,
        UNABLE_TO_ALLOCATE_RESOURCE
    }

    private final Kind kind;

    TagException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
