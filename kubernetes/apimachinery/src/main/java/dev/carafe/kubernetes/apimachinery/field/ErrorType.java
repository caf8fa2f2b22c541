package dev.carafe.kubernetes.apimachinery.field;

/** What kind of mistake a field holds. */
public enum ErrorType {
    NOT_FOUND("FieldValueNotFound", "Not found"),
    REQUIRED("FieldValueRequired", "Required value"),
    DUPLICATE("FieldValueDuplicate", "Duplicate value"),
    INVALID("FieldValueInvalid", "Invalid value"),
    NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
    FORBIDDEN("FieldValueForbidden", "Forbidden"),
    TOO_LONG("FieldValueTooLong", "Too long"),
    TOO_MANY("FieldValueTooMany", "Too many"),
    INTERNAL("InternalError", "Internal error"),
    TYPE_INVALID("FieldValueTypeInvalid", "Invalid value");

    private final String cause;
    private final String title;

    ErrorType(String cause, String title) {
        this.cause = cause;
        this.title = title;
    }

    /** The reason in a Status' causes. */
    public String cause() {
        return cause;
    }

    /** How a message begins. */
    public String title() {
        return title;
    }
}
