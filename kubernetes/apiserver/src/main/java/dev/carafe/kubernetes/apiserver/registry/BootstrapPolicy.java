package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The objects that every cluster has from the start, as upstream 1.37 makes them; read from {@code bootstrap.json}. */
final class BootstrapPolicy {
    private final Struct table;

    private BootstrapPolicy(Struct table) {
        this.table = table;
    }

    static BootstrapPolicy load() {
        try (InputStream in = BootstrapPolicy.class.getResourceAsStream("bootstrap.json")) {
            if (in == null) {
                throw new IllegalStateException("the build has no bootstrap.json");
            }
            return new BootstrapPolicy(Json.decodeStruct(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("bootstrap.json", e);
        }
    }

    /** The objects of a resource, without kind and apiVersion. */
    List<Struct> objects(String resource) {
        List<Struct> objects = new ArrayList<>();
        if (table.get(resource) instanceof List<?> items) {
            items.forEach(item -> objects.add((Struct) item));
        }
        return objects;
    }
}
