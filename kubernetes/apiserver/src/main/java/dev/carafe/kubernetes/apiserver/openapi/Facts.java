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

    /**
     * A writer over the built-in facts and custom kinds.
     *
     * @param served the built-in resources whose paths are written
     */
    public static DocumentWriter writer(String fingerprint, BuiltinResources served, List<CustomKind> custom) {
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
        SchemaWriter schemas =
                new SchemaWriter(BuiltinDeclarations.instance(), new BuiltinDescriptions(), bySchema, custom);
        return new DocumentWriter(withPaths(read("paths.json"), served, custom), schemas, fingerprint);
    }

    private static Struct withPaths(Struct facts, BuiltinResources served, List<CustomKind> custom) {
        ServedPaths wanted = ServedPaths.of(served);
        Struct.Builder paths = Struct.builder();
        Objects.requireNonNullElse(facts.struct("paths"), Struct.EMPTY).forEach((path, rows) -> {
            if (wanted.contains(path)) {
                paths.put(path, rows);
            }
        });
        if (custom.isEmpty()) {
            return facts.with("paths", paths.build());
        }
        custom.forEach(kind -> CustomPaths.add(kind, paths));
        Struct.Builder sets = Objects.requireNonNullElse(facts.struct("sets"), Struct.EMPTY).toBuilder();
        sets.putAll(CustomPaths.sets());
        return facts.with("paths", paths.build()).with("sets", sets.build());
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
