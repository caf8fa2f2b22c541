package dev.carafe.kubernetes.apiserver.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.serializer.StorageSerializer;
import java.util.Arrays;
import java.util.List;

/** Objects at rest, also those that another server wrote: read so that they are written as the same again, or refused. */
public final class StorageFuzz {
    private static final StorageSerializer SERIALIZER = new StorageSerializer(BuiltinResources.load());

    private StorageFuzz() {}

    static List<byte[]> seeds() {
        Struct.Builder pod =
                object("v1", "Pod").put("spec", Struct.of("containers", List.of(Struct.of("name", "c", "image", "i"))));
        Struct.Builder service = object("v1", "Service")
                .put("spec", Struct.of("ports", List.of(Struct.of("port", 80L, "targetPort", "http"))));
        Struct.Builder map = object("v1", "ConfigMap").put("data", Struct.of("k", "v"));
        return List.of(
                SERIALIZER.encode(pod.build()),
                SERIALIZER.encode(service.build()),
                SERIALIZER.encode(map.build()),
                SERIALIZER.encode(object("apps/v1", "Deployment").build()),
                "{\"apiVersion\":\"apiextensions.k8s.io/v1beta1\",\"kind\":\"CustomResourceDefinition\"}"
                        .getBytes(UTF_8));
    }

    private static Struct.Builder object(String apiVersion, String kind) {
        return Struct.builder().put("apiVersion", apiVersion).put("kind", kind).put("metadata", Struct.of("name", "x"));
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Struct object;
        try {
            object = SERIALIZER.decode(bytes);
        } catch (IllegalArgumentException _) {
            return; // refused
        }
        if (object == null) {
            return; // JSON, which is left as it is
        }
        byte[] written = SERIALIZER.encode(object);
        Struct again = SERIALIZER.decode(written);
        if (again != null && !Arrays.equals(SERIALIZER.encode(again), written)) {
            throw new IllegalStateException(object + " is read as another when it was written");
        }
    }
}
