package dev.carafe.kubernetes.apimachinery.schema;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one-line notation in which the facts table declares a field.
 *
 * <pre>
 * json[!] type [#protobuf-number] [key=value …]
 *
 * containers! [@api.core.v1.Container] #2 lt=map lk=name ps=merge pk=name
 * protocol s #2 d="TCP" e=SCTP|TCP|UDP
 * </pre>
 *
 * <p>{@code !} marks a required field. Types: {@code s} string, {@code b} boolean, {@code i32 i64 f64}, {@code time},
 * {@code bytes}, {@code intstr}, {@code any}, {@code obj}, {@code @name} a structure, {@code [T]} a list, {@code {T}} a
 * map of strings. Keys: {@code lt}, {@code lk} list type and map keys, {@code mt} map type, {@code ps}, {@code pk} patch
 * strategy and merge key, {@code d} default and {@code id} default of an item (JSON), {@code e} allowed values. The
 * default {@code null} is of what Go writes as null where nobody set it: times that are no pointers, lists and pointers without omitempty.
 */
public final class Notation {
    private static final String META = "apimachinery.pkg.apis.meta.v1.";

    private Notation() {}

    /**
     * Reads one field.
     *
     * @throws IllegalArgumentException when the line is not in the notation
     */
    public static FieldDeclaration parse(String line) {
        int nameEnd = line.indexOf(' ');
        if (nameEnd < 1) {
            throw new IllegalArgumentException("no type in: " + line);
        }
        boolean required = line.charAt(nameEnd - 1) == '!';
        String name = line.substring(0, required ? nameEnd - 1 : nameEnd);
        int typeEnd = line.indexOf(' ', nameEnd + 1) < 0 ? line.length() : line.indexOf(' ', nameEnd + 1);
        TypeRef type = type(line.substring(nameEnd + 1, typeEnd));
        Attributes attributes = new Attributes(line, typeEnd);
        String number = attributes.take("#");
        return new FieldDeclaration(
                name,
                type,
                required,
                number.isEmpty() ? 0 : Integer.parseInt(number),
                attributes.take("lt="),
                split(attributes.take("lk="), ","),
                attributes.take("mt="),
                Set.copyOf(split(attributes.take("ps="), ",")),
                attributes.take("pk="),
                json(attributes.take("d=")),
                json(attributes.take("id=")),
                split(attributes.take("e="), "\\|"),
                false);
    }

    /**
     * Reads a type.
     *
     * @throws IllegalArgumentException for a type that the notation does not know
     */
    public static TypeRef type(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            return new TypeRef.ListOf(type(text.substring(1, text.length() - 1)));
        }
        if (text.startsWith("{") && text.endsWith("}")) {
            return new TypeRef.MapOf(type(text.substring(1, text.length() - 1)));
        }
        if (text.startsWith("@")) {
            return reference(text.substring(1));
        }
        return switch (text) {
            case "s" -> TypeRef.Scalar.STRING;
            case "b" -> TypeRef.Scalar.BOOLEAN;
            case "i32", "int" -> TypeRef.Scalar.INT32;
            case "i64" -> TypeRef.Scalar.INT64;
            case "f64" -> TypeRef.Scalar.FLOAT64;
            case "time" -> TypeRef.Scalar.TIME;
            case "bytes" -> TypeRef.Scalar.BYTES;
            case "intstr" -> TypeRef.Scalar.INT_OR_STRING;
            case "any" -> TypeRef.Scalar.ANY;
            case "obj" -> TypeRef.Scalar.OBJECT;
            default -> throw new IllegalArgumentException("unknown type: " + text);
        };
    }

    /** Names that stand for a scalar of Kubernetes' own rather than for a structure. */
    private static TypeRef reference(String name) {
        return switch (name) {
            case "apimachinery.pkg.api.resource.Quantity" -> TypeRef.Scalar.QUANTITY;
            case "apimachinery.pkg.util.intstr.IntOrString" -> TypeRef.Scalar.INT_OR_STRING;
            case META + "Time" -> TypeRef.Scalar.TIME;
            case META + "MicroTime" -> TypeRef.Scalar.MICRO_TIME;
            case META + "FieldsV1", META + "Patch", "apimachinery.pkg.runtime.RawExtension" -> TypeRef.Scalar.OBJECT;
            case "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON",
                    "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray",
                    "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool",
                    "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray" ->
                TypeRef.Scalar.ANY;
            default -> new TypeRef.Named(name);
        };
    }

    private static List<String> split(String text, String separator) {
        return text.isEmpty() ? List.of() : List.of(text.split(separator));
    }

    private static Optional<Object> json(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.decode(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("default is not JSON: " + text, e);
        }
    }

    /** The space-separated rest of a line; a value in JSON may hold spaces, since the next key starts a new word. */
    private static final class Attributes {
        private static final List<String> KEYS =
                List.of("#", "lt=", "lk=", "mt=", "ps=", "pk=", "d=", "id=", "e=", "fmt=");
        private final String line;
        private final int start;

        Attributes(String line, int start) {
            this.line = line;
            this.start = start;
        }

        String take(String key) {
            int at = line.indexOf(" " + key, start);
            if (at < 0) {
                return "";
            }
            int from = at + 1 + key.length();
            int end = line.length();
            for (String other : KEYS) {
                int next = line.indexOf(" " + other, from);
                if (next >= 0 && next < end) {
                    end = next;
                }
            }
            return line.substring(from, end);
        }
    }
}
