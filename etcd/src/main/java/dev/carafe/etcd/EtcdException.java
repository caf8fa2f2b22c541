package dev.carafe.etcd;

import org.jspecify.annotations.Nullable;

/** A request that the store refused or could not serve, as a client of etcd sees it: a gRPC code and a text. */
public final class EtcdException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final EtcdError.Code code;

    public EtcdException(EtcdError.Code code, String message) {
        super(message);
        this.code = code;
    }

    public EtcdException(EtcdError.Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public EtcdError.Code code() {
        return code;
    }

    /** Whether this is that known error, by code and text. */
    public boolean is(EtcdError error) {
        return code == error.code() && error.text().equals(getMessage());
    }
}
