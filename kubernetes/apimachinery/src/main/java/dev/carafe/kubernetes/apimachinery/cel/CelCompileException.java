package dev.carafe.kubernetes.apimachinery.cel;

/** Says why an expression is not one that can be run. */
@SuppressWarnings("serial") // never written
public final class CelCompileException extends Exception {
    private final Kind kind;

    /** What is wrong. */
    public enum Kind {
        /** It cannot be parsed, or its types do not fit; the message is the compiler's, with places. */
        MALFORMED,
        /** It yields another type than it must; the message is the name of the type that it must yield. */
        OTHER_TYPE,
        /** It is right, and cannot be made into a program. */
        UNUSABLE
    }

    CelCompileException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
