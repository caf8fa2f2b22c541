package dev.carafe.vsphere.vcenter.rest;

/** A request cannot be answered: vAPI's standard errors, with their HTTP status. */
final class RestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The errors of {@code com.vmware.vapi.std.errors}. */
    enum Kind {
        ALREADY_EXISTS(400),
        ALREADY_IN_DESIRED_STATE(400),
        ERROR(500),
        INVALID_ARGUMENT(400),
        NOT_ALLOWED_IN_CURRENT_STATE(400),
        NOT_FOUND(404),
        OPERATION_NOT_FOUND(404),
        RESOURCE_IN_USE(400),
        SERVICE_UNAVAILABLE(503),
        UNABLE_TO_ALLOCATE_RESOURCE(400),
        UNAUTHENTICATED(401),
        UNAUTHORIZED(403),
        UNSUPPORTED(400);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private final Kind kind;

    RestException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
