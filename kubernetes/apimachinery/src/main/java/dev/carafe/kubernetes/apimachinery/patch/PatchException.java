package dev.carafe.kubernetes.apimachinery.patch;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;

/** A patch that is malformed, too large, or does not fit the object. */
public final class PatchException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong with a patch, which decides the answer. */
    public enum Fault {
        /** It is not a patch: 400. */
        MALFORMED,
        /** It does not fit the object: 422. */
        UNPROCESSABLE,
        /** Its lists cannot be merged: 500 in upstream, with the message as it is. */
        UNMERGEABLE,
        /** It is larger than allowed: 413. */
        TOO_LARGE
    }

    private final Fault fault;

    PatchException(Fault fault, String message) {
        super(message, null, false, false);
        this.fault = fault;
    }

    static PatchException malformed(String message) {
        return new PatchException(Fault.MALFORMED, message);
    }

    static PatchException unprocessable(String message) {
        return new PatchException(Fault.UNPROCESSABLE, message);
    }

    static PatchException unmergeable(String message) {
        return new PatchException(Fault.UNMERGEABLE, message);
    }

    public Fault fault() {
        return fault;
    }

    /** What is wrong. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** The answer to the client. */
    public StatusError toStatusError() {
        return switch (fault) {
            case MALFORMED -> StatusError.badRequest(getMessage());
            case UNPROCESSABLE -> StatusError.unprocessable();
            case UNMERGEABLE -> StatusError.unknown(getMessage());
            case TOO_LARGE -> StatusError.requestEntityTooLarge(getMessage());
        };
    }
}
