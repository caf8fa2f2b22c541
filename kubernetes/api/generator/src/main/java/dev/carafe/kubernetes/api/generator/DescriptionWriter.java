package dev.carafe.kubernetes.api.generator;

import dev.carafe.kubernetes.apimachinery.schema.Notation;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Cuts what the official Java client's model classes say of structures and fields into a piece a package: each maps a name
 * to its description and its fields'. The client speaks of the Kubernetes before the facts table's, so what is new has no
 * description, and what is gone is left out.
 */
final class DescriptionWriter {
    private static final String MODELS = "/io/kubernetes/client/openapi/models/";

    private final Map<String, Facts.Schema> schemas;

    DescriptionWriter(Facts facts) {
        this.schemas = facts.schemas();
    }

    /** The pieces by their package, such as {@code api.core.v1}. */
    Map<String, byte[]> packages() throws IOException {
        Map<String, Struct.Builder> packages = new TreeMap<>();
        for (Map.Entry<String, Facts.Schema> entry : schemas.entrySet()) {
            String name = entry.getKey();
            Optional<ModelClass> model = find(name);
            if (model.isPresent()) {
                int dot = name.lastIndexOf('.');
                packages.computeIfAbsent(name.substring(0, dot), _ -> Struct.builder())
                        .put(name.substring(dot + 1), describe(model.get(), entry.getValue()));
            }
        }
        if (packages.isEmpty()) {
            throw new IOException("no model class of the Java client is on the generator's class path");
        }
        Map<String, byte[]> files = new TreeMap<>();
        packages.forEach((name, types) -> files.put(name, Json.encode(types.build())));
        return files;
    }

    private static Struct describe(ModelClass model, Facts.Schema schema) {
        Map<String, String> fields = new TreeMap<>();
        for (String row : schema.fields()) {
            String field = Notation.parse(row).name();
            String text = model.fields().get(field);
            if (text != null) {
                fields.put(field, text);
            }
        }
        return Struct.of("d", model.description(), "f", Struct.of(fields));
    }

    /** The class of a structure: {@code V1PodSpec}, or {@code CoreV1Event} where more than one group has the name. */
    private static Optional<ModelClass> find(String schema) throws IOException {
        String[] parts = schema.split("\\.");
        String group = parts[parts.length - 3];
        String versioned = capital(parts[parts.length - 2]) + parts[parts.length - 1];
        for (String name : List.of(capital(group) + versioned, versioned)) {
            try (InputStream in = DescriptionWriter.class.getResourceAsStream(MODELS + name + ".class")) {
                if (in != null) {
                    return Optional.of(ModelClass.parse(in.readAllBytes()));
                }
            }
        }
        return Optional.empty();
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
