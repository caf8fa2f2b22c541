package dev.carafe.kubernetes.apimachinery.resource;

/** Text that is not a quantity; the message is upstream's. */
public final class QuantityFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    QuantityFormatException(String message) {
        super(message, null, false, false);
    }

    /** What is wrong. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
