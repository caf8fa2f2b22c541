package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Writes the document of one group and version, or of all: its paths, and every schema that they reach. */
public final class DocumentWriter {
    private final Struct paths;
    private final SchemaWriter schemas;
    private final OperationWriter operations;
    private final String fingerprint;

    /**
     * A writer over the facts.
     *
     * @param facts the table of paths: {@code sets} and {@code paths}
     * @param schemas writes the schemas
     * @param fingerprint changes when the facts do
     */
    DocumentWriter(Struct facts, SchemaWriter schemas, String fingerprint) {
        Struct rows = facts.struct("paths");
        this.paths = rows == null ? Struct.EMPTY : rows;
        this.schemas = schemas;
        this.operations = new OperationWriter(facts.struct("sets"));
        this.fingerprint = fingerprint;
    }

    /** The document of the paths below a prefix. */
    Struct write(String prefix) {
        Set<String> used = new LinkedHashSet<>();
        TreeMap<String, Struct> documents = new TreeMap<>();
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.nameAt(i);
            boolean within = prefix.isEmpty() || path.equals("/" + prefix + "/") || path.startsWith("/" + prefix + "/");
            if (within && paths.valueAt(i) instanceof List<?> rows) {
                documents.put(path, operations.path(path, rows, used));
            }
        }
        return Struct.builder()
                .put("openapi", "3.0.0")
                .put("info", Struct.of("title", "Kubernetes", "version", fingerprint))
                .put("paths", Struct.of(documents))
                .put("components", Struct.of("schemas", components(used)))
                .build();
    }

    private Struct components(Set<String> roots) {
        Deque<String> open = new ArrayDeque<>(roots);
        TreeMap<String, Struct> written = new TreeMap<>();
        while (!open.isEmpty()) {
            String name = open.remove();
            if (!written.containsKey(SchemaWriter.publicName(name))) {
                written.put(SchemaWriter.publicName(name), schemas.schema(name, open::add));
            }
        }
        return Struct.of(written);
    }
}
