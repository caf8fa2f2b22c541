package dev.carafe.kubernetes.apimachinery.typed;

import dev.carafe.kubernetes.apimachinery.fieldpath.PathElement;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether a configuration can be merged at all: every field declared, of its type, and every item told apart. */
final class AppliedCheck {
    private final TypedSchema schema;
    private final List<String> problems = new ArrayList<>();

    AppliedCheck(TypedSchema schema) {
        this.schema = schema;
    }

    /** What is wrong, one text each, with upstream's words; empty where nothing is. */
    static List<String> problems(TypedSchema schema, FieldType type, Struct object) {
        AppliedCheck check = new AppliedCheck(schema);
        check.check(type, object, "");
        return List.copyOf(check.problems);
    }

    private void tell(String path, String what) {
        problems.add(path.isEmpty() ? what : path + ": " + what);
    }

    private void check(FieldType type, Object value, String path) {
        if (value == Null.NULL) {
            return;
        }
        switch (type.type()) {
            case TypeRef.ListOf(TypeRef item) -> {
                if (value instanceof List<?> list) {
                    list(type, item, list, path);
                } else {
                    tell(path, "expected list, got " + shown(value));
                }
            }
            case TypeRef.MapOf _, TypeRef.Named _ -> {
                if (value instanceof Struct struct) {
                    struct(type, struct, path);
                } else {
                    tell(path, "expected map, got " + shown(value));
                }
            }
            case TypeRef.Scalar scalar -> scalar(scalar, value, path);
        }
    }

    private void struct(FieldType type, Struct struct, String path) {
        // An atomic structure is looked into all the same: its fields must be known.
        FieldType open = new FieldType(type.type(), "", List.of(), "");
        Shape.Fields fields = schema.fields(open);
        for (int i = 0; i < struct.size(); i++) {
            String name = struct.nameAt(i);
            String at = path + new PathElement.Field(name);
            if (!schema.allows(fields, name)) {
                tell(at, "field not declared in schema");
                return; // upstream looks no further either
            }
            check(fields.type(name), struct.valueAt(i), at);
        }
    }

    private void list(FieldType type, TypeRef itemType, List<?> list, String path) {
        if (!(schema.shape(type, list) instanceof Shape.Items items)) {
            for (int i = 0; i < list.size(); i++) {
                check(FieldType.plain(itemType), list.get(i), path + new PathElement.Index(i));
            }
            return;
        }
        Set<PathElement> seen = new TreeSet<>();
        for (int i = 0; i < list.size(); i++) {
            Optional<PathElement> step = TypedSchema.step(items, list.get(i));
            if (step.isEmpty()) {
                tell(path, "element " + i + ": " + unkeyed(items, list.get(i)));
                continue;
            }
            if (!seen.add(step.get())) {
                tell(path, "duplicate entries for key " + step.get());
            }
            check(items.item(), list.get(i), path + step.get());
        }
    }

    private static String unkeyed(Shape.Items items, Object item) {
        if (item == Null.NULL) {
            return items.keys().isEmpty()
                    ? "associative list without keys has an element that's an explicit null"
                    : "associative list with keys may not have a null element";
        }
        if (!(item instanceof Struct)) {
            return "associative list with keys may not have non-map elements";
        }
        return "associative list with keys has an element that omits all key fields "
                + items.keys().stream().map(Quoted::of).collect(Collectors.joining(" ", "[", "]"))
                + " (and doesn't have default values for any key fields)";
    }

    private void scalar(TypeRef.Scalar scalar, Object value, String path) {
        boolean plain = !(value instanceof Struct) && !(value instanceof List<?>);
        switch (scalar) {
            case STRING, TIME, MICRO_TIME, BYTES -> {
                if (!(value instanceof String)) {
                    tell(path, "expected string, got &value.valueUnstructured{Value:" + Json.toString(value) + "}");
                }
            }
            case BOOLEAN -> {
                if (!(value instanceof Boolean)) {
                    tell(path, "expected boolean, got " + shown(value));
                }
            }
            case INT32, INT64, FLOAT64 -> {
                if (!(value instanceof Number)) {
                    tell(path, "expected numeric (int or float), got " + goType(value));
                }
            }
            case INT_OR_STRING, QUANTITY -> {
                if (!plain) {
                    tell(path, "expected any scalar, got " + shown(value));
                }
            }
            case OBJECT, ANY -> {}
        }
    }

    private static String goType(Object value) {
        return switch (value) {
            case String _ -> "string";
            case Boolean _ -> "bool";
            case List<?> _ -> "[]interface {}";
            default -> "map[string]interface {}";
        };
    }

    private static String shown(Object value) {
        return "&{" + (value instanceof String text ? text : Json.toString(value)) + "}";
    }
}
