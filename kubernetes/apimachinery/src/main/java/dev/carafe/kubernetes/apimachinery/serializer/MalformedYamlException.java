package dev.carafe.kubernetes.apimachinery.serializer;

/** Text that is not YAML, or not YAML that has a form in JSON. */
public final class MalformedYamlException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedYamlException(String message) {
        super(message);
    }

    /** What is wrong, such as {@code yaml: line 3: could not find expected ':'}. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
