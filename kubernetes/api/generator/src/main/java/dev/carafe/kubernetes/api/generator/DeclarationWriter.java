package dev.carafe.kubernetes.api.generator;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cuts the facts table into the pieces that the object engine reads at run time, each only when it is needed. */
final class DeclarationWriter {
    private final Facts facts;

    DeclarationWriter(Facts facts) {
        this.facts = facts;
    }

    /** The schemas by their package, such as {@code api.core.v1}: each piece maps a name to its lines. */
    Map<String, byte[]> schemas() {
        Map<String, Struct.Builder> packages = new TreeMap<>();
        facts.schemas().forEach((name, schema) -> {
            int dot = name.lastIndexOf('.');
            packages.computeIfAbsent(name.substring(0, dot), _ -> Struct.builder())
                    .put(
                            name.substring(dot + 1),
                            Struct.of("f", List.copyOf(schema.fields()), "x", List.copyOf(schema.attributes())));
        });
        Map<String, byte[]> files = new TreeMap<>();
        packages.forEach((name, types) -> files.put(name, Json.encode(types.build())));
        return files;
    }

    /** The protobuf messages by their package: each piece maps a name to its rows. */
    Map<String, byte[]> messages() {
        Map<String, Struct.Builder> packages = new TreeMap<>();
        facts.messages().forEach((name, rows) -> {
            int dot = name.lastIndexOf('.');
            packages.computeIfAbsent(name.substring(0, dot), _ -> Struct.builder())
                    .put(name.substring(dot + 1), List.copyOf(rows));
        });
        Map<String, byte[]> files = new TreeMap<>();
        packages.forEach((name, types) -> files.put(name, Json.encode(types.build())));
        return files;
    }

    /**
     * What discovery needs: rows of resources, columns of tables, and the schema of each kind.
     *
     * @param fingerprint changes when any of the pieces does
     */
    byte[] resources(Map<String, String> schemaOfKind, String fingerprint) {
        return Json.encode(Struct.builder()
                .put("resources", Struct.of(facts.resources()))
                .put("tables", Struct.of(facts.tables()))
                .put("kinds", Struct.of(schemaOfKind))
                .put("fingerprint", fingerprint)
                .build());
    }

    /** What OpenAPI needs: the operations of each path and the sets they refer to. */
    byte[] paths() {
        return Json.encode(Struct.of("sets", facts.sets(), "paths", facts.paths()));
    }
}
