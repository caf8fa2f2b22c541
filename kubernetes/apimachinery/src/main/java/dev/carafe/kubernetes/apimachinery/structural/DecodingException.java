package dev.carafe.kubernetes.apimachinery.structural;

/** A value that its declared type cannot hold; the message is that of Go's decoder. */
public final class DecodingException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String converted;

    public DecodingException(String message) {
        this(message, message);
    }

    /**
     * An exception of a value that Go's decoder and its conversion from maps speak of in their own words.
     *
     * @param converted what {@link #converted} tells
     */
    DecodingException(String message, String converted) {
        super(message, null, false, false);
        this.converted = converted;
    }

    /** What is wrong, such as {@code json: cannot unmarshal string into Go struct field …}. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /**
     * What upstream says where it does not decode JSON but fills its types from maps, as after a strategic merge patch
     * (apimachinery's runtime/converter.go), such as {@code cannot restore slice from string}.
     */
    public String converted() {
        return converted;
    }
}
