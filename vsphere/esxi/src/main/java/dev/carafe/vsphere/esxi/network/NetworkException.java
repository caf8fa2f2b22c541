package dev.carafe.vsphere.esxi.network;

/** A change of the network that is refused, or that the kernel refused; nothing has changed. */
public final class NetworkException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong, so that the API can answer with its own fault. */
    public enum Kind {
        ALREADY_EXISTS,
        NOT_FOUND,
        IN_USE,
        INVALID,
        /** Right, but not on this kernel or not with these rights. */
        UNSUPPORTED,
        /** The kernel or a program refused. */
        FAILED
    }

    private final Kind kind;

    public NetworkException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    NetworkException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
