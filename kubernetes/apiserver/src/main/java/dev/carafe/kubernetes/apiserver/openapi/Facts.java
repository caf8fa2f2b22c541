package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.api.BuiltinDeclarations;
import dev.carafe.kubernetes.api.BuiltinDescriptions;
import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads what only OpenAPI documents need of the facts table from the class path. */
public final class Facts {
    private Facts() {}

    /** A writer over the built-in facts. */
    public static DocumentWriter writer(String fingerprint) {
        Struct kinds = Objects.requireNonNullElse(read("resources.json").struct("kinds"), Struct.EMPTY);
        Map<String, List<Struct>> bySchema = new HashMap<>();
        kinds.forEach((key, schema) -> {
            String[] parts = key.split("/");
            bySchema.computeIfAbsent(String.valueOf(schema), _ -> new ArrayList<>())
                    .add(Struct.builder()
                            .put("group", parts[0])
                            .put("version", parts[1])
                            .put("kind", parts[2])
                            .build());
        });
        SchemaWriter schemas = new SchemaWriter(BuiltinDeclarations.instance(), new BuiltinDescriptions(), bySchema);
        return new DocumentWriter(read("paths.json"), schemas, fingerprint);
    }

    private static Struct read(String name) {
        try (InputStream in = BuiltinResources.class.getResourceAsStream("declarations/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the build made no declarations/" + name);
            }
            return Json.decodeStruct(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("declarations/" + name, e);
        }
    }
}
