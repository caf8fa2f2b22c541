package dev.carafe.kubernetes.api.generator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.schema.Notation;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Cuts what models of Kubernetes in Java say of structures and fields into a piece a package: each maps a name to its description and its
 * fields'. The sources of the fabric8 client's model speak of the same Kubernetes as the facts table. Of what they lack, for the most part
 * what that client has written by hand, the model classes of the official client speak, which are of the Kubernetes before.
 */
final class DescriptionWriter {
    private static final String MODELS = "/io/kubernetes/client/openapi/models/";
    private static final String SOURCES = "/io/fabric8/kubernetes/api/model/";

    /** Groups whose structures lie in no folder of their own. */
    private static final Set<String> GENERAL = Set.of("core", "meta", "apiregistration");

    private final Map<String, Facts.Schema> schemas;

    DescriptionWriter(Facts facts) {
        this.schemas = facts.schemas();
    }

    /** The pieces by their package, such as {@code api.core.v1}. */
    Map<String, byte[]> packages() throws IOException {
        Map<String, Struct.Builder> packages = new TreeMap<>();
        for (Map.Entry<String, Facts.Schema> entry : schemas.entrySet()) {
            String name = entry.getKey();
            Optional<ModelClass> client = find(name);
            Optional<ModelClass> model = source(name)
                    .map(source -> source.or(client.orElse(ModelClass.NONE)))
                    .or(() -> client);
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

    /** The source of a structure: in the folder of its version, of its group, or in that of all. */
    private static Optional<ModelClass> source(String schema) throws IOException {
        String[] parts = schema.split("\\.");
        String group = parts[parts.length - 3];
        String file = parts[parts.length - 1] + ".java";
        for (String folder : GENERAL.contains(group)
                ? List.of("")
                : List.of(group + "/" + parts[parts.length - 2] + "/", group + "/")) {
            try (InputStream in = DescriptionWriter.class.getResourceAsStream(SOURCES + folder + file)) {
                if (in != null) {
                    return Optional.of(ModelSource.parse(new String(in.readAllBytes(), UTF_8)));
                }
            }
        }
        return Optional.empty();
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
