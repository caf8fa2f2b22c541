package dev.carafe.kubernetes.apimachinery.typed;

import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;
import dev.carafe.kubernetes.apimachinery.fieldpath.PathElement;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes paths out of an object; a map or list that loses its last entry by this is null then. */
final class Remover {
    private final TypedSchema schema;

    Remover(TypedSchema schema) {
        this.schema = schema;
    }

    Struct remove(FieldType type, Struct object, FieldSet paths) {
        return without(type, object, paths) instanceof Struct rest ? rest : Struct.EMPTY;
    }

    private Object without(FieldType type, Object value, FieldSet paths) {
        if (paths.isEmpty()) {
            return value;
        }
        return switch (schema.shape(type, value)) {
            case Shape.Fields fields when value instanceof Struct struct -> fields(fields, struct, paths);
            case Shape.Items items when value instanceof List<?> list -> items(items, list, paths);
            case Shape.Leaf _, Shape.Items _, Shape.Fields _ -> value;
        };
    }

    private Object fields(Shape.Fields fields, Struct struct, FieldSet paths) {
        Struct.Builder rest = Struct.builder();
        struct.forEach((name, value) -> {
            Object left = left(fields.type(name), new PathElement.Field(name), value, paths);
            if (left != null) {
                rest.put(name, left);
            }
        });
        return rest.size() == 0 && !struct.isEmpty() ? Null.NULL : rest.build();
    }

    private Object items(Shape.Items items, List<?> list, FieldSet paths) {
        List<Object> rest = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            PathElement step = TypedSchema.stepOrPosition(items, list.get(i), i);
            Object left = left(items.item(), step, list.get(i), paths);
            if (left != null) {
                rest.add(left);
            }
        }
        return rest.isEmpty() && !list.isEmpty() ? Null.NULL : Collections.unmodifiableList(rest);
    }

    private @Nullable Object left(FieldType type, PathElement step, Object value, FieldSet paths) {
        return paths.has(step) ? null : without(type, value, paths.below(step));
    }
}
