package dev.carafe.kubernetes.apimachinery.field;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One mistake in one field.
 *
 * @param field the path, such as {@code spec.x}
 * @param badValue the value found there, empty where a message does not show it
 * @param detail what would be right; may be empty
 */
public record FieldError(ErrorType type, String field, Optional<Object> badValue, String detail) {
    /** A field that must be there is not. */
    public static FieldError required(FieldPath path, String detail) {
        return new FieldError(ErrorType.REQUIRED, path.toString(), Optional.of(""), detail);
    }

    /** A value that is malformed. */
    public static FieldError invalid(FieldPath path, Object value, String detail) {
        return new FieldError(ErrorType.INVALID, path.toString(), Optional.of(value), detail);
    }

    /** A value of another type than the field's. */
    public static FieldError typeInvalid(FieldPath path, Object value, String detail) {
        return new FieldError(ErrorType.TYPE_INVALID, path.toString(), Optional.of(value), detail);
    }

    /** A value that is not among those allowed, which are listed in the order given. */
    public static FieldError notSupported(FieldPath path, Object value, Collection<String> supported) {
        String detail = supported.isEmpty()
                ? ""
                : supported.stream().map(Quoted::of).collect(Collectors.joining(", ", "supported values: ", ""));
        return new FieldError(ErrorType.NOT_SUPPORTED, path.toString(), Optional.of(value), detail);
    }

    /** A value that another item has too. */
    public static FieldError duplicate(FieldPath path, Object value) {
        return new FieldError(ErrorType.DUPLICATE, path.toString(), Optional.of(value), "");
    }

    /** A reference to something that does not exist. */
    public static FieldError notFound(FieldPath path, Object value) {
        return new FieldError(ErrorType.NOT_FOUND, path.toString(), Optional.of(value), "");
    }

    /** A field that must not be set here. */
    public static FieldError forbidden(FieldPath path, String detail) {
        return new FieldError(ErrorType.FORBIDDEN, path.toString(), Optional.of(""), detail);
    }

    /** A text of more than {@code bytesMax} bytes; a negative bound is not named. */
    public static FieldError tooLong(FieldPath path, int bytesMax) {
        String detail = bytesMax < 0
                ? "value is too long"
                : "may not be more than " + bytesMax + (bytesMax == 1 ? " byte" : " bytes");
        return new FieldError(ErrorType.TOO_LONG, path.toString(), Optional.empty(), detail);
    }

    /** A list of more than {@code max} items; a negative bound is not named. */
    public static FieldError tooMany(FieldPath path, int actual, int max) {
        String detail = max < 0 ? "has too many items" : "must have at most " + max + (max == 1 ? " item" : " items");
        Optional<Object> shown = actual < 0 ? Optional.empty() : Optional.of((long) actual);
        return new FieldError(ErrorType.TOO_MANY, path.toString(), shown, detail);
    }

    /** A failure of the server's own while it looked at the field. */
    public static FieldError internal(FieldPath path, String detail) {
        return new FieldError(ErrorType.INTERNAL, path.toString(), Optional.empty(), detail);
    }

    /** The message without the path, as in a Status' cause. */
    public String body() {
        boolean valueShown = switch (type) {
            case REQUIRED, FORBIDDEN, TOO_LONG, INTERNAL -> false;
            case NOT_FOUND, DUPLICATE, INVALID, NOT_SUPPORTED, TOO_MANY, TYPE_INVALID -> badValue.isPresent();
        };
        String head = valueShown ? type.title() + ": " + show(badValue.orElseThrow()) : type.title();
        return detail.isEmpty() ? head : head + ": " + detail;
    }

    private static String show(Object value) {
        return switch (value) {
            case String text -> Quoted.of(text);
            case Null _ -> "null";
            case Struct struct -> escaped(struct.toString());
            case List<?> list when list.stream().noneMatch(View.class::isInstance) -> escaped(Json.toString(list));
            default -> value.toString();
        };
    }

    /** JSON as Go writes it, in which nothing can be taken for HTML. */
    private static String escaped(String json) {
        return json.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e");
    }

    /** Such as {@code spec.x: Invalid value: "y": detail}. */
    @Override
    public String toString() {
        return field + ": " + body();
    }

    /** Several errors in one line: one as it is, more in brackets, equal ones once. */
    public static String aggregate(Collection<FieldError> errors) {
        LinkedHashSet<String> messages = new LinkedHashSet<>();
        errors.forEach(error -> messages.add(error.toString()));
        return messages.size() == 1 ? messages.iterator().next() : new ArrayList<>(messages).toString();
    }
}
