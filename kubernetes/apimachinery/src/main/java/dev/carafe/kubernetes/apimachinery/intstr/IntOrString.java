package dev.carafe.kubernetes.apimachinery.intstr;

import org.jspecify.annotations.Nullable;

/** A number, or a string such as a port's name or a percentage. */
public sealed interface IntOrString {
    /** A number. */
    record Int(int value) implements IntOrString {
        @Override
        public Object toValue() {
            return (long) value;
        }

        @Override
        public String toString() {
            return Integer.toString(value);
        }
    }

    /** A string. */
    record Str(String value) implements IntOrString {
        @Override
        public Object toValue() {
            return value;
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /** The form in a tree: a Long or a String. */
    Object toValue();

    static IntOrString of(int value) {
        return new Int(value);
    }

    static IntOrString of(String value) {
        return new Str(value);
    }

    /** Reads the form in a tree; absent or anything else is the number 0. */
    static IntOrString ofValue(@Nullable Object value) {
        return switch (value) {
            case String text -> new Str(text);
            case Number number -> new Int(number.intValue());
            case null, default -> new Int(0);
        };
    }

    /** The number, or 0 for a string. */
    default int intValue() {
        return switch (this) {
            case Int(int value) -> value;
            case Str _ -> 0;
        };
    }

    /**
     * The number itself, or a percentage of {@code total}.
     *
     * @param roundUp whether a part of one counts as one
     * @throws IllegalArgumentException for a string that is not a percentage
     */
    default int scaled(int total, boolean roundUp) {
        return switch (this) {
            case Int(int value) -> value;
            case Str(String text) -> {
                if (!text.matches("[0-9]{1,9}%")) {
                    throw new IllegalArgumentException(
                            "invalid value for IntOrString: " + "invalid type: string is not a percentage");
                }
                long product = Long.parseLong(text.substring(0, text.length() - 1)) * total;
                yield Math.toIntExact(roundUp ? Math.ceilDiv(product, 100) : Math.floorDiv(product, 100));
            }
        };
    }
}
