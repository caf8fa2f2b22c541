package dev.carafe.kubernetes.apiserver.kubelet;

import java.io.IOException;

/** A kubelet does not switch protocols. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;

    RefusedException(int status, String body) {
        super(body);
        this.status = status;
    }

    int status() {
        return status;
    }

    String body() {
        return String.valueOf(getMessage());
    }
}
