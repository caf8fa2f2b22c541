package dev.carafe.kubernetes.apimachinery.structural;

/** A value that its declared type cannot hold; the message is that of Go's decoder. */
public final class DecodingException extends Exception {
    private static final long serialVersionUID = 1L;

    public DecodingException(String message) {
        super(message, null, false, false);
    }

    /** What is wrong, such as {@code json: cannot unmarshal string into Go struct field …}. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
