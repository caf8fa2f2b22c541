package dev.carafe.kubernetes.apimachinery.typed;

import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.StructDeclaration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a type lets one do with its values: nothing but replace them, or go into their items or fields. */
sealed interface Shape {
    /** A value without parts of its own, or whose parts belong together. */
    record Leaf() implements Shape {
        static final Leaf INSTANCE = new Leaf();
    }

    /**
     * A list whose items have owners.
     *
     * @param item the type of its items
     * @param keys the fields that tell items apart, none for a set
     * @param structure the declaration of its items, null for items without one
     */
    record Items(
            FieldType item, List<String> keys, @Nullable StructDeclaration structure) implements Shape {}

    /**
     * A structure or a map.
     *
     * @param structure its declaration, null for a map
     * @param element the type of an entry that the declaration does not name
     */
    record Fields(@Nullable StructDeclaration structure, FieldType element) implements Shape {
        FieldType type(String name) {
            FieldDeclaration declared = declared(name);
            return declared == null ? element : FieldType.of(declared);
        }

        @Nullable
        FieldDeclaration declared(String name) {
            return structure == null ? null : structure.field(name);
        }
    }
}
