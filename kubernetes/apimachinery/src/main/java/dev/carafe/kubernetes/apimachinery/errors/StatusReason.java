package dev.carafe.kubernetes.apimachinery.errors;

/** Why a request failed, for machines to read ({@code metav1.StatusReason}). */
public enum StatusReason {
    UNKNOWN(""),
    UNAUTHORIZED("Unauthorized"),
    FORBIDDEN("Forbidden"),
    NOT_FOUND("NotFound"),
    ALREADY_EXISTS("AlreadyExists"),
    CONFLICT("Conflict"),
    GONE("Gone"),
    INVALID("Invalid"),
    SERVER_TIMEOUT("ServerTimeout"),
    STORE_READ_ERROR("StorageReadError"),
    TIMEOUT("Timeout"),
    TOO_MANY_REQUESTS("TooManyRequests"),
    BAD_REQUEST("BadRequest"),
    METHOD_NOT_ALLOWED("MethodNotAllowed"),
    NOT_ACCEPTABLE("NotAcceptable"),
    REQUEST_ENTITY_TOO_LARGE("RequestEntityTooLarge"),
    UNSUPPORTED_MEDIA_TYPE("UnsupportedMediaType"),
    INTERNAL_ERROR("InternalError"),
    EXPIRED("Expired"),
    SERVICE_UNAVAILABLE("ServiceUnavailable");

    private final String text;

    StatusReason(String text) {
        this.text = text;
    }

    /** The word on the wire; empty for the unknown one. */
    public String text() {
        return text;
    }

    /** The reason of this word, {@link #UNKNOWN} where there is none. */
    public static StatusReason of(String text) {
        for (StatusReason reason : values()) {
            if (reason.text.equals(text)) {
                return reason;
            }
        }
        return UNKNOWN;
    }
}
