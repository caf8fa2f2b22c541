package dev.carafe.kubernetes.apimachinery.typed;

import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;
import dev.carafe.kubernetes.apimachinery.fieldpath.PathElement;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The paths that an object sets: those that whoever applies it owns. */
final class OwnedFields {
    private final TypedSchema schema;

    OwnedFields(TypedSchema schema) {
        this.schema = schema;
    }

    FieldSet of(FieldType type, Struct object) {
        FieldSet.Builder owned = new FieldSet.Builder();
        add(type, object, owned);
        return owned.build();
    }

    private void add(FieldType type, Object value, FieldSet.Builder owned) {
        switch (schema.shape(type, value)) {
            case Shape.Leaf _ -> owned.add();
            case Shape.Items items -> {
                if (value instanceof List<?> list) {
                    addItems(items, list, owned);
                }
            }
            case Shape.Fields fields -> {
                if (value instanceof Struct struct) {
                    addFields(fields, struct, owned);
                }
            }
        }
    }

    private void addFields(Shape.Fields fields, Struct struct, FieldSet.Builder owned) {
        struct.forEach((name, value) -> {
            FieldSet.Builder at = owned.at(new PathElement.Field(name));
            add(fields.type(name), value, at);
            boolean empty = value == Null.NULL || (value instanceof Struct map && map.isEmpty());
            if (empty || fields.declared(name) == null) {
                at.add();
            }
        });
    }

    /** Items that cannot be told apart are owned together, and not looked into. */
    private void addItems(Shape.Items items, List<?> list, FieldSet.Builder owned) {
        Set<PathElement> seen = new TreeSet<>();
        Set<PathElement> twice = new TreeSet<>();
        for (int i = 0; i < list.size(); i++) {
            PathElement step = TypedSchema.stepOrPosition(items, list.get(i), i);
            if (!seen.add(step)) {
                twice.add(step);
            }
        }
        for (int i = 0; i < list.size(); i++) {
            PathElement step = TypedSchema.stepOrPosition(items, list.get(i), i);
            FieldSet.Builder at = owned.at(step);
            at.add();
            if (!twice.contains(step)) {
                add(items.item(), list.get(i), at);
            }
        }
    }
}
