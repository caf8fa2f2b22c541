package dev.carafe.kubernetes.apimachinery.protobuf;

import org.jspecify.annotations.Nullable;

/** Where messages are looked up. Thread-safe. */
@FunctionalInterface
public interface Messages {
    /** The message of this name, or null where none is declared. */
    @Nullable
    MessageDeclaration find(String name);

    /**
     * The message of this name.
     *
     * @throws IllegalStateException where none is declared: a message refers to it, so the table is incomplete
     */
    default MessageDeclaration get(String name) {
        MessageDeclaration declaration = find(name);
        if (declaration == null) {
            throw new IllegalStateException("no declaration of the message " + name);
        }
        return declaration;
    }
}
