package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Small checks that many structures share. */
public final class Check {
    public static final String IMMUTABLE = "field is immutable";

    private Check() {}

    /** One error for each message that a naming rule gave. */
    public static void rule(List<FieldError> errors, FieldPath path, String value, List<String> messages) {
        messages.forEach(message -> errors.add(FieldError.invalid(path, value, message)));
    }

    /** Whether the text is there; an error where it is not. */
    public static boolean present(List<FieldError> errors, FieldPath path, String value) {
        if (value.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        }
        return !value.isEmpty();
    }

    public static void nonNegative(List<FieldError> errors, FieldPath path, long value) {
        Values.nonNegative(value).forEach(message -> errors.add(FieldError.invalid(path, value, message)));
    }

    public static void port(List<FieldError> errors, FieldPath path, long value) {
        Values.portNumber(value).forEach(message -> errors.add(FieldError.invalid(path, value, message)));
    }

    public static void portOrName(List<FieldError> errors, FieldPath path, IntOrString value) {
        switch (value) {
            case IntOrString.Int(int number) -> port(errors, path, number);
            case IntOrString.Str(String name) -> rule(errors, path, name, Values.portName(name));
        }
    }

    /** A number of 0 or more, or a percentage. */
    public static void amount(List<FieldError> errors, FieldPath path, IntOrString value) {
        switch (value) {
            case IntOrString.Int(int number) -> nonNegative(errors, path, number);
            case IntOrString.Str(String text) -> rule(errors, path, text, Values.percent(text));
        }
    }

    /** What is more than 100 percent; a number is not. */
    public static void notMoreThanAll(List<FieldError> errors, FieldPath path, IntOrString value) {
        if (value instanceof IntOrString.Str(String text)
                && Values.percent(text).isEmpty()
                && number(value) > 100) {
            errors.add(FieldError.invalid(path, text, "must not be greater than 100%"));
        }
    }

    /** The number, also of a percentage; 0 for a text that is none. */
    public static int number(IntOrString value) {
        return switch (value) {
            case IntOrString.Int(int number) -> number;
            case IntOrString.Str(String text) -> {
                try {
                    boolean percent = Values.percent(text).isEmpty();
                    yield Integer.parseInt(percent ? text.substring(0, text.length() - 1) : text);
                } catch (NumberFormatException _) {
                    yield 0;
                }
            }
        };
    }

    public static void oneOf(List<FieldError> errors, FieldPath path, String value, Collection<String> supported) {
        if (!supported.contains(value)) {
            errors.add(FieldError.notSupported(path, value, supported));
        }
    }

    /** As {@link #oneOf}, and an empty value is a missing one. */
    public static void requiredOneOf(
            List<FieldError> errors, FieldPath path, String value, Collection<String> supported) {
        if (present(errors, path, value)) {
            oneOf(errors, path, value, supported);
        }
    }

    public static void immutable(List<FieldError> errors, FieldPath path, Object value, Object old) {
        if (!Objects.equals(value, old)) {
            errors.add(FieldError.invalid(path, value, IMMUTABLE));
        }
    }

    /** A path below some folder: relative, and never upwards. */
    public static void descending(List<FieldError> errors, FieldPath path, String value) {
        if (value.startsWith("/")) {
            errors.add(FieldError.invalid(path, value, "must be a relative path"));
        }
        noBacksteps(errors, path, value);
    }

    /** A path within a volume that is written bit by bit: as above, and not of the names that the writer takes for itself. */
    public static void localPath(List<FieldError> errors, FieldPath path, String value) {
        descending(errors, path, value);
        if (value.startsWith("..") && !value.startsWith("../")) {
            errors.add(FieldError.invalid(path, value, "must not start with '..'"));
        }
    }

    public static void noBacksteps(List<FieldError> errors, FieldPath path, String value) {
        if (List.of(value.split("/")).contains("..")) {
            errors.add(FieldError.invalid(path, value, "must not contain '..'"));
        }
    }

    /** A name that can stand in a URL's path; none is right too. */
    public static void segment(List<FieldError> errors, FieldPath path, String value) {
        if (!value.isEmpty()) {
            rule(errors, path, value, Names.pathSegment(value));
        }
    }

    public static void requiredSegment(List<FieldError> errors, FieldPath path, String value) {
        if (present(errors, path, value)) {
            segment(errors, path, value);
        }
    }

    /** A domain, a slash and a path within it. */
    public static void domainPrefixedPath(List<FieldError> errors, FieldPath path, String value) {
        if (!present(errors, path, value)) {
            return;
        }
        int slash = value.indexOf('/');
        if (slash <= 0 || slash == value.length() - 1) {
            errors.add(FieldError.invalid(path, value, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
            return;
        }
        String host = value.substring(0, slash);
        rule(errors, path, host, Names.dns1123Subdomain(host));
        String below = value.substring(slash + 1);
        rule(errors, path, below, Values.httpPath(below));
    }

    /** The permissions of a file. */
    public static void fileMode(List<FieldError> errors, FieldPath path, int mode) {
        if (mode < 0 || mode > 0777) {
            errors.add(FieldError.invalid(
                    path, (long) mode, "must be a number between 0 and 0777 (octal), both inclusive"));
        }
    }
}
