package dev.carafe.kubernetes.apimachinery.protobuf;

import dev.carafe.kubernetes.apimachinery.protobuf.FieldType.Scalar;

/**
 * One field of a message.
 *
 * @param number its number
 * @param name its JSON name; empty for a message that Go embeds, whose fields stand beside its parent's in JSON
 * @param always whether JSON shows it though it is zero (no omitempty)
 * @param type its type
 * @param pointer whether Go holds it by pointer: it is then written only where it is set, else always
 */
public record MessageField(int number, String name, boolean always, FieldType type, boolean pointer) {
    /**
     * Reads a row of the table.
     *
     * <pre>
     * number json[!] type[*]       ! shown though zero, * a pointer, json is &gt; for an embedded message
     *
     * 7 terminationGracePeriodSeconds i64*
     * </pre>
     *
     * @throws IllegalArgumentException when the row is not in this form
     */
    public static MessageField parse(String row) {
        String[] words = row.split(" ");
        if (words.length != 3) {
            throw new IllegalArgumentException("not a field of a message: " + row);
        }
        boolean always = words[1].endsWith("!");
        boolean pointer = words[2].endsWith("*");
        String name = always ? words[1].substring(0, words[1].length() - 1) : words[1];
        String type = pointer ? words[2].substring(0, words[2].length() - 1) : words[2];
        return new MessageField(Integer.parseInt(words[0]), name.equals(">") ? "" : name, always, type(type), pointer);
    }

    private static FieldType type(String text) {
        String inner = text.length() < 2 ? "" : text.substring(1, text.length() - 1);
        return switch (text.charAt(0)) {
            case '[' -> new FieldType.ListOf(type(inner));
            case '{' -> new FieldType.MapOf(type(inner));
            case '<' -> new FieldType.Wrapped(type(inner));
            case '@' -> new FieldType.Message(text.substring(1));
            default -> scalar(text);
        };
    }

    private static Scalar scalar(String text) {
        return switch (text) {
            case "s" -> Scalar.STRING;
            case "b" -> Scalar.BOOLEAN;
            case "i32" -> Scalar.INT32;
            case "i64" -> Scalar.INT64;
            case "f64" -> Scalar.FLOAT64;
            case "bytes" -> Scalar.BYTES;
            case "time" -> Scalar.TIME;
            case "microtime" -> Scalar.MICRO_TIME;
            case "quantity" -> Scalar.QUANTITY;
            case "intstr" -> Scalar.INT_OR_STRING;
            case "raw" -> Scalar.RAW;
            case "schemaOrArray" -> Scalar.SCHEMA_OR_ARRAY;
            case "schemaOrBool" -> Scalar.SCHEMA_OR_BOOL;
            case "schemaOrStrings" -> Scalar.SCHEMA_OR_STRINGS;
            default -> throw new IllegalArgumentException("unknown type: " + text);
        };
    }
}
