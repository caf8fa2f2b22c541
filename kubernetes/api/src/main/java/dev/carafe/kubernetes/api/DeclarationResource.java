package dev.carafe.kubernetes.api;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Reads the generated pieces of the facts table from the class path. */
final class DeclarationResource {
    private DeclarationResource() {}

    /**
     * A piece about a package such as {@code api.core.v1}; empty where there is no such package.
     *
     * @param kind {@code schemas}, {@code messages} or {@code descriptions}
     */
    static Optional<Struct> find(String kind, String packageName) {
        return read(kind + "/" + packageName + ".json");
    }

    /**
     * A piece that the build always makes.
     *
     * @throws IllegalStateException when it is missing
     */
    static Struct get(String name) {
        return read(name).orElseThrow(() -> new IllegalStateException("the build made no declarations/" + name));
    }

    static List<String> strings(Struct parent, String name) {
        return parent.get(name) instanceof List<?> list
                ? list.stream().map(String.class::cast).toList()
                : List.of();
    }

    private static Optional<Struct> read(String name) {
        try (InputStream in = DeclarationResource.class.getResourceAsStream("declarations/" + name)) {
            return in == null ? Optional.empty() : Optional.of(Json.decodeStruct(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("declarations/" + name, e);
        }
    }
}
