package dev.carafe.vsphere.esxi.disk;

import org.jspecify.annotations.Nullable;

/** An operation on a disk that did not take place; {@link #kind} says why. */
public final class DiskException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** Why. */
    public enum Kind {
        /** There is a file of that name already. */
        EXISTS,
        /** There is no such disk, or a file of it is missing. */
        NOT_FOUND,
        /** The file system is full. */
        NO_SPACE,
        /** What is in the files is not what should be there. */
        CORRUPT,
        /** Something else has the disk open. */
        LOCKED,
        /** The disk is sound, but of a kind that this cannot be done with. */
        UNSUPPORTED,
        /** What was asked for cannot be, whatever the disk. */
        INVALID,
        /** Whoever asked wants it no more. */
        CANCELED,
        /** The file system or a tool failed otherwise. */
        FAILED
    }

    DiskException(Kind kind, String message) {
        this(kind, message, null);
    }

    DiskException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
