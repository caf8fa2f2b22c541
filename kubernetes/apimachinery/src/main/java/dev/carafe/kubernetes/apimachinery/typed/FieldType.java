package dev.carafe.kubernetes.apimachinery.typed;

import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import java.util.List;

/**
 * The type of a value and how it is merged.
 *
 * @param type its type
 * @param listType atomic, set or map; empty, which means atomic, where it is no list or says nothing
 * @param keys the fields that tell the items of a map list apart
 * @param mapType atomic for a map or structure that is one value and not looked into; granular for one that is looked into whatever its
 *     structure says; empty where nothing is said
 */
public record FieldType(TypeRef type, String listType, List<String> keys, String mapType) {
    private static final String ATOMIC = "atomic";

    /** A value of any type, merged as upstream merges what has no schema. */
    static final FieldType ANY = plain(TypeRef.Scalar.ANY);

    /** The type of a whole object. */
    public static FieldType ofStructure(String name) {
        return plain(new TypeRef.Named(name));
    }

    boolean atomicMap() {
        return mapType.equals(ATOMIC);
    }

    static FieldType plain(TypeRef type) {
        return new FieldType(type, "", List.of(), "");
    }

    static FieldType of(FieldDeclaration field) {
        return new FieldType(field.type(), field.listType(), field.listMapKeys(), field.mapType());
    }
}
