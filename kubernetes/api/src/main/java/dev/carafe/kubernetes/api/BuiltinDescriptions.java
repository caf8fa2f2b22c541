package dev.carafe.kubernetes.api;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the structures of the built-in kinds and their fields are for, in upstream's words. Much text that only documents
 * need: a package is read when it is first asked for, and kept no longer than this.
 */
public final class BuiltinDescriptions {
    private final ConcurrentHashMap<String, Struct> packages = new ConcurrentHashMap<>();

    /** Of a structure such as {@code api.core.v1.PodSpec}; empty where nothing is said. */
    public String ofStructure(String name) {
        return Objects.requireNonNullElse(find(name).string("d"), "");
    }

    /** Of a structure's field; empty where nothing is said. */
    public String ofField(String structure, String field) {
        Struct fields = find(structure).struct("f");
        return fields == null ? "" : Objects.requireNonNullElse(fields.string(field), "");
    }

    private Struct find(String name) {
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            return Struct.EMPTY;
        }
        Struct types = packages.computeIfAbsent(
                name.substring(0, dot),
                packageName ->
                        DeclarationResource.find("descriptions", packageName).orElse(Struct.EMPTY));
        return Optional.ofNullable(types.struct(name.substring(dot + 1))).orElse(Struct.EMPTY);
    }
}
