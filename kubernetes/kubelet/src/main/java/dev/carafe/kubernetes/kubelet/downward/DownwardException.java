package dev.carafe.kubernetes.kubelet.downward;

/** A reference to a field or resource that the downward API does not have. The message is upstream's. */
public final class DownwardException extends Exception {
    private static final long serialVersionUID = 1L;

    public DownwardException(String message) {
        super(message);
    }
}
