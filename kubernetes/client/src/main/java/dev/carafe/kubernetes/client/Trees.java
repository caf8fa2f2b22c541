package dev.carafe.kubernetes.client;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Objects;

/** Reads trees whose kind is not known here, with Go's zero values for what is absent. */
final class Trees {
    private Trees() {}

    static String text(Struct tree, String name) {
        return Objects.requireNonNullElse(tree.string(name), "");
    }

    static Struct child(Struct tree, String name) {
        return Objects.requireNonNullElse(tree.struct(name), Struct.EMPTY);
    }
}
