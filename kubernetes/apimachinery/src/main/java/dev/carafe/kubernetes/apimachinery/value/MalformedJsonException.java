package dev.carafe.kubernetes.apimachinery.value;

/** Bytes that are not JSON, or that are deeper or longer than is accepted. The message says where. */
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedJsonException(String message) {
        super(message);
    }
}
