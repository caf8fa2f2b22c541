package dev.carafe.vsphere.esxi.guest;

import java.io.IOException;

/** A command that the guest did not do. */
public final class GuestAgentException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Kind {
        /** There is no agent, or it does not answer; the command may have been done all the same. */
        NO_ANSWER,
        /** The agent refused. */
        REFUSED,
        /** What came is no answer. */
        MALFORMED,
        /** The agent does not know the command, or may not do it. */
        UNSUPPORTED
    }

    private final Kind kind;

    GuestAgentException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
