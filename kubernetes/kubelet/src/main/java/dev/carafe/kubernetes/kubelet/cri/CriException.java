package dev.carafe.kubernetes.kubelet.cri;

import io.grpc.Status;
import java.io.IOException;

/**
 * A call that the container runtime refused or did not answer. The message has the form that Go's gRPC
 * prints ({@code rpc error: code = NotFound desc = …}), since it ends in events and statuses that
 * people compare with upstream's.
 */
public final class CriException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Status.Code code;
    private final String description;

    /** Wraps what gRPC reported. */
    public CriException(Status status, Throwable cause) {
        super("rpc error: code = " + goName(status.getCode()) + " desc = " + descriptionOf(status), cause);
        this.code = status.getCode();
        this.description = descriptionOf(status);
    }

    /** The gRPC code. */
    public Status.Code code() {
        return code;
    }

    /** What the runtime said, without the code. */
    public String description() {
        return description;
    }

    /** Whether the runtime does not know the thing asked for. */
    public boolean isNotFound() {
        return code == Status.Code.NOT_FOUND;
    }

    /** Whether the runtime does not know the call itself; older ones lack some. */
    public boolean isUnimplemented() {
        return code == Status.Code.UNIMPLEMENTED;
    }

    private static String descriptionOf(Status status) {
        String description = status.getDescription();
        return description == null ? "" : description;
    }

    private static String goName(Status.Code code) {
        if (code == Status.Code.CANCELLED) {
            return "Canceled";
        }
        StringBuilder name = new StringBuilder();
        for (String word : code.name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return name.toString();
    }
}
