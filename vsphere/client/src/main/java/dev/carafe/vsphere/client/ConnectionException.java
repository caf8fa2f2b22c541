package dev.carafe.vsphere.client;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A call got no answer of the protocol's. The message is a sentence with the address and what may be done. */
public final class ConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for code that must tell. */
    public enum Reason {
        /** No TCP connection, or one that broke. */
        UNREACHABLE,
        /** The server's certificate is none that is trusted. */
        UNTRUSTED,
        /** No whole answer within the time that was given. */
        TIMED_OUT,
        /** The answer is larger than was allowed. */
        TOO_LARGE,
        /** An answer that is not the vSphere API's, or of no version that is known. */
        NOT_UNDERSTOOD
    }

    private final Reason reason;

    ConnectionException(Reason reason, URI address, String problem, @Nullable Throwable cause) {
        super(address + ": " + problem, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
