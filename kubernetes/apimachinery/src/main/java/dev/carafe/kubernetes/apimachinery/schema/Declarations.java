package dev.carafe.kubernetes.apimachinery.schema;

import org.jspecify.annotations.Nullable;

/** Where named structures are looked up. Thread-safe. */
@FunctionalInterface
public interface Declarations {
    /** The structure of this name, or null where none is declared. */
    @Nullable
    StructDeclaration find(String name);

    /**
     * The structure of this name.
     *
     * @throws IllegalStateException where none is declared: a declaration refers to it, so the table is incomplete
     */
    default StructDeclaration get(String name) {
        StructDeclaration declaration = find(name);
        if (declaration == null) {
            throw new IllegalStateException("no declaration of " + name);
        }
        return declaration;
    }

    /** Whether objects of a declaration may have fields that it does not name. */
    default boolean keepsUnknown(String name) {
        return false;
    }
}
