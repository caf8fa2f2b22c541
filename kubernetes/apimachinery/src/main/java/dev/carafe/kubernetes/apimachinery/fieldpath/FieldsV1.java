package dev.carafe.kubernetes.apimachinery.fieldpath;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.TreeMap;

/**
 * Sets of paths as {@code managedFields} writes them: an object whose names are steps; a step that is in the set and goes
 * on has a {@code "."} in its object.
 */
public final class FieldsV1 {
    private static final String SELF = ".";

    private FieldsV1() {}

    /** Writes a set. */
    public static Struct encode(FieldSet set) {
        return encode(set, false);
    }

    private static Struct encode(FieldSet set, boolean self) {
        Struct.Builder fields = Struct.builder();
        if (self) {
            fields.put(SELF, Struct.EMPTY);
        }
        set.nodes()
                .forEach((element, node) -> fields.put(
                        element.encoded(),
                        node.below().isEmpty() ? Struct.EMPTY : encode(node.below(), node.member())));
        return fields.build();
    }

    /**
     * Reads a set.
     *
     * @throws IllegalArgumentException when the object is none
     */
    public static FieldSet decode(Struct fields) {
        TreeMap<PathElement, FieldSet.Node> nodes = new TreeMap<>();
        fields.forEach((name, value) -> {
            if (name.equals(SELF)) {
                return;
            }
            if (!(value instanceof Struct below)) {
                throw new IllegalArgumentException("not an object at '" + name + "'");
            }
            boolean member = below.isEmpty() || below.has(SELF);
            nodes.put(PathElement.decode(name), new FieldSet.Node(member, decode(below)));
        });
        return FieldSet.ofNodes(nodes);
    }
}
