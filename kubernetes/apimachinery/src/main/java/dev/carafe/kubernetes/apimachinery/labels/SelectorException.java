package dev.carafe.kubernetes.apimachinery.labels;

/** A selector that cannot be read; the message is upstream's. */
public final class SelectorException extends Exception {
    private static final long serialVersionUID = 1L;

    public SelectorException(String message) {
        super(message);
    }

    /** What is wrong. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
